/* Whether what leaves is to whom it is for (docs/BULLETIN.md 5). */
#include "bulletin_parts.h"

#include <string.h>

#include "client/desk/vault/journal.h"
#include "common/bytes/text_codec.h"
#include "common/json/json_text.h"
#include "outbox.h"

struct addressing {
	const struct making *m;
	const struct bulletin_holder *by;
	size_t n_seen;
	size_t n_off;
	struct reason *reason;
};

/* The reply key of a case, where whoever looks holds its source. */
static bool
reply_key(const struct addressing *a, const struct case_row *row,
    struct age_recipient *ret_to)
{
	struct reason ignored;
	struct case_source *source = case_source_open(
	    a->m->store, row, a->by->id, a->by->identity, &ignored);
	bool ok = source != NULL && case_source_reply(source, ret_to);

	case_source_close(source);
	return ok;
}

/* It waits no more; what was to be told of it is told anew by a person. */
static bool
hold_back(struct addressing *a, const char *case_id, const char *message)
{
	struct desk_store *s = a->m->store;

	a->n_off++;
	desk_event_tell(a->m->events,
	    &(struct desk_event){
		.kind = DESK_CELL_MISADDRESSED, .id = case_id});
	return desk_store_begin(s) &&
	    desk_store_end(s,
		(message == NULL ? cases_forget_received(s, case_id, a->reason)
				 : outbox_hold_back(s, message, a->reason)) &&
		    journal_add(s, "held-back", case_id));
}

static bool
look_at_case(struct addressing *a, const char *id)
{
	struct case_row *row = cases_get(a->m->store, id, a->reason);
	struct age_recipient to;
	struct case_said said = {.kind = REPLY_OPENED};
	bool ok = row != NULL;

	if (ok && row->received != NULL && row->week != NULL &&
	    reply_key(a, row, &to)) {
		said.text = row->week;
		said.len = strlen(row->week);
		a->n_seen++;
		if (!case_cells_are_to(row->received, &said, &to))
			ok = hold_back(a, id, NULL);
	}
	case_row_destroy(row);
	return ok;
}

static bool
look_at_message(struct addressing *a, const char *id)
{
	cJSON *message = outbox_get(a->m->store, id, a->reason);
	const char *of = json_text_string(message, "case");
	const char *text = json_text_string(message, "text");
	struct case_row *row =
	    of == NULL ? NULL : cases_get(a->m->store, of, a->reason);
	uint8_t number[REPLY_CELL_ID_BYTES];
	const struct case_said said = {
	    REPLY_MESSAGE, number, text, text == NULL ? 0 : strlen(text)};
	struct age_recipient to;
	bool ok = row != NULL && text != NULL &&
	    hex_decode(id, strlen(id), number, sizeof(number));

	if (ok && reply_key(a, row, &to)) {
		a->n_seen++;
		if (!case_cells_are_to(
			cJSON_GetObjectItemCaseSensitive(message, "sealed"),
			&said, &to))
			ok = hold_back(a, of, id);
	}
	case_row_destroy(row);
	json_text_wipe(message);
	return ok;
}

bool
bulletin_addressed(const struct making *m, const struct bulletin_holder *by,
    size_t *ret_seen, struct reason *ret_reason)
{
	struct addressing a = {.m = m, .by = by, .reason = ret_reason};
	bool ok = true;

	for (size_t i = 0; i < m->n_cases && ok; i++)
		ok = look_at_case(&a, m->cases[i]);
	for (size_t i = 0; i < m->n_sent && ok; i++)
		ok = look_at_message(&a, m->sent[i]);
	*ret_seen = a.n_seen;
	if (ok && a.n_off > 0)
		reason_set(ret_reason,
		    "%zu of its cells are not to the senders whom they are "
		    "for: ask who replied, and on which machine. They are held "
		    "back; bulletin prepare makes it anew",
		    a.n_off);
	return ok && a.n_off == 0;
}
