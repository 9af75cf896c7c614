#include "replies.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "common/bytes/byte_reader.h"
#include "common/bytes/text_codec.h"
#include "common/crypto/sha256.h"
#include "common/envelope/open.h"
#include "common/notes/desk_note.h"

#define LIST_MAX 65536
#define REPLY_TEXT_MAX (REPLY_PARTS_MAX * REPLY_CELL_TEXT_MAX)

struct fetch {
	struct http_client *client;
	const char *base;
	const struct directory_intake *intake;
	const struct age_identity *identity;
	struct reply_list *list;
	struct reason *reason;
	uint64_t last; /* sequence of the bulletin before */
	uint8_t last_hash[32];
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
    struct fetch *f, const struct reply_cell *cell, const struct bulletin *b)
{
	struct reply *r;

	if (cell->kind == REPLY_NOTHING)
		return;
	r = find_reply(f, cell);
	if (r == NULL || cell->part != r->next_part || cell->total != r->total)
		return;
	if (cell->part == 1) {
		r->sequence = b->head.sequence;
		(void)snprintf(r->week, sizeof(r->week), "%s", b->week);
	}
	byte_writer_put(&r->text, cell->text, cell->len);
	r->next_part++;
	r->complete = cell->part == cell->total;
}

/*
 * They stand in any order; the parts of a message are put in theirs.  Without
 * qsort(), which may leave a copy of a cell in memory that it has freed.
 */
static bool
open_cells(struct fetch *f, const struct bulletin *b, const uint8_t *cells)
{
	struct reply_cell *opened;
	struct byte_writer plain;
	size_t n = 0;

	opened = calloc(b->n_cells, sizeof(*opened));
	if (opened == NULL) {
		reason_set(f->reason, "there is not enough memory");
		return false;
	}
	for (uint64_t i = 0; i < b->n_cells; i++) {
		byte_writer_init(&plain, REPLY_CELL_PLAIN_BYTES);
		if (open_bytes(f->identity, cells + i * BULLETIN_CELL_BYTES,
			BULLETIN_CELL_BYTES, &plain) == ENVELOPE_OK &&
		    reply_cell_parse(plain.data, plain.len, &opened[n]))
			n++;
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

/*
 * Signed by the desk, of this intake, the right number, chained; the hash of
 * its text to `ret_hash`.
 */
static bool
verify(struct fetch *f, uint64_t sequence, const struct byte_writer *bytes,
    struct bulletin *ret_bulletin, uint8_t ret_hash[static 32])
{
	static const uint8_t none[32];
	struct signed_note note;
	const char *why = NULL;

	if (!desk_note_open(
		bytes->data, bytes->len, &f->intake->desk_keys, &note) ||
	    !bulletin_parse(note.text, note.text_len, ret_bulletin)) {
		reason_set(f->reason,
		    "bulletin %" PRIu64 " is not signed by the desk, or was "
		    "changed",
		    sequence);
		return false;
	}
	if (ret_bulletin->head.sequence != sequence ||
	    strcmp(ret_bulletin->head.intake, f->intake->id) != 0)
		why = "is not the one that the relay says it is";
	else if (f->last != 0 &&
	    (sequence != f->last + 1 ||
		memcmp(ret_bulletin->head.previous, f->last_hash, 32) != 0))
		why = "does not follow on the one before: one was withheld";
	else if (sequence == 1 &&
	    memcmp(ret_bulletin->head.previous, none, 32) != 0)
		why = "does not begin the series";
	if (why == NULL) {
		desk_note_hash(&note, ret_hash);
		return true;
	}
	reason_set(f->reason, "bulletin %" PRIu64 " %s", sequence, why);
	bulletin_finish(ret_bulletin);
	return false;
}

static bool
fetch_cells(struct fetch *f, const char *url, const struct bulletin *b)
{
	struct byte_writer cells;
	uint8_t hash[32];
	bool ok;

	if (b->n_cells == 0)
		return true;
	if (!http_client_get(f->client, url,
		(size_t)b->n_cells * BULLETIN_CELL_BYTES, &cells, f->reason))
		return false;
	sha256_hash(cells.data, cells.len, hash);
	ok = cells.len == b->n_cells * BULLETIN_CELL_BYTES &&
	    memcmp(hash, b->cells_hash, 32) == 0;
	if (ok)
		ok = open_cells(f, b, cells.data);
	else
		reason_set(f->reason,
		    "the cells of bulletin %" PRIu64 " were changed",
		    b->head.sequence);
	byte_writer_finish(&cells);
	return ok;
}

static bool
fetch_one(struct fetch *f, uint64_t sequence)
{
	struct byte_writer bytes;
	struct bulletin b;
	uint8_t hash[32];
	char url[1200];
	bool ok;

	(void)snprintf(url, sizeof(url), "%s/v1/intakes/%s/bulletins/%" PRIu64,
	    f->base, f->intake->id, sequence);
	if (!http_client_get(f->client, url, DESK_NOTE_MAX, &bytes, f->reason))
		return false;
	if (!verify(f, sequence, &bytes, &b, hash)) {
		byte_writer_finish(&bytes);
		return false;
	}
	memcpy(f->last_hash, hash, sizeof(hash));
	f->last = sequence;
	byte_writer_finish(&bytes);
	(void)snprintf(url, sizeof(url),
	    "%s/v1/intakes/%s/bulletins/%" PRIu64 "/cells", f->base,
	    f->intake->id, sequence);
	ok = fetch_cells(f, url, &b);
	(void)snprintf(
	    f->list->last_week, sizeof(f->list->last_week), "%s", b.week);
	bulletin_finish(&b);
	f->list->n_bulletins++;
	return ok;
}

/* The relay's list: one sequence a line, growing. */
static bool
fetch_all(struct fetch *f)
{
	struct byte_writer list;
	struct byte_reader r;
	uint64_t sequence;
	const char *line;
	char url[1200];
	size_t len;
	bool ok = true;
	int n = 0;

	(void)snprintf(url, sizeof(url), "%s/v1/intakes/%s/bulletins", f->base,
	    f->intake->id);
	if (!http_client_get(f->client, url, LIST_MAX, &list, f->reason))
		return false;
	byte_reader_init(&r, list.data, list.len);
	while (ok && byte_reader_line(&r, &line, &len)) {
		if (!decimal_decode(line, len, INT32_MAX, &sequence) ||
		    sequence <= f->last || n++ == REPLIES_BULLETINS_MAX) {
			reason_set(f->reason,
			    "the relay's list of bulletins is malformed");
			ok = false;
			break;
		}
		ok = fetch_one(f, sequence);
	}
	byte_writer_finish(&list);
	return ok;
}

bool
replies_fetch(struct http_client *client, const char *base,
    const struct directory_intake *intake, const struct age_identity *identity,
    struct reply_list *ret_list, struct reason *ret_reason)
{
	struct fetch f = {.client = client,
	    .base = base,
	    .intake = intake,
	    .identity = identity,
	    .list = ret_list,
	    .reason = ret_reason};

	ret_list->n = 0;
	ret_list->n_bulletins = 0;
	ret_list->last_week[0] = '\0';
	if (fetch_all(&f))
		return true;
	replies_finish(ret_list);
	return false;
}

void
replies_finish(struct reply_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		byte_writer_finish(&list->items[i].text);
	list->n = 0;
}
