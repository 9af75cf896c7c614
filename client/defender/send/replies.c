#include "replies.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "common/bytes/byte_reader.h"
#include "common/bytes/text_codec.h"
#include "common/bytes/utc_time.h"
#include "common/crypto/sha256.h"
#include "common/envelope/open.h"
#include "common/notes/desk_note.h"
#include "reply_series.h"

#define LIST_MAX 65536
#define REPLY_TEXT_MAX (REPLY_PARTS_MAX * REPLY_CELL_TEXT_MAX)

struct fetch {
	struct http_client *client;
	const char *base;
	const struct directory *directory;
	const struct directory_intake *intake;
	const struct age_identity *identity;
	int64_t now;
	struct reply_list *list;
	struct reason *reason;
	bool short_of_memory;
	struct reply_series series;
};

static struct reply *
find_reply(struct fetch *f, const struct reply_cell *cell)
{
	struct reply_list *list = f->list;
	struct reply *r;

	for (size_t i = 0; i < list->n; i++)
		if (memcmp(list->items[i].message_id, cell->message_id,
			REPLY_CELL_ID_BYTES) == 0)
			return &list->items[i];
	if (list->n == REPLIES_MAX)
		return NULL;
	r = &list->items[list->n++];
	memset(r, 0, sizeof(*r));
	byte_writer_init(&r->text, REPLY_TEXT_MAX);
	memcpy(r->message_id, cell->message_id, REPLY_CELL_ID_BYTES);
	r->kind = cell->kind;
	r->total = cell->total;
	r->next_part = 1;
	return r;
}

/* Cells of one message come in the order of their parts. */
static void
take_cell(
    struct fetch *f, const struct reply_cell *cell, const struct series_note *b)
{
	struct reply *r;

	if (cell->kind == REPLY_NOTHING)
		return;
	r = find_reply(f, cell);
	if (r == NULL || cell->part != r->next_part || cell->total != r->total)
		return;
	if (cell->part == 1) {
		r->sequence = b->sequence;
		(void)snprintf(r->week, sizeof(r->week), "%s", b->week);
	}
	byte_writer_put(&r->text, cell->text, cell->len);
	f->short_of_memory |= r->text.failed;
	r->next_part++;
	r->complete = cell->part == cell->total;
}

/*
 * They stand in any order; the parts of a message are put in theirs.  Without
 * qsort(), which may leave a copy of a cell in memory that it has freed.
 */
static bool
open_cells(struct fetch *f, const struct series_note *b, const uint8_t *cells)
{
	enum envelope_status status;
	struct reply_cell *opened;
	struct byte_writer plain;
	size_t n = 0;

	opened = calloc(b->n_cells, sizeof(*opened));
	if (opened == NULL) {
		reason_set(f->reason, "there is not enough memory");
		return false;
	}
	for (uint64_t i = 0; i < b->n_cells; i++) {
		/* Room for whatever a cell may hold: it fails by memory alone.
		 */
		byte_writer_init(&plain, BULLETIN_CELL_BYTES);
		status =
		    open_bytes(f->identity, cells + i * BULLETIN_CELL_BYTES,
			BULLETIN_CELL_BYTES, &plain);
		if (status == ENVELOPE_OK &&
		    reply_cell_parse(plain.data, plain.len, &opened[n]))
			n++;
		/* What could not be tried is not "none for this code". */
		f->short_of_memory |= status == ENVELOPE_OUT_OF_MEMORY ||
		    status == ENVELOPE_WRITE_FAILED;
		byte_writer_finish(&plain);
	}
	for (unsigned part = 1; part <= REPLY_PARTS_MAX; part++)
		for (size_t i = 0; i < n; i++)
			if (opened[i].part == part)
				take_cell(f, &opened[i], b);
	sodium_memzero(opened, b->n_cells * sizeof(*opened));
	free(opened);
	return true;
}

enum got { GOT, GOT_NONE, GOT_NOTHING };

/* GOT_NONE: the relay answered, and has it not; GOT_NOTHING: no answer. */
static enum got
get(struct fetch *f, const char *url, size_t limit, struct byte_writer *ret)
{
	struct http_request request = {
	    .method = "GET", .url = url, .fd = -1, .sink_limit = limit};
	struct http_answer answer = {0};
	struct byte_sink sink;

	byte_writer_init(ret, limit);
	sink = byte_sink_writer(ret);
	request.sink = &sink;
	if (http_client_send(f->client, &request, &answer, f->reason) &&
	    answer.status == 200)
		return GOT;
	byte_writer_finish(ret);
	if (answer.status == 404)
		return GOT_NONE;
	if (answer.status != 0 && answer.status != 200)
		reason_set(f->reason, "the relay answered %ld", answer.status);
	return GOT_NOTHING;
}

/* False where the relay does not answer: what is changed costs itself. */
static bool
fetch_cells(struct fetch *f, const struct series_note *b)
{
	struct byte_writer cells;
	uint8_t hash[32];
	char url[1200];
	enum got got;
	bool ok = true;

	if (b->n_cells == 0)
		return true;
	(void)snprintf(url, sizeof(url),
	    "%s/v1/intakes/%s/bulletins/%" PRIu64 "/cells", f->base,
	    f->intake->id, b->sequence);
	got = get(f, url, (size_t)b->n_cells * BULLETIN_CELL_BYTES, &cells);
	if (got != GOT) {
		f->list->findings.refused += got == GOT_NONE;
		return got == GOT_NONE;
	}
	sha256_hash(cells.data, cells.len, hash);
	if (cells.len == b->n_cells * BULLETIN_CELL_BYTES &&
	    memcmp(hash, b->cells_hash, 32) == 0)
		ok = open_cells(f, b, cells.data);
	else
		f->list->findings.refused++;
	byte_writer_finish(&cells);
	return ok;
}

