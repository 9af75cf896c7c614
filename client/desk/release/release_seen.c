#include "release_seen.h"

#include <stdio.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "client/desk/store/journal.h"
#include "common/bytes/utc_time.h"
#include "common/json/json_text.h"

#define TABLE_RELEASES "release"
#define NEWEST "newest"
#define AGES "ages"
#define DAY 86400
#define PROGRAM_DAYS 365
#define DIRECTORY_DAYS 60

const char release_own_version[] = VALISE_VERSION;
const char release_own_day[] = VALISE_DAY;

/* NULL where there is none, and `ret_ok` unless that can't be told. */
static cJSON *
get(struct vault *v, const char *id, bool *ret_ok, struct reason *reason)
{
	cJSON *row = NULL;

	reason_set(reason, "the case store can't be read");
	switch (desk_store_has(vault_store(v), TABLE_RELEASES, id)) {
	case DESK_FOUND:
		row =
		    desk_store_get(vault_store(v), TABLE_RELEASES, id, reason);
		*ret_ok = row != NULL;
		break;
	case DESK_ABSENT:
		*ret_ok = true;
		break;
	case DESK_UNREADABLE:
		*ret_ok = false;
		break;
	}
	return row;
}

static bool
put(struct vault *v, const char *id, const cJSON *row, const char *act,
    const char *object, struct reason *reason)
{
	struct desk_store *s = vault_store(v);

	reason_set(reason, "the case store can't be written");
	return desk_store_begin(s) &&
	    desk_store_end(s,
		desk_store_put(s, TABLE_RELEASES, id, row) &&
		    journal_add(s, act, object));
}

static bool
copy_text(const cJSON *row, const char *member, char *ret_text, size_t size)
{
	const char *text = json_text_string(row, member);

	if (text == NULL || strlen(text) >= size)
		return false;
	(void)snprintf(ret_text, size, "%s", text);
	return true;
}

bool
release_newest(struct vault *v, struct release_newest *ret_newest,
    struct reason *ret_reason)
{
	bool ok;
	cJSON *row = get(v, NEWEST, &ok, ret_reason);

	memset(ret_newest, 0, sizeof(*ret_newest));
	if (row != NULL) {
		ok = copy_text(row, "version", ret_newest->version,
			 sizeof(ret_newest->version)) &&
		    copy_text(row, "date", ret_newest->day,
			sizeof(ret_newest->day)) &&
		    copy_text(row, "seen", ret_newest->seen,
			sizeof(ret_newest->seen)) &&
		    release_version_valid(ret_newest->version);
		ret_newest->known = ok;
		if (!ok)
			reason_set(ret_reason,
			    "which release was verified last can't be read");
	}
	cJSON_Delete(row);
	return ok;
}

bool
release_remember(
    struct vault *v, const struct release *release, struct reason *ret_reason)
{
	struct release_newest newest;
	char today[UTC_DAY_BYTES];
	cJSON *row;
	bool ok;

	if (!release_newest(v, &newest, ret_reason))
		return false;
	if (newest.known &&
	    release_version_compare(release->version, newest.version) <= 0)
		return true;
	reason_set(ret_reason, "there is not enough memory");
	utc_time_day(journal_now(vault_store(v)), today);
	row = cJSON_CreateObject();
	ok = row != NULL &&
	    cJSON_AddStringToObject(row, "version", release->version) != NULL &&
	    cJSON_AddStringToObject(row, "date", release->day) != NULL &&
	    cJSON_AddStringToObject(row, "seen", today) != NULL &&
	    put(v, NEWEST, row, "release", release->version, ret_reason);
	cJSON_Delete(row);
	return ok;
}

bool
release_ages(
    struct vault *v, struct release_ages *ret_ages, struct reason *ret_reason)
{
	bool ok;
	cJSON *row = get(v, AGES, &ok, ret_reason);

	*ret_ages = (struct release_ages){PROGRAM_DAYS, DIRECTORY_DAYS};
	if (row != NULL) {
		ok = json_text_integer(row, "program", &ret_ages->program) &&
		    json_text_integer(row, "directory", &ret_ages->directory);
		if (!ok)
			reason_set(ret_reason,
			    "how old a program may become can't be read");
	}
	cJSON_Delete(row);
	return ok;
}

bool
release_set_ages(
    struct vault *v, const struct release_ages *ages, struct reason *ret_reason)
{
	cJSON *row = cJSON_CreateObject();
	bool ok;

	reason_set(ret_reason, "there is not enough memory");
	ok = row != NULL &&
	    cJSON_AddNumberToObject(row, "program", (double)ages->program) !=
		NULL &&
	    cJSON_AddNumberToObject(
		row, "directory", (double)ages->directory) != NULL &&
	    put(v, AGES, row, "release-ages", "-", ret_reason);
	cJSON_Delete(row);
	return ok;
}

/* How many whole days ago; 0 of a day to come. */
static uint64_t
days_since(int64_t then, int64_t now)
{
	return now <= then ? 0 : (uint64_t)(now - then) / DAY;
}

bool
release_alarm(
    struct vault *v, struct release_alarm *ret_alarm, struct reason *ret_reason)
{
	const struct directory *d = vault_directory(v);
	const int64_t now = journal_now(vault_store(v));
	struct release_alarm a = {.newer = false};
	char own[32];
	int64_t then = 0;
	uint64_t days;

	if (!release_newest(v, &a.newest, ret_reason) ||
	    !release_ages(v, &a.ages, ret_reason))
		return false;
	a.newer = a.newest.known &&
	    release_version_compare(a.newest.version, release_own_version) > 0;
	(void)snprintf(own, sizeof(own), "%sT00:00:00Z", release_own_day);
	reason_set(ret_reason, "this program has no day");
	if (!utc_time_parse(own, strlen(own), &then))
		return false;
	days = days_since(then, now);
	a.program_days = days > a.ages.program ? days : 0;
	days = d == NULL ? 0 : days_since(d->issued, now);
	a.directory_days = days > a.ages.directory ? days : 0;
	*ret_alarm = a;
	return true;
}
