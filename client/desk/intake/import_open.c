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
#include "client/desk/opening/opener.h"
#include "import_ahead.h"
#include "common/bytes/text_codec.h"
#include "common/json/json_text.h"
#include "common/report/report.h"

struct opened {
	uint8_t file_key[AGE_FILE_KEY_BYTES];
	struct byte_writer report;
	struct case_attachments *attachments;
	bool broke; /* what was handed over is no file's */
};

struct import_item {
	struct listed_file *file;
	struct durable_file original;
	size_t place; /* in the batch */
	uint64_t size;
	int fd; /* for reading */
	struct opener_job job;
	enum item_state {
		ITEM_OPENING,
		ITEM_OPENED,
		ITEM_UNOPENABLE, /* `why` says why */
		ITEM_FAILED      /* this machine, or an event: no verdict */
	} state;
	struct reason why;
	struct opened opened; /* in memory that is wiped */
	cJSON *parts;         /* of its row; the attachments */
	struct import_ahead ahead;
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

	/* A second one is no file's: a process that broke says it. */
	if (o->report.len > 0)
		o->broke = true;
	else
		byte_writer_put(&o->report, json, len);
	return !o->broke && !o->report.failed;
}

static bool
keep_attachment(void *context, unsigned number, const void *bytes, size_t len)
{
	struct opened *o = context;

	return case_attachments_put(o->attachments, number, bytes, len);
}

/* What came of it so far is thrown away: it is opened once more. */
static void
start_again(struct opened *opened)
{
	byte_writer_finish(&opened->report);
	sodium_memzero(opened->file_key, sizeof(opened->file_key));
	byte_writer_init(&opened->report, REPORT_MAX);
	opened->broke = false;
	case_attachments_drop(opened->attachments);
}

/*
 * One whose process broke, or never came to work, is tried once more, for
 * something else may have ended it; a file that breaks it twice is the file's
 * fault.
 */
static enum opener_verdict
open_alone(struct importing *m, struct import_item *item)
{
	const struct opener_events events = {
	    keep_key, keep_report, keep_attachment, &item->opened};
	enum opener_verdict verdict = OPENER_BROKE;

	for (int tries = 0; tries < 2 &&
	     (verdict == OPENER_BROKE || verdict == OPENER_FAILED_HERE);
	     tries++) {
		if (tries == 0) {
			verdict =
			    opener_finish(&item->job, &events, &item->why);
		} else {
			start_again(&item->opened);
			verdict = opener_open(m->options->opening, item->fd,
			    NULL, &events, &item->why);
		}
		switch (case_attachments_state(
		    item->opened.attachments, &item->why)) {
		case ATTACHMENTS_GOOD:
			if (item->opened.broke)
				verdict = OPENER_BROKE;
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

/* Where its sender wants to be answered; false: nowhere. */
static bool
reply_of(const cJSON *report, struct age_recipient *ret_to)
{
	const char *text = json_text_string(report, "reply_recipient");

	return text != NULL &&
	    age_recipient_parse(text, strlen(text), ret_to) &&
	    ret_to->type == AGE_HYBRID;
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
		if (reply_of(report, &reply_to))
			content.reply_to = &reply_to;
		ok = case_voice_of(m->store, report, &voice) &&
		    case_voice_put(content.parts, &voice);
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

	import_tell(m,
	    (struct desk_event){
		.kind = DESK_FILE_QUARANTINED, .why = item->why.text});
	return cases_add(m->store, entries, n, relay, &content, id, m->reason);
}

/* To read alone: what opens it gets no descriptor by which it could change. */
static int
for_reading(const struct durable_file *file)
{
	char self[64];

	(void)snprintf(self, sizeof(self), "/proc/self/fd/%d", file->fd);
	return open(self, O_RDONLY | O_CLOEXEC);
}

struct import_item *
import_item_begin(struct importing *m, struct listed_file *file,
    struct durable_file *original)
{
	struct import_item *item = calloc(1, sizeof(*item));

	reason_set(m->reason, "the vault can't be read, or memory is short");
	if (item == NULL) {
		durable_file_abandon(original);
		return NULL;
	}
	item->original = *original;
	item->file = file;
	item->size = file->entries->size;
	item->fd = for_reading(original);
	byte_writer_init(&item->opened.report, REPORT_MAX);
	item->parts = cJSON_CreateObject();
	if (item->fd < 0 || item->parts == NULL)
		goto failed;
	item->opened.attachments =
	    case_attachments_create(m->v, item->size, m->reason);
	if (item->opened.attachments == NULL)
		goto failed;
	if (opener_begin(
		m->options->opening, item->fd, NULL, &item->job, m->reason))
		return item;
failed:
	import_item_destroy(m, item);
	return NULL;
}

void
import_item_wait(struct importing *m, struct import_item *item)
{
	struct opened *opened = &item->opened;
	struct age_recipient reply_to;
	enum opener_verdict verdict;
	cJSON *report;

	if (item->state != ITEM_OPENING)
		return;
	item->state = ITEM_FAILED;
	verdict = open_alone(m, item);
	(void)close(item->fd);
	item->fd = -1;
	if (verdict == OPENER_FAILED_HERE)
		return; /* no verdict: it is tried again next time */
	/* A process that a file broke may have handed over anything. */
	errno = 0;
	report = verdict != OPENER_GOOD
	    ? NULL
	    : json_text_read_received((const char *)opened->report.data,
		  opened->report.len, NULL, &item->why);
	if (verdict == OPENER_GOOD && report == NULL && errno == ENOMEM)
		return; /* no verdict about the file either */
	if (report == NULL) {
		case_attachments_drop(opened->attachments);
		item->state = ITEM_UNOPENABLE;
	} else if (case_attachments_end(
		       opened->attachments, item->parts, &item->why)) {
		item->state = ITEM_OPENED;
		import_ahead_begin(&item->ahead, m->team, m->holders,
		    reply_of(report, &reply_to) ? &reply_to : NULL);
	}
	json_text_wipe(report);
}

struct listed_file *
import_item_listed(const struct import_item *item)
{
	return item->file;
}

size_t
import_item_files(const struct import_item *item)
{
	return 2 + case_attachments_held(item->opened.attachments);
}

size_t
import_item_bytes(const struct import_item *item)
{
	return item->opened.report.len + (size_t)item->size;
}

bool
import_item_stage(
    struct importing *m, struct import_item *item, struct durable_batch *batch)
{
	if (item->state == ITEM_FAILED) {
		reason_set(m->reason, "%s. What was imported before is held",
		    item->why.text);
		return false;
	}
	item->place = durable_batch_add(batch, &item->original);
	if (item->place != SIZE_MAX &&
	    case_attachments_stage(item->opened.attachments, batch))
		return true;
	item->state = ITEM_FAILED;
	reason_set(m->reason, "there is not enough memory");
	return false;
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

void
import_item_destroy(struct importing *m, struct import_item *item)
{
	if (item == NULL)
		return;
	import_ahead_wait(&item->ahead, m->team);
	import_ahead_finish(&item->ahead);
	opener_drop(&item->job);
	if (item->fd >= 0)
		(void)close(item->fd);
	durable_file_abandon(&item->original);
	case_attachments_destroy(item->opened.attachments);
	byte_writer_finish(&item->opened.report);
	json_text_wipe(item->parts);
	sodium_memzero(item, sizeof(*item));
	free(item);
}
