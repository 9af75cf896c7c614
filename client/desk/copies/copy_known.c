#include "copy_known.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>
#include <sodium.h>

#include "client/desk/store/journal.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/text_codec.h"
#include "common/bytes/utc_time.h"
#include "common/json/json_text.h"

#define TABLE_COPIES "copy"
#define HEAD "valise-copy/1\n"
#define HEAD_BYTES (sizeof(HEAD) - 1)
#define FILE_BYTES (HEAD_BYTES + COPY_NUMBER_BYTES) /* and a line feed */

/* Of 16 digits, and so no path. */
static bool
is_number(const char *text)
{
	return strlen(text) == COPY_NUMBER_BYTES - 1 &&
	    strspn(text, "0123456789abcdef") == COPY_NUMBER_BYTES - 1;
}

bool
copy_known_number(
    const void *data, size_t len, char ret_number[static COPY_NUMBER_BYTES])
{
	const uint8_t *bytes = data;

	if (len != FILE_BYTES || memcmp(bytes, HEAD, HEAD_BYTES) != 0 ||
	    bytes[len - 1] != '\n')
		return false;
	memcpy(ret_number, bytes + HEAD_BYTES, COPY_NUMBER_BYTES - 1);
	ret_number[COPY_NUMBER_BYTES - 1] = '\0';
	return is_number(ret_number);
}

/* What the folder says, or a new one. */
static bool
number_of(const char *folder, char ret_number[static COPY_NUMBER_BYTES],
    struct reason *reason)
{
	char *path = durable_file_join(folder, COPY_FILE);
	char text[FILE_BYTES + 1];
	uint8_t *bytes = NULL, chance[(COPY_NUMBER_BYTES - 1) / 2];
	size_t len;
	bool ok = path != NULL;

	reason_set(reason, "there is not enough memory");
	if (ok && durable_file_read(path, 4096, &bytes, &len)) {
		ok = copy_known_number(bytes, len, ret_number);
		if (!ok)
			reason_set(reason, "%s: it holds something else", path);
	} else if (ok && errno == ENOENT) {
		randombytes_buf(chance, sizeof(chance));
		hex_encode(chance, sizeof(chance), ret_number);
		(void)snprintf(text, sizeof(text), HEAD "%s\n", ret_number);
		ok = durable_file_write(
		    path, text, FILE_BYTES, 0600, DURABLE_KEEP_EXISTING);
		if (!ok)
			reason_set(reason, "%s: %s", path, strerror(errno));
	} else if (ok) {
		ok = false;
		reason_set(reason, "%s: %s", path, strerror(errno));
	}
	free(bytes);
	free(path);
	return ok;
}

/* Its row, or a new one; NULL with a reason. */
static cJSON *
get_row(struct desk_store *s, const char *number, struct reason *reason)
{
	switch (desk_store_has(s, TABLE_COPIES, number)) {
	case DESK_FOUND:
		return desk_store_get(s, TABLE_COPIES, number, reason);
	case DESK_ABSENT:
		reason_set(reason, "there is not enough memory");
		return cJSON_CreateObject();
	case DESK_UNREADABLE:
		reason_set(reason, "the case store can't be read");
		break;
	}
	return NULL;
}

static bool
set_number(cJSON *row, const char *member, uint64_t value)
{
	cJSON_DeleteItemFromObjectCaseSensitive(row, member);
	return cJSON_AddNumberToObject(row, member, (double)value) != NULL;
}

static bool
set_text(cJSON *row, const char *member, const char *text)
{
	cJSON_DeleteItemFromObjectCaseSensitive(row, member);
	return cJSON_AddStringToObject(row, member, text) != NULL;
}

static bool
set_day(struct desk_store *s, cJSON *row, const char *member)
{
	char day[UTC_DAY_BYTES];

	utc_time_day(journal_now(s), day);
	return set_text(row, member, day);
}

static uint64_t
get_number(const cJSON *row, const char *member)
{
	uint64_t value = 0;

	(void)json_text_integer(row, member, &value);
	return value;
}

