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
#include "common/log/publication_name.h"
#include "common/notes/directory.h"

#define DAY 86400LL
#define WEEK (7 * DAY)

struct planning {
	struct vault *v;
	struct desk_store *s;
	struct disposal_plan *plan;
	void (*blocked)(void *context, const char *id, enum disposal_block why,
	    const char *text);
	void *context;
	int64_t sealed_by; /* no original of it was sealed later */
	struct reason *reason;
};

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

/*
 * When it was sealed at the latest: before it was accepted first, as the
 * publication says; else before now.
 */
static int64_t
sealed_by(const struct planning *p, const struct case_row *row)
{
	const struct directory_intake *intake =
	    directory_intake(vault_directory(p->v), vault_intake(p->v));
	int64_t earliest = journal_now(p->s), start;

	for (size_t i = 0; i < row->n_entries; i++) {
		const struct case_entry *e = &row->entries[i];
		const struct directory_relay *relay = NULL;
		int64_t end;

		if (e->publication == NULL ||
		    !publication_start(e->publication, &start))
			continue;
		if (intake != NULL && e->relay != NULL)
			relay = directory_relay_near(intake, e->relay, start);
		end = start +
		    (relay == NULL ? WEEK : (int64_t)relay->period_seconds);
		earliest = end < earliest ? end : earliest;
	}
	/* By a sender's clock. */
	return earliest + DAY;
}

static bool
add_item(struct planning *p, const struct case_row *row)
{
	struct disposal_plan *plan = p->plan;
	struct disposal_item *item;
	int64_t by = sealed_by(p, row);
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
	p->sealed_by = by > p->sealed_by ? by : p->sealed_by;
	return true;
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
	if (is_untold(row))
		block(p, id, DISPOSAL_UNTOLD, "");
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

/* A key of an epoch that began before the last original was sealed, and lives.
 */
static bool
add_epoch(void *context, const struct vault_epoch *e)
{
	struct planning *p = context;
	struct disposal_plan *plan = p->plan;
	char id[DESK_STORE_NAME_ID_BYTES], after[UTC_DAY_BYTES];
	cJSON *one;

	if (e->destroyed || e->listed->from > p->sealed_by)
		return true;
	desk_store_name_id(e->listed->recipient, id);
	utc_time_day(e->listed->destroyed_after, after);
	one = cJSON_CreateObject();
	if (one == NULL || !cJSON_AddItemToArray(plan->awaits, one)) {
		cJSON_Delete(one);
		return false;
	}
	plan->n_epochs++;
	if (strcmp(after, plan->after) > 0)
		memcpy(plan->after, after, sizeof(after));
	return cJSON_AddStringToObject(one, "epoch", id) != NULL &&
	    cJSON_AddStringToObject(one, "after", after) != NULL;
}

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

bool
disposal_plan(struct vault *v, char *const *typed, size_t n,
    void (*blocked)(void *context, const char *id, enum disposal_block why,
	const char *text),
    void *context, struct disposal_plan *ret_plan, struct reason *ret_reason)
{
	struct planning p = {.v = v,
	    .s = vault_store(v),
	    .plan = ret_plan,
	    .blocked = blocked,
	    .context = context,
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
	ok = ret_plan->awaits != NULL && take_numbers(&p, typed, n);
	if (ok)
		reason_set(ret_reason, "there is not enough memory");
	for (size_t i = 0; i < ret_plan->n_cases && ok; i++)
		ok = look_at_case(&p, ret_plan->cases[i]);
	return ok && look_at_replies(&p) && set_digits(&p) &&
	    vault_each_epoch(v, add_epoch, &p, ret_reason) &&
	    vault_epochs_stray(v, &ret_plan->n_stray, ret_reason);
}

void
disposal_plan_finish(struct disposal_plan *p)
{
	cJSON_Delete(p->awaits);
	free(p->items);
	memset(p, 0, sizeof(*p));
}
