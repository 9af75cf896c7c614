/* What a disposal would take, and what stands against it. */
#include "disposal_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/desk/cases/case_tables.h"
#include "client/desk/cases/cases.h"
#include "client/desk/store/case_keys.h"
#include "client/desk/store/journal.h"
#include "common/bytes/byte_writer.h"
#include "common/bytes/text_codec.h"
#include "common/crypto/sha256.h"
#include "common/json/json_text.h"

bool
disposal_schedule_valid(const char *code)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz"
				      "0123456789./-";
	const size_t len = strlen(code);

	return len > 0 && len <= DISPOSAL_SCHEDULE_MAX &&
	    strspn(code, letters) == len;
}

static void
block(struct planning *p, const char *id, enum disposal_block why,
    const char *text)
{
	p->plan->n_blocked++;
	p->blocked(p->context, id, why, text);
}

static bool
add_item(struct planning *p, const struct case_row *row)
{
	struct disposal_plan *plan = p->plan;
	struct disposal_item *item;
	void *grown;

	if (plan->n == plan->room) {
		plan->room = plan->room == 0 ? 16 : 2 * plan->room;
		grown =
		    reallocarray(plan->items, plan->room, sizeof(*plan->items));
		if (grown == NULL)
			return false;
		plan->items = grown;
	}
	item = &plan->items[plan->n++];
	memset(item, 0, sizeof(*item));
	(void)snprintf(item->id, sizeof(item->id), "%s", row->id);
	hex_encode(row->sha256, sizeof(row->sha256), item->sha256_hex);
	item->size = row->size;
	item->attachments = (size_t)cJSON_GetArraySize(
	    cJSON_GetObjectItemCaseSensitive(row->attachments, "list"));
	return disposal_await_item(p, row);
}

/* Whether a bulletin has still something to say of it. */
static bool
is_untold(const struct case_row *row)
{
	if (!row->has_acknowledged || row->acknowledged != 0)
		return false;
	if (row->report != NULL)
		return row->received != NULL;
	for (size_t i = 0; i < row->n_entries; i++)
		if (row->entries[i].has_nonce)
			return true;
	return false;
}

/* Of one that has a source key of its own, or none. */
static bool
source_is_good(struct planning *p, const char *id, struct reason *why)
{
	cJSON *row;

	if (desk_store_has(p->s, TABLE_SOURCES, id) == DESK_ABSENT)
		return true;
	row = desk_store_get(p->s, TABLE_SOURCES, id, why);
	cJSON_Delete(row);
	return row != NULL;
}

/* False without memory. */
static bool
look_at(struct planning *p, const char *id)
{
	struct reason why = {""};
	struct case_row *row = cases_get(p->s, id, &why);
	bool noted = false, ok = true;

	if (row == NULL) {
		block(p, id, DISPOSAL_UNREAD, why.text);
		return true;
	}
	if (row->unparted || !row->has_hash)
		block(p, id, DISPOSAL_UNREAD,
		    "an older program stored it, and it could not be parted "
		    "yet");
	else if (!cases_file_noted(p->s, row->sha256_hex, &noted, &why))
		block(p, id, DISPOSAL_UNREAD, why.text);
	else if (!noted)
		block(p, id, DISPOSAL_UNNOTED, "");
	if (row->held_day != NULL)
		block(p, id, DISPOSAL_RETAINED,
		    row->held_why == NULL ? "" : row->held_why);
	if (disposal_work_goes_on(p->s, row, &why))
		block(p, id, DISPOSAL_WORKED, why.text);
	if (is_untold(row))
		block(p, id, DISPOSAL_UNTOLD, "");
	if (!source_is_good(p, id, &why))
		block(p, id, DISPOSAL_UNREAD, why.text);
	ok = add_item(p, row);
	case_row_destroy(row);
	return ok;
}

static bool
look_at_case(struct planning *p, const char *head)
{
	char item[CASE_ID_BYTES];
	struct reason why = {""};
	uint64_t n = 0;

	if (!look_at(p, head))
		return false;
	if (!cases_items(p->s, head, &n, &why)) {
		block(p, head, DISPOSAL_UNREAD, why.text);
		return true;
	}
	for (uint64_t i = 1; i <= n; i++) {
		cases_item_id(head, i, item);
		switch (desk_store_has(p->s, TABLE_CASES, item)) {
		case DESK_FOUND:
			if (!look_at(p, item))
				return false;
			break;
		case DESK_ABSENT:
			break;
		case DESK_UNREADABLE:
			reason_set(p->reason, "the case store can't be read");
			return false;
		}
	}
	return true;
}

