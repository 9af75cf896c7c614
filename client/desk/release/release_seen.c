#include "release_seen.h"

#include <stdio.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "client/desk/store/journal.h"
#include "common/bytes/text_codec.h"
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

/* Whether as many of those who signed it are release keys today. */
static bool
still_counts(struct vault *v, const cJSON *ids)
{
	const struct directory *d = vault_directory(v);
	char id[MINISIGN_ID_TEXT_BYTES];
	const cJSON *item;
	size_t n = 0;

	if (d == NULL || d->releases.n == 0)
		return false;
	for (size_t i = 0; i < d->releases.n; i++) {
		minisign_id_format(d->releases.keys[i].id, id);
		cJSON_ArrayForEach (item, ids)
			n += cJSON_IsString(item) &&
			    strcmp(item->valuestring, id) == 0;
	}
	return n >= d->releases.threshold;
}

static void
text_hash(const struct release_read *read, char ret_hex[static 65])
{
	hex_encode(read->hash, 32, ret_hex);
}

static bool
read_newest(struct vault *v, const struct release_read *asked,
    struct release_newest *ret, struct reason *reason)
{
	bool ok;
	cJSON *row = get(v, NEWEST, &ok, reason);
	char hex[65];
	const char *hash = json_text_string(row, "hash");

	memset(ret, 0, sizeof(*ret));
	if (row != NULL && row->child != NULL) {
		ok = copy_text(
			 row, "version", ret->version, sizeof(ret->version)) &&
		    copy_text(row, "date", ret->day, sizeof(ret->day)) &&
		    copy_text(row, "seen", ret->seen, sizeof(ret->seen)) &&
		    release_version_valid(ret->version);
		ret->known = ok &&
		    still_counts(
			v, cJSON_GetObjectItemCaseSensitive(row, "ids"));
		if (!ok)
			reason_set(reason,
			    "which release was verified last can't be read");
	}
	if (asked != NULL && ret->known && hash != NULL) {
		text_hash(asked, hex);
		ret->another =
		    strcmp(ret->version, asked->release.version) == 0 &&
		    strcmp(hash, hex) != 0;
	}
	cJSON_Delete(row);
	return ok;
}

bool
release_newest(struct vault *v, struct release_newest *ret_newest,
    struct reason *ret_reason)
{
	return read_newest(v, NULL, ret_newest, ret_reason);
}

static cJSON *
newest_row(struct vault *v, const struct release_read *read)
{
	char today[UTC_DAY_BYTES], hex[65];
	cJSON *row = cJSON_CreateObject(), *ids = NULL;
	bool ok;

	utc_time_day(journal_now(vault_store(v)), today);
	text_hash(read, hex);
	if (row != NULL)
		ids = cJSON_AddArrayToObject(row, "ids");
	ok = ids != NULL &&
	    cJSON_AddStringToObject(row, "version", read->release.version) !=
		NULL &&
	    cJSON_AddStringToObject(row, "date", read->release.day) != NULL &&
	    cJSON_AddStringToObject(row, "hash", hex) != NULL &&
	    cJSON_AddStringToObject(row, "seen", today) != NULL;
	for (size_t i = 0; i < read->n && ok; i++)
		ok = cJSON_AddItemToArray(
		    ids, cJSON_CreateString(read->signatures[i].id));
	if (ok)
		return row;
	cJSON_Delete(row);
	return NULL;
}

bool
release_remember(struct vault *v, const struct release_read *read,
    struct release_newest *ret_newest, struct reason *ret_reason)
{
	cJSON *row;
	bool ok;

	if (!read_newest(v, read, ret_newest, ret_reason))
		return false;
	if (ret_newest->known &&
	    release_version_compare(
		read->release.version, ret_newest->version) <= 0)
		return true;
	reason_set(ret_reason, "there is not enough memory");
	row = newest_row(v, read);
	ok = row != NULL &&
	    put(v, NEWEST, row, "release", read->release.version, ret_reason);
	cJSON_Delete(row);
	return ok;
}

bool
release_forget(struct vault *v, struct reason *ret_reason)
{
	cJSON *row = cJSON_CreateObject();
	bool ok;

	reason_set(ret_reason, "there is not enough memory");
	ok = row != NULL &&
	    put(v, NEWEST, row, "release-forgotten", "-", ret_reason);
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

void
release_alarm(struct vault *v, struct release_alarm *ret_alarm)
{
	const struct directory *d = vault_directory(v);
	const int64_t now = journal_now(vault_store(v));
	struct release_alarm *a = ret_alarm;
	char own[32];
	int64_t then = 0;
	uint64_t days;

	memset(a, 0, sizeof(*a));
	a->unread = !release_newest(v, &a->newest, &a->reason);
	if (!release_ages(v, &a->ages, &a->reason)) {
		/* What nobody set is known. */
		a->unread = true;
		a->ages = (struct release_ages){PROGRAM_DAYS, DIRECTORY_DAYS};
	}
	a->newer = a->newest.known &&
	    release_version_compare(a->newest.version, release_own_version) > 0;
	(void)snprintf(own, sizeof(own), "%sT00:00:00Z", release_own_day);
	(void)utc_time_parse(own, strlen(own), &then);
	days = days_since(then, now);
	a->program_days = days > a->ages.program ? days : 0;
	days = d == NULL ? 0 : days_since(d->issued, now);
	a->directory_days = days > a->ages.directory ? days : 0;
	/* A clock that is behind tells no age. */
	a->clock = utc_time_now() + DAY < then ||
	    (d != NULL && utc_time_now() + DAY < d->issued);
}
