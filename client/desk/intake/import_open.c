#include "import_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "client/desk/cases/case_attachments.h"
#include "client/desk/cases/case_holders.h"
#include "client/desk/cases/case_source.h"
#include "client/desk/cases/cases.h"
#include "common/json/json_text.h"
#include "common/report/report.h"
#include "opener.h"

struct opened {
	uint8_t file_key[AGE_FILE_KEY_BYTES];
	struct byte_writer report;
	struct case_attachments *attachments;
};

static bool
keep_key(void *context, const uint8_t key[static AGE_FILE_KEY_BYTES])
{
	struct opened *o = context;

	memcpy(o->file_key, key, AGE_FILE_KEY_BYTES);
	return true;
}

static bool
keep_report(void *context, const char *json, size_t len)
{
	struct opened *o = context;

	byte_writer_put(&o->report, json, len);
	return !o->report.failed;
}

static bool
keep_attachment(void *context, unsigned number, const void *bytes, size_t len)
{
	struct opened *o = context;

	return case_attachments_put(o->attachments, number, bytes, len);
}

/*
 * One whose process broke, or never came to work, is tried once more, for
 * something else may have ended it; a file that breaks it twice is the file's
 * fault.
 */
static enum opener_verdict
open_alone(int fd, const struct opener_keys *keys,
    const struct opener_events *events, struct opened *opened,
    struct reason *why)
{
	enum opener_verdict verdict = OPENER_BROKE;

	for (int tries = 0; tries < 2 &&
	     (verdict == OPENER_BROKE || verdict == OPENER_FAILED_HERE);
	     tries++) {
		byte_writer_finish(&opened->report);
		sodium_memzero(opened->file_key, sizeof(opened->file_key));
		byte_writer_init(&opened->report, REPORT_MAX);
		case_attachments_drop(opened->attachments);
		if (lseek(fd, 0, SEEK_SET) != 0) {
			reason_set(why, "the vault can't be read");
			return OPENER_FAILED_HERE;
		}
		verdict = opener_open(fd, keys, events, why);
		switch (case_attachments_state(opened->attachments, why)) {
		case ATTACHMENTS_GOOD:
			break;
		case ATTACHMENTS_REFUSED:
			verdict = OPENER_BROKE;
			break;
		case ATTACHMENTS_FAILED:
			/* Not the file's fault: no other try mends it. */
			return OPENER_FAILED_HERE;
		}
	}
	return verdict;
}

/*
 * To what it is sealed.  Where the case's own is damaged it gets one for
 * itself; a first report is then no more than one that names the same voice,
 * for the case's place has another source.
 */
static bool
recipient_of(struct importing *m, struct case_content *content,
    struct age_recipient *ret_to, struct reason *reason)
{
	struct case_link *link = &content->link;
	const bool joins =
	    link->verdict == CASE_SIGNED || link->verdict == CASE_FIRST;
	struct case_holders *holders = malloc(sizeof(*holders));
	enum case_source_found found = CASE_SOURCE_FAILED;

	reason_set(reason, "there is not enough memory");
	if (holders != NULL && case_holders_first(m->v, holders, reason))
		found = case_source_recipient(m->store,
		    joins ? link->voice_case : "", holders, ret_to,
		    &content->source, reason);
	if (found == CASE_SOURCE_DAMAGED) {
		if (link->verdict == CASE_FIRST)
			link->verdict = CASE_SAME_VOICE;
		found = case_source_recipient(
		    m->store, "", holders, ret_to, &content->source, reason);
	}
	free(holders);
	return found == CASE_SOURCE_FOUND;
}

/* What the row of a report has, and what is sealed to whom. */
static bool
part(struct importing *m, const struct opened *opened,
    struct case_content *content, struct reason *reason)
{
	struct age_recipient to;

