/* What only a courier may ask, by a signed request (docs/RELAY-API.md 5). */
#include "courier_requests.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "answer.h"
#include "common/bytes/byte_reader.h"
#include "common/bytes/text_codec.h"
#include "common/notes/desk_note.h"
#include "relay/commit/desk_notes.h"

#define TEXT_TYPE "text/plain; charset=utf-8"
#define LIST_LINES 1000
#define LIST_LINE_BYTES 256
#define NOTE_MAX DESK_NOTE_MAX
#define TAKEN_MAX (1u << 20)

/* All that was promised until now is in the list. */
static enum answer_result
begin_list(struct request *r)
{
	struct job *job = job_create(JOB_FLUSH);

	return job == NULL
	    ? answer_problem(r->connection, 503, "out of memory; try again", 60)
	    : request_wait(r, job);
}

/* "?after=<publication>.<entry, 64 digits>"; true where there is none. */
static bool
read_after(struct request *r, char ret_publication[static PUBLICATION_MAX + 1],
    uint8_t ret_entry[static RECEIPT_ENTRY_BYTES])
{
	const char *text = request_query(r, "after");
	const char *point = text == NULL ? NULL : strchr(text, '.');

	ret_publication[0] = '\0';
	memset(ret_entry, 0, RECEIPT_ENTRY_BYTES);
	if (text == NULL)
		return true;
	if (point == NULL || !publication_valid(text, (size_t)(point - text)) ||
	    !hex_decode(
		point + 1, strlen(point + 1), ret_entry, RECEIPT_ENTRY_BYTES))
		return false;
	memcpy(ret_publication, text, (size_t)(point - text));
	ret_publication[point - text] = '\0';
	return true;
}

static enum answer_result
answer_list(struct request *r, bool ok, struct byte_writer *w)
{
	if (ok)
		return answer_writer(r->connection, TEXT_TYPE, w);
	byte_writer_finish(w);
	return answer_problem(r->connection, 503, "try again", 60);
}

static enum answer_result
end_list(struct request *r)
{
	char publication[PUBLICATION_MAX + 1];
	const char *carried = request_query(r, "carried");
	uint8_t after[RECEIPT_ENTRY_BYTES];
	struct byte_writer w;

	/* A list that lacks some would be taken for all there is. */
	if (r->job->result != JOB_DONE)
		return answer_problem(r->connection, 503, "try again", 60);
	if (!read_after(r, publication, after) ||
	    (carried != NULL && strcmp(carried, "0") != 0 &&
		strcmp(carried, "1") != 0))
		return answer_none(r->connection);
	byte_writer_init(&w, LIST_LINES * LIST_LINE_BYTES);
	return answer_list(r,
	    index_list(store_index(r->server->store), r->intake->id,
		carried != NULL && carried[0] == '1', publication, after,
		LIST_LINES, &w),
	    &w);
}

/* What the public log is made of: how much of it is padding. */
static enum answer_result
end_publications(struct request *r)
{
	const char *from = request_query(r, "from");
	struct byte_writer w;

	if (from != NULL && !publication_valid(from, strlen(from)))
		return answer_none(r->connection);
	byte_writer_init(&w, LIST_LINES * LIST_LINE_BYTES);
	return answer_list(r,
	    index_publications(store_index(r->server->store), r->intake->id,
		from == NULL ? "" : from, INDEX_PUBLICATIONS_WHOLE, LIST_LINES,
		&w),
	    &w);
}

/* "bytes=N-": from N to the end, which is all that a courier needs. */
static bool
read_range(const char *range, uint64_t size, uint64_t *ret_from)
{
	size_t len = strlen(range);

	return len > 7 && strncmp(range, "bytes=", 6) == 0 &&
	    range[len - 1] == '-' &&
	    decimal_decode(range + 6, len - 7, size - 1, ret_from);
}

/*
 * What changed on the disk is never served.  Small ones are compared each time;
 * large ones by verify, and by the courier.
 */
static bool
is_servable(struct request *r, const struct envelope_row *row)
{
	struct envelope_row now;
	bool known;

	if (row->place != RECORD_INLINE || row->state == ENVELOPE_ERASED)
		return true;
	switch (store_check_envelope(r->server->store, row)) {
	case STORE_WHOLE:
		return true;
	case STORE_CHANGED:
	case STORE_GONE:
		/* Or it was erased between the two looks. */
		if (!index_look(store_index(r->server->store), row->intake,
			row->sha256, &now, &known))
			return false;
		if (!known || now.state == ENVELOPE_ERASED)
			return true; /* and then it can't be opened */
		(void)fputs("valise-relay: an envelope is damaged and not "
			    "served; see valise-relay verify\n",
		    stderr);
		(void)index_mark_damaged(
		    store_index(r->server->store), row, true);
		break;
	case STORE_UNREADABLE:
		break;
	}
	return false;
}

