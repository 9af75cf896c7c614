/* A new envelope, opened beside others. */
#include "import_item.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "common/json/json_text.h"
#include "common/report/report.h"

static bool
keep_key(
    void *context, const uint8_t key[static AGE_FILE_KEY_BYTES], uint32_t epoch)
{
	struct opened *o = context;

	memcpy(o->file_key, key, AGE_FILE_KEY_BYTES);
	o->epoch = epoch;
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
			if (item->opened.broke) {
				reason_set(&item->why,
				    "it broke the process that opens");
				verdict = OPENER_BROKE;
			}
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
		    import_reply_of(report, &reply_to) ? &reply_to : NULL);
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