static bool
keep(struct desk_store *s, const char *number, const cJSON *row,
    const char *act, struct reason *reason)
{
	reason_set(reason, "the case store can't be written");
	return desk_store_begin(s) &&
	    desk_store_end(s,
		desk_store_put(s, TABLE_COPIES, number, row) &&
		    (act == NULL || journal_add(s, act, number)));
}

/* What it holds, whatever it may have got rid of before: it is written to. */
bool
copy_known_before(struct desk_store *s, const char *folder,
    enum copy_holds holds, bool all, char ret_number[static COPY_NUMBER_BYTES],
    struct reason *ret_reason)
{
	char *place = realpath(folder, NULL);
	cJSON *row = NULL;
	bool ok = number_of(folder, ret_number, ret_reason);

	if (ok)
		row = get_row(s, ret_number, ret_reason);
	if (row != NULL)
		reason_set(ret_reason, "there is not enough memory");
	cJSON_DeleteItemFromObjectCaseSensitive(row, "ended");
	if (all && (holds & COPY_ORIGINALS) != 0)
		cJSON_DeleteItemFromObjectCaseSensitive(row, "originals");
	if (all && (holds & COPY_KEYS) != 0)
		cJSON_DeleteItemFromObjectCaseSensitive(row, "keys");
	ok = row != NULL &&
	    set_number(row, "holds", get_number(row, "holds") | holds) &&
	    set_text(row, "place", place == NULL ? folder : place) &&
	    set_day(s, row, "day") &&
	    keep(s, ret_number, row, NULL, ret_reason);
	cJSON_Delete(row);
	free(place);
	return ok;
}

bool
copy_known_after(struct desk_store *s, const char *number,
    enum copy_holds holds, uint64_t disposals, struct reason *ret_reason)
{
	cJSON *row = get_row(s, number, ret_reason);
	bool ok = row != NULL;

	if (ok)
		reason_set(ret_reason, "there is not enough memory");
	if (ok && (holds & COPY_ORIGINALS) != 0)
		ok = set_number(row, "originals", disposals);
	if (ok && (holds & COPY_KEYS) != 0)
		ok = set_number(row, "keys", disposals);
	ok = ok && keep(s, number, row, NULL, ret_reason);
	cJSON_Delete(row);
	return ok;
}

bool
copy_known_end(struct desk_store *s, const char *number, const char *why,
    struct reason *ret_reason)
{
	cJSON *row = NULL;
	bool ok;

	if (!is_number(number) ||
	    desk_store_has(s, TABLE_COPIES, number) == DESK_ABSENT) {
		reason_set(ret_reason, "no copy has that number: dispose list");
		return false;
	}
	row = get_row(s, number, ret_reason);
	if (row != NULL)
		reason_set(ret_reason, "there is not enough memory");
	ok = row != NULL && set_day(s, row, "ended") &&
	    set_text(row, "why", why) &&
	    set_text(row, "by", desk_store_actor(s)) &&
	    keep(s, number, row, "copy-ended", ret_reason);
	cJSON_Delete(row);
	return ok;
}

struct walk {
	bool (*each)(void *context, const struct copy_known *copy);
	void *context;
};

static bool
walk_on(void *context, const char *id, const cJSON *row)
{
	const struct walk *w = context;
	const struct copy_known copy = {.number = id,
	    .holds = (unsigned)get_number(row, "holds"),
	    .place = json_text_string(row, "place"),
	    .day = json_text_string(row, "day"),
	    .originals = get_number(row, "originals"),
	    .keys = get_number(row, "keys"),
	    .ended = json_text_string(row, "ended")};

	return w->each(w->context, &copy);
}

bool
copy_known_each(struct desk_store *s,
    bool (*each)(void *context, const struct copy_known *copy), void *context,
    const struct desk_events *events, struct reason *ret_reason)
{
	struct walk w = {each, context};

	return desk_store_each(
	    s, TABLE_COPIES, walk_on, &w, events, ret_reason);
}

bool
copy_known_lags(const struct copy_known *c, uint64_t disposal)
{
	return c->ended == NULL &&
	    (((c->holds & COPY_ORIGINALS) != 0 && c->originals < disposal) ||
		((c->holds & COPY_KEYS) != 0 && c->keys < disposal));
}
