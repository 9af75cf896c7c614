/* Rows of a case that are not named after it. */
#include "disposal_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "client/desk/cases/case_tables.h"
#include "client/desk/store/case_keys.h"
#include "common/bytes/text_codec.h"
#include "common/json/json_text.h"

void
disposal_key_mark(struct desk_store *s, uint32_t number,
    char ret_mark[static DISPOSAL_KEY_BYTES])
{
	uint8_t key[CASE_KEY_BYTES], hash[16];

	*ret_mark = '\0';
	if (!case_keys_get(desk_store_case_keys(s), number, key))
		return;
	(void)crypto_generichash(hash, sizeof(hash), key, sizeof(key), NULL, 0);
	sodium_memzero(key, sizeof(key));
	hex_encode(hash, sizeof(hash), ret_mark);
}

struct finding {
	struct desk_store *s;
	const uint32_t *numbers;
	size_t n;
	const char *table;
	struct disposal_rows *to;
	bool unread;
};

static bool
is_of(const struct finding *f, uint32_t number)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->numbers[i] == number)
			return true;
	return false;
}

/* Neither sent nor held back. */
static bool
waits(const cJSON *row)
{
	uint64_t sent = 0;

	return !(json_text_integer(row, "bulletin", &sent) && sent != 0) &&
	    cJSON_GetObjectItemCaseSensitive(row, "held") == NULL;
}

static bool
collect(void *context, const char *id, const cJSON *row)
{
	struct finding *f = context;
	const char *of = json_text_string(row, "case");
	const uint32_t number = of == NULL ? 0 : case_keys_number(of);
	struct disposal_rows *to = f->to;
	struct disposal_row *one;
	void *grown;

	if (!is_of(f, number))
		return true;
	if (to->n == to->room) {
		to->room = to->room == 0 ? 64 : 2 * to->room;
		grown = reallocarray(to->list, to->room, sizeof(*to->list));
		if (grown == NULL)
			return false;
		to->list = grown;
	}
	one = &to->list[to->n++];
	one->table = f->table;
	one->number = number;
	one->waits = strcmp(f->table, TABLE_OUTBOX) == 0 && waits(row);
	(void)snprintf(one->id, sizeof(one->id), "%s", id);
	return true;
}

/* One that does not open matters where it is of one of these, or of nobody
 * knows which. */
static void
mark_unread(void *context, const struct desk_event *event)
{
	struct finding *f = context;
	struct reason ignored;
	char of[32];

	if (!desk_store_case_of(
		f->s, event->table, event->id, of, sizeof(of), &ignored) ||
	    is_of(f, case_keys_number(of)))
		f->unread = true;
}

bool
disposal_rows_find(struct desk_store *s, const uint32_t *numbers, size_t n,
    struct disposal_rows *ret_rows, struct reason *reason)
{
	static const char *const tables[] = {TABLE_OUTBOX, TABLE_LOOKS};
	struct finding f = {.s = s, .numbers = numbers, .n = n, .to = ret_rows};
	const struct desk_events events = {mark_unread, &f};

	memset(ret_rows, 0, sizeof(*ret_rows));
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		f.table = tables[i];
		reason_set(reason, "there is not enough memory");
		if (!desk_store_each(
			s, f.table, collect, &f, &events, reason)) {
			disposal_rows_finish(ret_rows);
			return false;
		}
	}
	if (f.unread)
		reason_set(reason,
		    "a reply, or a reason for which somebody asked who told a "
		    "case, can't be read, and may be of one of these");
	if (f.unread)
		disposal_rows_finish(ret_rows);
	return !f.unread;
}

void
disposal_rows_finish(struct disposal_rows *rows)
{
	free(rows->list);
	memset(rows, 0, sizeof(*rows));
}