/* Of this intake and number; false where it is no bulletin at all. */
static bool
take_note(struct fetch *f, uint64_t sequence, const struct byte_writer *bytes)
{
	struct series_note *t = &f->series.notes[f->series.n];
	struct signed_note note;
	struct bulletin b;

	if (signed_note_parse(bytes->data, bytes->len, &note) != NOTE_OK ||
	    !bulletin_parse(note.text, note.text_len, &b))
		return false;
	memset(t, 0, sizeof(*t));
	t->sequence = sequence;
	memcpy(t->previous, b.head.previous, 32);
	(void)snprintf(t->week, sizeof(t->week), "%s", b.week);
	t->first = b.first;
	t->n_cells = b.n_cells;
	memcpy(t->cells_hash, b.cells_hash, 32);
	t->directory_version = b.directory_version;
	memcpy(t->directory_hash, b.directory_hash, 32);
	desk_note_hash(&note, t->hash);
	t->is_signed = desk_note_open(
	    bytes->data, bytes->len, &f->intake->desk_keys, &note);
	if (b.head.sequence == sequence &&
	    strcmp(b.head.intake, f->intake->id) == 0) {
		f->short_of_memory |= !desk_seen_add(&f->list->seen,
		    f->series.n, &b, bytes->data, bytes->len,
		    t->is_signed || sequence <= f->intake->bulletins.number);
		f->series.n++;
	} else {
		f->list->findings.refused++;
	}
	bulletin_finish(&b);
	return true;
}

static bool
fetch_note(struct fetch *f, uint64_t sequence)
{
	struct byte_writer bytes;
	enum got got;
	char url[1200];

	(void)snprintf(url, sizeof(url), "%s/v1/intakes/%s/bulletins/%" PRIu64,
	    f->base, f->intake->id, sequence);
	got = get(f, url, DESK_NOTE_MAX, &bytes);
	if (got != GOT)
		return got == GOT_NONE; /* then it is one that is missing */
	if (!take_note(f, sequence, &bytes))
		f->list->findings.refused++;
	byte_writer_finish(&bytes);
	return true;
}

/* The relay's list: one sequence a line, growing. */
static bool
fetch_notes(struct fetch *f)
{
	struct byte_writer list;
	struct byte_reader r;
	uint64_t sequence, last = 0;
	const char *line;
	char url[1200];
	size_t len, n = 0;
	bool ok = true;

	(void)snprintf(url, sizeof(url), "%s/v1/intakes/%s/bulletins", f->base,
	    f->intake->id);
	if (!http_client_get(f->client, url, LIST_MAX, &list, f->reason))
		return false;
	byte_reader_init(&r, list.data, list.len);
	while (ok && byte_reader_line(&r, &line, &len)) {
		if (!decimal_decode(line, len, INT32_MAX, &sequence) ||
		    sequence <= last || n++ == BULLETINS_KEPT_MAX) {
			reason_set(f->reason,
			    "the relay's list of bulletins is malformed");
			ok = false;
			break;
		}
		last = sequence;
		ok = fetch_note(f, sequence);
	}
	byte_writer_finish(&list);
	return ok;
}

static bool
is_believed(void *fetch, size_t at)
{
	const struct fetch *f = fetch;

	return at < f->series.n && f->series.notes[at].believed;
}

static bool
open_all(struct fetch *f)
{
	for (size_t i = 0; i < f->series.n; i++) {
		const struct series_note *t = &f->series.notes[i];

		if (!t->believed)
			continue;
		if (!fetch_cells(f, t))
			return false;
		(void)snprintf(f->list->last_week, sizeof(f->list->last_week),
		    "%s", t->week);
		f->list->n_bulletins++;
	}
	return true;
}

bool
replies_fetch(struct http_client *client, const char *base,
    const struct directory *directory, const struct directory_intake *intake,
    const struct age_identity *identity, int64_t now,
    struct reply_list *ret_list, struct reason *ret_reason)
{
	struct fetch *f = calloc(1, sizeof(*f));
	bool ok = false;

	ret_list->n = 0;
	ret_list->n_bulletins = 0;
	ret_list->last_week[0] = '\0';
	memset(&ret_list->findings, 0, sizeof(ret_list->findings));
	desk_seen_init(&ret_list->seen);
	if (f == NULL) {
		reason_set(ret_reason, "there is not enough memory");
		return false;
	}
	*f = (struct fetch){.client = client,
	    .base = base,
	    .directory = directory,
	    .intake = intake,
	    .identity = identity,
	    .now = now,
	    .list = ret_list,
	    .reason = ret_reason};
	if (directory_time(directory, now) == DIRECTORY_EXPIRED)
		reason_set(ret_reason,
		    "the directory has expired, and whose words these are "
		    "can't "
		    "be told by it: get a newer one");
	else
		ok = fetch_notes(f);
	if (ok && !f->short_of_memory) {
		reply_series_believe(&f->series, &intake->bulletins);
		desk_seen_believe(&ret_list->seen, is_believed, f);
		reply_series_judge(&f->series, directory, &intake->bulletins,
		    now, &ret_list->findings);
		ok = open_all(f);
	}
	if (ok && f->short_of_memory) {
		reason_set(ret_reason, "there is not enough memory");
		ok = false;
	}
	free(f);
	if (!ok)
		replies_finish(ret_list);
	return ok;
}

void
replies_finish(struct reply_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		byte_writer_finish(&list->items[i].text);
	list->n = 0;
	desk_seen_finish(&list->seen);
}
