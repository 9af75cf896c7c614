/* What an envelope said, parted and stored (docs/VAULT.md 4). */
#include <stdlib.h>
#include <string.h>

#include "client/desk/cases/case_holders.h"
#include "client/desk/cases/case_source.h"
#include "client/desk/cases/cases.h"
#include "common/bytes/text_codec.h"
#include "common/json/json_text.h"
#include "import_item.h"

/*
 * To what it is sealed.  Where the case's own is damaged it gets one for
 * itself; a first report is then no more than one that names the same voice,
 * for the case's place has another source.
 */
static bool
recipient_of(struct importing *m, struct case_content *content,
    struct import_ahead *ahead, struct age_recipient *ret_to,
    struct reason *reason)
{
	struct case_link *link = &content->link;
	const bool joins =
	    link->verdict == CASE_SIGNED || link->verdict == CASE_FIRST;
	enum case_source_found found;

	if (!joins && ahead->source != NULL) {
		*ret_to = ahead->source_to;
		content->source = ahead->source;
		ahead->source = NULL;
		return true;
	}
	if (m->holders->n == 0 && !case_holders_first(m->v, m->holders, reason))
		return false;
	found = case_source_recipient(m->store, joins ? link->voice_case : "",
	    m->holders, ret_to, &content->source, reason);
	if (found == CASE_SOURCE_DAMAGED) {
		if (link->verdict == CASE_FIRST)
			link->verdict = CASE_SAME_VOICE;
		found = case_source_recipient(
		    m->store, "", m->holders, ret_to, &content->source, reason);
	}
	return found == CASE_SOURCE_FOUND;
}

/* What the row of a report has, and what is sealed to whom. */
static bool
part(struct importing *m, struct import_item *item,
    struct case_content *content, struct reason *reason)
{
	const struct opened *opened = &item->opened;
	struct age_recipient to;

	if (!recipient_of(m, content, &item->ahead, &to, reason))
		return false;
	reason_set(reason, "there is not enough memory");
	return case_source_part((const char *)opened->report.data,
	    opened->report.len, opened->file_key, &to, content->parts);
}

static bool
decide(struct importing *m, const cJSON *report, bool exact,
    struct case_link *ret_link)
{
	if (m->follow_ups == NULL)
		m->follow_ups =
		    follow_ups_read(m->store, m->options->events, m->reason);
	if (m->follow_ups == NULL)
		return false;
	if (follow_ups_decide(m->follow_ups, m->intake, report,
		exact ? REPORT_EXACT : REPORT_INEXACT, ret_link))
		return true;
	reason_set(m->reason, "there is not enough memory");
	return false;
}

bool
import_reply_of(const cJSON *report, struct age_recipient *ret_to)
{
	const char *text = json_text_string(report, "reply_recipient");

	return text != NULL &&
	    age_recipient_parse(text, strlen(text), ret_to) &&
	    ret_to->type == AGE_HYBRID;
}

/* Which key it was sealed to: as long as that lives the original may open. */
static bool
put_epoch(const struct importing *m, const struct opened *opened, cJSON *parts)
{
	return opened->epoch >= m->n_epochs ||
	    cJSON_AddStringToObject(
		parts, CASE_EPOCH, m->epochs[opened->epoch]) != NULL;
}

static bool
store_opened(struct importing *m, const struct manifest_entry *entries,
    size_t n, const char *relay, struct import_item *item)
{
	const struct opened *opened = &item->opened;
	struct case_content content = {.parts = item->parts,
	    .received = &item->ahead.received,
	    .received_week = item->ahead.week};
	struct age_recipient reply_to;
	struct case_voice voice;
	char id[CASE_ID_BYTES];
	cJSON *report;
	bool exact, ok;

	report = json_text_read_received((const char *)opened->report.data,
	    opened->report.len, &exact, m->reason);
	ok = report != NULL && decide(m, report, exact, &content.link);
	if (ok) {
		content.withdraws = case_link_withdraws(report);
		if (import_reply_of(report, &reply_to))
			content.reply_to = &reply_to;
		ok = case_voice_of(m->store, report, &voice) &&
		    case_voice_put(content.parts, &voice) &&
		    put_epoch(m, opened, content.parts);
		if (!ok)
			reason_set(m->reason, "there is not enough memory");
	}
	ok = ok && part(m, item, &content, m->reason);
	/* A row may be there though storing it failed: what no row knows is
	 * for the next import to remove. */
	if (ok)
		case_attachments_keep(opened->attachments);
	ok = ok &&
	    cases_add(m->store, entries, n, relay, &content, id, m->reason);
	if (ok) {
		import_tell(m,
		    (struct desk_event){.kind = DESK_REPORT_STORED,
			.id = id,
			.link = &content.link,
			.withdraws = content.withdraws});
		if (!follow_ups_add(m->follow_ups, id, &voice, &content.link) ||
		    !follow_ups_add_entries(m->follow_ups, id, entries, n))
			import_forget_follow_ups(m);
	}
	cJSON_Delete(content.source);
	json_text_wipe(report);
	return ok;
}

static bool
store_unopened(struct importing *m, const struct manifest_entry *entries,
    size_t n, const char *relay, const struct import_item *item)
{
	const struct case_content content = {.why = item->why.text};
	char id[CASE_ID_BYTES];

	/* Nobody who sends many scrolls everything else away. */
	if (m->n_told++ < IMPORT_NAMED_MAX)
		import_tell(m,
		    (struct desk_event){
			.kind = DESK_FILE_QUARANTINED, .why = item->why.text});
	return cases_add(m->store, entries, n, relay, &content, id, m->reason);
}

/* Of other relays' lists. */
static bool
add_others(struct importing *m, const struct listed_file *f, size_t from)
{
	char hex[65], id[CASE_ID_BYTES];

	if (from == f->n)
		return true;
	hex_encode(f->entries->sha256, 32, hex);
	return cases_find_file(m->store, hex, id, m->reason) == DESK_FOUND &&
	    import_add_entries(m, f, from, hex, id);
}

bool
import_item_store(struct importing *m, struct import_item *item,
    const struct durable_batch *batch, enum import_verdict *ret_verdict)
{
	struct listed_file *f = item->file;
	const char *relay = m->lists[f->lists[0]].relay;
	const int error = durable_batch_error(batch, item->place);
	size_t n = import_run_of(f, 0);
	bool ok;

	if (error != 0) {
		reason_set(m->reason,
		    "the vault can't take it: %s. What was imported before is "
		    "held; the stick is as it was",
		    strerror(error));
		return false;
	}
	if (!case_attachments_settled(item->opened.attachments, batch)) {
		(void)case_attachments_state(
		    item->opened.attachments, m->reason);
		return false;
	}
	import_ahead_wait(&item->ahead, m->team);
	*ret_verdict =
	    item->state == ITEM_OPENED ? IMPORT_HELD : IMPORT_HELD_UNOPENABLE;
	ok = item->state == ITEM_OPENED
	    ? store_opened(m, f->entries, n, relay, item)
	    : store_unopened(m, f->entries, n, relay, item);
	/* Only what is whole is said: the rest comes with the next import. */
	return ok && add_others(m, f, n);
}
