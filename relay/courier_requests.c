/* What only a courier may ask, by a signed request (docs/RELAY-API.md 5). */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "answer.h"
#include "common/bytes/byte_reader.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/text_codec.h"
#include "common/bytes/utc_time.h"
#include "common/crypto/sha256.h"
#include "common/notes/desk_note.h"
#include "publication.h"
#include "request.h"

#define TEXT_TYPE "text/plain; charset=utf-8"
#define LIST_LINES 1000
#define LIST_LINE_BYTES 256
#define NOTE_MAX DESK_NOTE_MAX
#define TAKEN_MAX (1u << 20)

static enum MHD_Result
end_list(struct request *r)
{
	const char *after_text = request_query(r, "after");
	const char *publication = request_query(r, "publication");
	struct byte_writer w;
	uint8_t after[64];
	bool ok;

	if (after_text != NULL &&
	    !hex_decode(after_text, strlen(after_text), after, 64))
		return answer_none(r->connection);
	byte_writer_init(&w, LIST_LINES * LIST_LINE_BYTES);
	ok = index_list(store_index(r->relay->store), r->intake->id,
	    publication, after_text == NULL ? NULL : after, LIST_LINES, &w);
	if (ok)
		return answer_writer(r->connection, TEXT_TYPE, &w);
	byte_writer_finish(&w);
	return answer_problem(r->connection, 503, "try again", 60);
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

static enum MHD_Result
end_envelope(struct request *r)
{
	const char *hash = r->segments[4], *range = request_header(r, "Range");
	char content_range[80];
	const char *headers[] = {"Content-Range", content_range, NULL};
	struct envelope_row row;
	uint64_t offset, from = 0;
	uint8_t sha256[32];
	int fd;

	if (!hex_decode(hash, strlen(hash), sha256, 32) ||
	    !index_find(
		store_index(r->relay->store), r->intake->id, sha256, &row))
		return answer_none(r->connection);
	if (range != NULL && !read_range(range, row.size, &from))
		return answer_problem(r->connection, 416, "no such range", 0);
	fd = store_open_envelope(r->relay->store, &row, &offset);
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

static enum MHD_Result
end_taken(struct request *r)
{
	uint8_t(*hashes)[32];
	size_t n, changed = 0;
	char body[64];
	bool ok;

	if (!read_hashes(r, &hashes, &n))
		return answer_problem(r->connection, 400, "malformed", 0);
	ok = index_take(store_index(r->relay->store), r->intake->id,
	    (const uint8_t(*)[32])hashes, n, &changed);
	free(hashes);
	if (!ok)
		return answer_problem(r->connection, 503, "try again", 60);
	(void)snprintf(body, sizeof(body), "changed %zu\n", changed);
	return answer_bytes(
	    r->connection, 200, TEXT_TYPE, body, strlen(body), NULL);
}

/* A note of the desk: signed by enough of its keys, next in its series. */
enum note_check { NOTE_NEW, NOTE_KNOWN, NOTE_REFUSED };

static enum note_check
check_series(struct request *r, enum desk_series series,
    const struct desk_note_head *head, const uint8_t *bytes, size_t len,
    uint8_t ret_hash[static 32])
{
	struct index *x = store_index(r->relay->store);
	uint8_t last_hash[32];
	struct byte_writer held;
	uint64_t last;
	bool same;

	sha256_hash(bytes, len, ret_hash);
	if (strcmp(head->intake, r->intake->id) != 0 ||
	    !index_series_last(x, r->intake->id, series, &last, last_hash))
		return NOTE_REFUSED;
	if (head->sequence <= last) {
		byte_writer_init(&held, DESK_NOTE_MAX);
		same = index_series_get(
			   x, r->intake->id, series, head->sequence, &held) &&
		    held.len == len && memcmp(held.data, bytes, len) == 0;
		byte_writer_finish(&held);
		return same ? NOTE_KNOWN : NOTE_REFUSED;
	}
	return head->sequence == last + 1 &&
		memcmp(head->previous, last_hash, 32) == 0
	    ? NOTE_NEW
	    : NOTE_REFUSED;
}

static bool
is_signed_by_desk(
    const struct request *r, size_t len, struct signed_note *ret_note)
{
	return signed_note_parse(r->body.data, len, ret_note) == NOTE_OK &&
	    signed_note_verify(ret_note, r->intake->desk_keys.keys,
		r->intake->desk_keys.n,
		r->intake->desk_keys.threshold) == NOTE_OK;
}

static enum MHD_Result
refuse_note(struct request *r)
{
	return answer_problem(r->connection, 409,
	    "it is not signed by the desk, or not the next of its series", 0);
}

static bool
settle(struct request *r, const struct import_note *note,
    const uint8_t hash[static 32])
{
	uint8_t(*held)[32] = calloc(note->n_lines + 1, sizeof(*held));
	uint8_t(*damaged)[32] = calloc(note->n_lines + 1, sizeof(*damaged));
	size_t n_held = 0, n_damaged = 0;
	bool ok = held != NULL && damaged != NULL;

	for (size_t i = 0; i < note->n_lines && ok; i++)
		if (note->lines[i].verdict == IMPORT_DAMAGED)
			memcpy(damaged[n_damaged++], note->lines[i].sha256, 32);
		else
			memcpy(held[n_held++], note->lines[i].sha256, 32);
	ok = ok &&
	    index_settle(store_index(r->relay->store), r->intake->id,
		(const uint8_t(*)[32])held, n_held,
		(const uint8_t(*)[32])damaged, n_damaged,
		publication_round(
		    utc_time_now() + (int64_t)r->relay->config.grace_seconds,
		    r->relay->config.publication_seconds),
		note->head.sequence, r->body.data, r->body.len, hash);
	free(held);
	free(damaged);
	return ok;
}

static enum MHD_Result
end_import_note(struct request *r)
{
	static const char known[] = "known already\n", added[] = "settled\n";
	enum note_check check = NOTE_REFUSED;
	struct import_note note;
	struct signed_note signed_text;
	uint8_t hash[32];
	bool ok = true;

	if (!is_signed_by_desk(r, r->body.len, &signed_text) ||
	    !import_note_parse(signed_text.text, signed_text.text_len, &note))
		return refuse_note(r);
	check = check_series(
	    r, SERIES_IMPORT, &note.head, r->body.data, r->body.len, hash);
	if (check == NOTE_NEW)
		ok = settle(r, &note, hash);
	import_note_finish(&note);
	if (check == NOTE_REFUSED)
		return refuse_note(r);
	if (!ok)
		return answer_problem(r->connection, 503, "try again", 60);
	return check == NOTE_NEW ? answer_bytes(r->connection, 200, TEXT_TYPE,
				       added, sizeof(added) - 1, NULL)
				 : answer_bytes(r->connection, 200, TEXT_TYPE,
				       known, sizeof(known) - 1, NULL);
}

/* The cells first: a bulletin is there when its note is. */
static bool
keep_bulletin(struct request *r, uint64_t sequence, size_t note_len,
    const uint8_t hash[static 32])
{
	char *path = store_cells_path(r->relay->store, r->intake->id, sequence);
	bool ok = path != NULL &&
	    durable_file_write(path, r->body.data + note_len,
		r->body.len - note_len, 0600, DURABLE_REPLACE) &&
	    index_bulletin_add(store_index(r->relay->store), r->intake->id,
		sequence, r->body.data, note_len, hash);

	free(path);
	return ok;
}

/* Bulletin-Note-Length parts the note from the cells behind it. */
static enum MHD_Result
end_bulletin(struct request *r)
{
	enum note_check check = NOTE_REFUSED;
	struct signed_note signed_text;
	struct bulletin b;
	uint64_t note_len, sequence;
	uint8_t hash[32], cells_hash[32];
	bool ok = true;

	if (!request_number(r, "Bulletin-Note-Length", &note_len) ||
	    note_len > r->body.len ||
	    !decimal_decode(
		r->segments[4], strlen(r->segments[4]), INT32_MAX, &sequence) ||
	    !is_signed_by_desk(r, (size_t)note_len, &signed_text) ||
	    !bulletin_parse(signed_text.text, signed_text.text_len, &b))
		return refuse_note(r);
	sha256_hash(r->body.data + note_len, r->body.len - (size_t)note_len,
	    cells_hash);
	if (b.head.sequence == sequence &&
	    r->body.len - note_len == b.n_cells * BULLETIN_CELL_BYTES &&
	    memcmp(cells_hash, b.cells_hash, 32) == 0)
		check = check_series(r, SERIES_BULLETIN, &b.head, r->body.data,
		    (size_t)note_len, hash);
	bulletin_finish(&b);
	if (check == NOTE_NEW)
		ok = keep_bulletin(r, sequence, (size_t)note_len, hash);
	if (check == NOTE_REFUSED)
		return refuse_note(r);
	return ok ? answer_empty(r->connection, 204, NULL)
		  : answer_problem(r->connection, 503, "try again", 60);
}

const struct request_handler request_courier[] = {
    {.method = "GET",
	.pattern = "/v1/intakes/*/envelopes",
	.signed_by_courier = true,
	.end = end_list},
    {.method = "GET",
	.pattern = "/v1/intakes/*/envelopes/*",
	.signed_by_courier = true,
	.end = end_envelope},
    {.method = "POST",
	.pattern = "/v1/intakes/*/taken",
	.signed_by_courier = true,
	.limit = TAKEN_MAX,
	.end = end_taken},
    {.method = "POST",
	.pattern = "/v1/intakes/*/import-notes",
	.signed_by_courier = true,
	.limit = NOTE_MAX,
	.end = end_import_note},
    {.method = "PUT",
	.pattern = "/v1/intakes/*/bulletins/*",
	.signed_by_courier = true,
	.limit = NOTE_MAX + BULLETIN_CELL_BYTES * BULLETIN_CELLS_MAX,
	.end = end_bulletin},
    {0}};
