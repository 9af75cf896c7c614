/* Whether what leaves is to whom it is for (docs/BULLETIN.md 5). */
#include "bulletin_parts.h"

#include <errno.h>
#include <string.h>

#include "client/desk/store/journal.h"
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

/* What can't be read of one case, which keeps no bulletin from leaving. */
static void
tell_damaged(struct addressing *a, const char *table, const char *id)
{
	desk_event_tell(a->m->events,
	    &(struct desk_event){.kind = DESK_ROW_UNREADABLE,
		.table = table,
		.id = id,
		.why = a->reason->text});
}

/*
 * The reply key of a case; `ret_known` is false where whoever looks does not
 * hold its source, or it is damaged, which is told: one such keeps no bulletin
 * from leaving.  False with a reason where memory or the disk fails.
 */
static bool
reply_key(struct addressing *a, const struct case_row *row,
    struct age_recipient *ret_to, bool *ret_known)
{
	struct case_source *source = case_source_open(
	    a->m->store, row, a->by->id, a->by->identity, a->reason);

	*ret_known = source != NULL && case_source_reply(source, ret_to);
	if (source == NULL && errno == EBADMSG) {
		tell_damaged(a, TABLE_SOURCES, row->id);
		return true;
	}
	if (source == NULL)
		return errno == EACCES;
	case_source_close(source);
	return true;
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
		(message == NULL ? cases_hold_received(s, case_id, a->reason)
				 : outbox_hold_back(s, message, a->reason)) &&
		    journal_add(s, "held-back", case_id));
}

/* Made again to the sender, where that is known; false with a reason. */
static bool
look_at(struct addressing *a, const struct case_row *row, const cJSON *cells,
    const struct case_said *said, const char *message)
{
	struct age_recipient to;
	bool known;

	if (!reply_key(a, row, &to, &known))
		return false;
	if (!known)
		return true;
	switch (case_cells_are_to(cells, said, &to)) {
	case CASE_CELLS_GOOD:
		a->n_seen++;
		return true;
	case CASE_CELLS_OTHER:
		return hold_back(a, row->id, message);
	case CASE_CELLS_FAILED:
		break;
	}
	reason_set(a->reason, "there is not enough memory");
	return false;
}

static bool
look_at_case(struct addressing *a, const char *id)
{
	struct case_row *row = cases_get(a->m->store, id, a->reason);
	struct case_said said = {.kind = REPLY_OPENED};
	bool ok = row != NULL;

	if (ok && row->received != NULL && row->week != NULL) {
		said.text = row->week;
		said.len = strlen(row->week);
		ok = look_at(a, row, row->received, &said, NULL);
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
	uint8_t number[REPLY_CELL_ID_BYTES];
	const struct case_said said = {
	    REPLY_MESSAGE, number, text, text == NULL ? 0 : strlen(text)};
	struct case_row *row = NULL;
	bool ok = of != NULL && text != NULL &&
	    hex_decode(id, strlen(id), number, sizeof(number));

	errno = 0;
	if (ok)
		row = cases_get(a->m->store, of, a->reason);
	if (row != NULL)
		ok = look_at(a, row,
		    cJSON_GetObjectItemCaseSensitive(message, "sealed"), &said,
		    id);
	else if (ok && errno == EBADMSG)
		tell_damaged(a, TABLE_CASES, of);
	else
		ok = false;

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