static enum answer_result
end_envelope(struct request *r)
{
	const char *hash = r->segments[4], *range = request_header(r, "Range");
	char content_range[80];
	const char *headers[] = {"Content-Range", content_range, NULL};
	struct envelope_row row;
	uint64_t offset, from = 0;
	uint8_t sha256[32];
	bool known;
	int fd;

	if (!hex_decode(hash, strlen(hash), sha256, 32))
		return answer_none(r->connection);
	if (!index_look(store_index(r->server->store), r->intake->id, sha256,
		&row, &known))
		return answer_problem(
		    r->connection, 503, "the index can't be read", 60);
	if (!known)
		return answer_none(r->connection);
	/* Told apart from what is unknown, or refused: a courier must know. */
	if (row.state == ENVELOPE_ERASED)
		return answer_problem(r->connection, 410,
		    "the desk has signed that it holds it; erased", 0);
	if (row.damaged || !is_servable(r, &row))
		return answer_problem(
		    r->connection, 409, "it is damaged on the relay's disk", 0);
	if (range != NULL && !read_range(range, row.size, &from))
		return answer_problem(r->connection, 416, "no such range", 0);
	fd = store_open_envelope(r->server->store, &row, &offset);
	if (fd < 0)
		return answer_none(r->connection);
	(void)snprintf(content_range, sizeof(content_range),
	    "bytes %" PRIu64 "-%" PRIu64 "/%" PRIu64, from, row.size - 1,
	    row.size);
	return answer_file(r->connection, range == NULL ? 200 : 206, fd,
	    offset + from, row.size - from, range == NULL ? NULL : headers);
}

/* Lines of 64 digits. */
static bool
read_hashes(const struct request *r, uint8_t (**ret_hashes)[32], size_t *ret_n)
{
	struct byte_reader reader;
	uint8_t(*hashes)[32];
	const char *line;
	size_t len, n = 0;

	hashes = calloc(r->body.len / 65 + 1, sizeof(*hashes));
	if (hashes == NULL)
		return false;
	byte_reader_init(&reader, r->body.data, r->body.len);
	while (byte_reader_line(&reader, &line, &len))
		if (!hex_decode(line, len, hashes[n++], 32)) {
			free(hashes);
			return false;
		}
	if (reader.left != 0) {
		free(hashes);
		return false;
	}
	*ret_hashes = hashes;
	*ret_n = n;
	return true;
}

static enum answer_result
end_taken(struct request *r)
{
	uint8_t(*hashes)[32];
	size_t n, changed = 0;
	char body[64];
	bool ok;

	if (!read_hashes(r, &hashes, &n))
		return answer_problem(r->connection, 400, "malformed", 0);
	ok = index_take(store_index(r->server->store), r->intake->id,
	    (const uint8_t(*)[32])hashes, n, &changed);
	free(hashes);
	if (!ok)
		return answer_problem(r->connection, 503, "try again", 60);
	(void)snprintf(body, sizeof(body), "changed %zu\n", changed);
	return answer_bytes(
	    r->connection, 200, TEXT_TYPE, body, strlen(body), NULL);
}

static enum answer_result
answer_note(struct request *r, enum desk_note_taken taken)
{
	static const char known[] = "known already\n", added[] = "settled\n";

	switch (taken) {
	case DESK_NOTE_NEW:
		return answer_bytes(r->connection, 200, TEXT_TYPE, added,
		    sizeof(added) - 1, NULL);
	case DESK_NOTE_KNOWN:
		return answer_bytes(r->connection, 200, TEXT_TYPE, known,
		    sizeof(known) - 1, NULL);
	case DESK_NOTE_FAILED:
		break;
	default:
		return answer_problem(
		    r->connection, 409, desk_note_refusal(taken), 0);
	}
	return answer_problem(r->connection, 503, "try again", 60);
}

static struct desk_notes
notes_of(const struct request *r)
{
	return (struct desk_notes){r->server->store, r->intake,
	    r->server->site->config->grace_seconds,
	    r->server->site->config->publication_seconds};
}

static enum answer_result
end_import_note(struct request *r)
{
	const struct desk_notes notes = notes_of(r);

	return answer_note(
	    r, desk_notes_take_import(&notes, r->body.data, r->body.len));
}

/* Bulletin-Note-Length parts the note from the cells behind it. */
static enum answer_result
end_bulletin(struct request *r)
{
	const struct desk_notes notes = notes_of(r);
	enum desk_note_taken taken = DESK_NOTE_MALFORMED;
	uint64_t note_len, sequence;

	if (request_number(r, "Bulletin-Note-Length", &note_len) &&
	    note_len <= r->body.len &&
	    decimal_decode(
		r->segments[4], strlen(r->segments[4]), INT32_MAX, &sequence))
		taken = desk_notes_take_bulletin(&notes, sequence, r->body.data,
		    (size_t)note_len, r->body.data + note_len,
		    r->body.len - (size_t)note_len);
	return taken == DESK_NOTE_NEW || taken == DESK_NOTE_KNOWN
	    ? answer_empty(r->connection, 204, NULL)
	    : answer_note(r, taken);
}

const struct request_handler courier_requests[] = {
    {.method = "GET",
	.pattern = "/v1/intakes/*/envelopes",
	.signer = SIGNER_COURIER,
	.end = begin_list,
	.done = end_list},
    {.method = "GET",
	.pattern = "/v1/intakes/*/publications",
	.signer = SIGNER_COURIER,
	.end = end_publications},
    {.method = "GET",
	.pattern = "/v1/intakes/*/envelopes/*",
	.signer = SIGNER_COURIER,
	.end = end_envelope},
    {.method = "POST",
	.pattern = "/v1/intakes/*/taken",
	.signer = SIGNER_COURIER,
	.limit = TAKEN_MAX,
	.end = end_taken},
    {.method = "POST",
	.pattern = "/v1/intakes/*/import-notes",
	.signer = SIGNER_COURIER,
	.limit = NOTE_MAX,
	.end = end_import_note},
    {.method = "PUT",
	.pattern = "/v1/intakes/*/bulletins/*",
	.signer = SIGNER_COURIER,
	.limit = NOTE_MAX + BULLETIN_CELL_BYTES * BULLETIN_CELLS_MAX,
	.end = end_bulletin},
    {0}};