	if (!recipient_of(m, content, &to, reason) ||
	    !case_attachments_end(opened->attachments, content->parts, reason))
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

static bool
store_opened(struct importing *m, const struct manifest_entry *entries,
    size_t n, const char *relay, const struct opened *opened)
{
	struct case_content content = {.parts = cJSON_CreateObject()};
	struct age_recipient reply_to;
	struct case_voice voice;
	char id[CASE_ID_BYTES];
	const char *text;
	cJSON *report;
	bool exact, ok;

	report = json_text_read_received((const char *)opened->report.data,
	    opened->report.len, &exact, m->reason);
	ok = report != NULL && decide(m, report, exact, &content.link);
	if (ok) {
		content.withdraws = case_link_withdraws(report);
		text = json_text_string(report, "reply_recipient");
		if (text != NULL &&
		    age_recipient_parse(text, strlen(text), &reply_to) &&
		    reply_to.type == AGE_HYBRID)
			content.reply_to = &reply_to;
		ok = case_voice_of(m->store, report, &voice) &&
		    case_voice_put(content.parts, &voice);
		if (!ok)
			reason_set(m->reason, "there is not enough memory");
	}
	ok = ok && part(m, opened, &content, m->reason);
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
	json_text_wipe(content.parts);
	json_text_wipe(report);
	return ok;
}

static bool
store_unopened(struct importing *m, const struct manifest_entry *entries,
    size_t n, const char *relay, const char *why)
{
	const struct case_content content = {.why = why};
	char id[CASE_ID_BYTES];

	return cases_add(m->store, entries, n, relay, &content, id, m->reason);
}

bool
import_open_and_store(struct importing *m, const struct manifest_entry *entries,
    size_t n, const char *relay, enum import_verdict *ret_verdict)
{
	char *path = vault_original(m->v, entries[0].sha256);
	int fd = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
	size_t n_epochs;
	const struct age_identity *const *epochs =
	    vault_epochs(m->v, &n_epochs);
	const struct opener_keys keys = {
	    epochs, n_epochs, NULL, vault_forget_but_epochs, m->v};
	struct opened *opened = calloc(1, sizeof(*opened));
	struct opener_events events = {
	    keep_key, keep_report, keep_attachment, opened};
	struct reason why;
	enum opener_verdict verdict;
	cJSON *report;
	bool good, ok = false;

	reason_set(m->reason, "the vault can't be read, or memory is short");
	if (fd < 0 || opened == NULL)
		goto out;
	byte_writer_init(&opened->report, REPORT_MAX);
	opened->attachments =
	    case_attachments_create(m->v, entries[0].size, m->reason);
	if (opened->attachments == NULL)
		goto out;
	verdict = open_alone(fd, &keys, &events, opened, &why);
	if (verdict == OPENER_FAILED_HERE) {
		/* No verdict about the file: it is tried again next time. */
		reason_set(m->reason, "%s. What was imported before is held",
		    why.text);
		goto out;
	}
	/* A process that a file broke may have handed over anything. */
	report = verdict != OPENER_GOOD
	    ? NULL
	    : json_text_read_received((const char *)opened->report.data,
		  opened->report.len, NULL, &why);
	good = report != NULL;
	if (verdict == OPENER_GOOD && !good && errno == ENOMEM)
		goto out; /* no verdict about the file either */
	json_text_wipe(report);
	if (!good)
		import_tell(m,
		    (struct desk_event){
			.kind = DESK_FILE_QUARANTINED, .why = why.text});
	ok = good ? store_opened(m, entries, n, relay, opened)
		  : store_unopened(m, entries, n, relay, why.text);
	*ret_verdict = good ? IMPORT_HELD : IMPORT_HELD_UNOPENABLE;
out:
	if (opened != NULL) {
		case_attachments_destroy(opened->attachments);
		byte_writer_finish(&opened->report);
		sodium_memzero(opened, sizeof(*opened));
	}
	free(opened);
	if (fd >= 0)
		(void)close(fd);
	free(path);
	return ok;
}