static int
compare_ids(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* Their numbers, each once, in order. */
static bool
take_numbers(struct planning *p, char *const *typed, size_t n)
{
	struct disposal_plan *plan = p->plan;
	struct reason why = {""};

	if (n == 0 || n > DISPOSAL_CASES_MAX) {
		reason_set(p->reason, "from 1 to %d cases at once",
		    DISPOSAL_CASES_MAX);
		return false;
	}
	for (size_t i = 0; i < n; i++) {
		struct case_row *row = cases_get_whole(p->s, typed[i], &why);

		if (row == NULL) {
			reason_set(
			    p->reason, "case %s: %s", typed[i], why.text);
			return false;
		}
		(void)snprintf(
		    plan->cases[plan->n_cases++], CASE_ID_BYTES, "%s", row->id);
		case_row_destroy(row);
		if (case_link_is_item(plan->cases[i])) {
			reason_set(p->reason,
			    "case %s: a follow-up goes with its case: say that "
			    "one's number",
			    typed[i]);
			return false;
		}
	}
	qsort(plan->cases, n, sizeof(plan->cases[0]), compare_ids);
	for (size_t i = 1; i < n; i++)
		if (strcmp(plan->cases[i - 1], plan->cases[i]) == 0) {
			reason_set(
			    p->reason, "case %s stands twice", plan->cases[i]);
			return false;
		}
	return true;
}

static bool
look_at_replies(struct planning *p)
{
	const struct disposal_plan *plan = p->plan;
	uint32_t numbers[DISPOSAL_CASES_MAX];
	bool waits[DISPOSAL_CASES_MAX] = {false};
	struct disposal_rows rows;
	bool ok;

	for (size_t i = 0; i < plan->n_cases; i++)
		numbers[i] = case_keys_number(plan->cases[i]);
	ok = disposal_rows_find(p->s, numbers, plan->n_cases, &rows, p->reason);
	for (size_t i = 0; i < rows.n && ok; i++)
		for (size_t k = 0; k < plan->n_cases; k++)
			waits[k] |= rows.list[i].waits &&
			    rows.list[i].number == numbers[k];
	for (size_t k = 0; k < plan->n_cases; k++)
		if (waits[k])
			block(p, plan->cases[k], DISPOSAL_REPLY, "");
	disposal_rows_finish(&rows);
	return ok;
}

/* What both persons agree on. */
static bool
set_digits(struct planning *p)
{
	struct disposal_plan *plan = p->plan;
	struct byte_writer text;
	uint8_t hash[32];
	char hex[65];
	bool ok;

	byte_writer_init(&text, SIZE_MAX / 2);
	for (size_t i = 0; i < plan->n; i++) {
		byte_writer_text(&text, plan->items[i].id);
		byte_writer_text(&text, " ");
		byte_writer_text(&text, plan->items[i].sha256_hex);
		byte_writer_text(&text, "\n");
	}
	byte_writer_text(&text, "schedule ");
	byte_writer_text(&text, p->schedule);
	byte_writer_text(&text, "\nawaits ");
	json_text_write(&text, plan->awaits);
	ok = !text.failed;
	if (ok) {
		sha256_hash(text.data, text.len, hash);
		hex_encode(hash, sizeof(hash), hex);
		(void)snprintf(plan->digits, sizeof(plan->digits), "%.*s",
		    DISPOSAL_DIGITS, hex);
	}
	byte_writer_finish(&text);
	return ok;
}

/* Cells that are sealed for it would not be the same any more. */
static bool
no_draft_waits(struct planning *p)
{
	cJSON *draft = NULL;
	bool waits;

	switch (desk_store_has(p->s, TABLE_DRAFT, DRAFT_ID)) {
	case DESK_ABSENT:
		return true;
	case DESK_UNREADABLE:
		reason_set(p->reason, "the case store can't be read");
		return false;
	case DESK_FOUND:
		break;
	}
	draft = desk_store_get(p->s, TABLE_DRAFT, DRAFT_ID, p->reason);
	if (draft == NULL)
		return false;
	waits = json_text_string(draft, "text") != NULL;
	json_text_wipe(draft);
	if (waits)
		reason_set(p->reason,
		    "a bulletin waits for signatures: sign it, or drop it, "
		    "before anything is disposed of");
	return !waits;
}

bool
disposal_plan(struct vault *v, const char *schedule, char *const *typed,
    size_t n,
    void (*blocked)(void *context, const char *id, enum disposal_block why,
	const char *text),
    void *context, struct disposal_plan *ret_plan, struct reason *ret_reason)
{
	struct planning p = {.v = v,
	    .s = vault_store(v),
	    .plan = ret_plan,
	    .blocked = blocked,
	    .context = context,
	    .schedule = schedule,
	    .reason = ret_reason};
	bool ok;

	memset(ret_plan, 0, sizeof(*ret_plan));
	if (vault_directory(v) == NULL) {
		reason_set(ret_reason,
		    "this desk has no directory yet, and which keys live can't "
		    "be told: valise-desk directory adopt");
		return false;
	}
	reason_set(ret_reason, "there is not enough memory");
	ret_plan->awaits = cJSON_CreateArray();
	ok = ret_plan->awaits != NULL && no_draft_waits(&p) &&
	    take_numbers(&p, typed, n);
	if (ok)
		reason_set(ret_reason, "there is not enough memory");
	for (size_t i = 0; i < ret_plan->n_cases && ok; i++)
		ok = look_at_case(&p, ret_plan->cases[i]);
	ok = ok && look_at_replies(&p) && disposal_await_all(&p) &&
	    set_digits(&p);
	free(p.named);
	return ok;
}

void
disposal_plan_finish(struct disposal_plan *p)
{
	cJSON_Delete(p->awaits);
	free(p->items);
	memset(p, 0, sizeof(*p));
}
