/*
 * What anyone may ask: terms, directory, log, bulletins.  And the import notes,
 * which name hashes of files and are for couriers and other relays alone:
 * whoever has a sealed file must not learn that it was sent.
 */
#include "public_requests.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "answer.h"
#include "common/bytes/text_codec.h"
#include "common/notes/desk_note.h"
#include "common/log/tile_path.h"
#include "common/notes/tlog_proof.h"

#define TEXT_TYPE "text/plain; charset=utf-8"
#define OCTETS_TYPE "application/octet-stream"
#define PUBLICATION_LINES 1000
#define PUBLICATION_LINE_BYTES 80

static enum answer_result
end_terms(struct request *r)
{
	const struct config *c = r->server->site->config;
	struct byte_writer w;

	byte_writer_init(&w, 4096);
	byte_writer_printf(&w,
	    "{\"api\":[\"v1\"],\"max_size\":%" PRIu64 ",\"name\":\"%s\","
	    "\"part_size\":%" PRIu64 ",\"publication_seconds\":%" PRIu64
	    ",\"work_bits\":%" PRIu64 "}\n",
	    c->max_envelope_bytes, c->name, c->part_bytes,
	    c->publication_seconds, r->server->work.bits);
	return answer_writer(r->connection, "application/json", &w);
}

static void
give_back_directory(void *ref)
{
	directory_ref_put(ref);
}

static enum answer_result
end_directory(struct request *r)
{
	struct directory_ref *ref =
	    directory_box_get(&r->server->site->directories);

	return answer_shared(r->connection, TEXT_TYPE, ref->bytes, ref->len,
	    give_back_directory, ref);
}

static enum answer_result
answer_found(
    struct request *r, bool found, const char *type, struct byte_writer *w)
{
	if (found)
		return answer_writer(r->connection, type, w);
	byte_writer_finish(w);
	return answer_none(r->connection);
}

/* Witnesses sign under it later: who keeps a copy must ask again. */
static enum answer_result
end_checkpoint(struct request *r)
{
	static const char *const headers[] = {
	    "Cache-Control", "no-cache", NULL};
	const char *publication = r->n_segments == 6 ? r->segments[5] : NULL;
	enum answer_result result;
	struct byte_writer w;

	byte_writer_init(&w, TLOG_PROOF_MAX);
	if (index_checkpoint(store_index(r->server->store), r->intake->id,
		publication, &w) &&
	    !w.failed)
		result = answer_bytes(
		    r->connection, 200, TEXT_TYPE, w.data, w.len, headers);
	else
		result = answer_none(r->connection);
	byte_writer_finish(&w);
	return result;
}

/* From the first that covers a name on: a missed period is in the next one. */
static enum answer_result
end_log_publications(struct request *r)
{
	const char *from = r->n_segments == 6 ? r->segments[5] : "";
	struct byte_writer w;

	byte_writer_init(&w, PUBLICATION_LINES * PUBLICATION_LINE_BYTES);
	return answer_found(r,
	    index_publications(store_index(r->server->store), r->intake->id,
		from, INDEX_PUBLICATIONS_PUBLIC, PUBLICATION_LINES, &w) &&
		w.len > 0,
	    TEXT_TYPE, &w);
}

/* "x001", "234" ... "067" or "067.p" and "12" (c2sp.org/tlog-tiles). */
static bool
read_tile(
    const struct request *r, size_t at, uint64_t *ret_n, size_t *ret_width)
{
	uint64_t n = 0, part, width = TILE_WIDTH;
	const char *s;

	for (;; at++) {
		if (at == r->n_segments)
			return false;
		s = r->segments[at];
		if (*s == 'x')
			s++;
		if (strspn(s, "0123456789") < 3)
			return false;
		part = (uint64_t)(s[0] - '0') * 100 +
		    (uint64_t)(s[1] - '0') * 10 + (uint64_t)(s[2] - '0');
		n = n * 1000 + part;
		if (n > 1ull << 40)
			return false;
		if (s == r->segments[at])
			break;
		if (s[3] != '\0')
			return false;
	}
	if (strcmp(s + 3, ".p") == 0) {
		if (at + 2 != r->n_segments ||
		    !decimal_decode(r->segments[at + 1],
			strlen(r->segments[at + 1]), TILE_WIDTH - 1, &width) ||
		    width == 0)
			return false;
	} else if (s[3] != '\0' || at + 1 != r->n_segments) {
		return false;
	}
	*ret_n = n;
	*ret_width = (size_t)width;
	return true;
}

static enum answer_result
end_tile(struct request *r)
{
	struct index *x = store_index(r->server->store);
	struct byte_writer w;
	uint64_t level = 0, n;
	size_t width;
	bool found = false;

	byte_writer_init(&w, 65536);
	if (read_tile(r, 6, &n, &width)) {
		if (strcmp(r->segments[5], "entries") == 0)
			found = index_bundle(
			    x, r->intake->id, n * TILE_WIDTH, width, &w);
		else if (decimal_decode(r->segments[5], strlen(r->segments[5]),
			     63, &level))
			found = index_tile(x, r->intake->id, (unsigned)level,
			    n * TILE_WIDTH, width, &w);
	}
	return answer_found(r, found, OCTETS_TYPE, &w);
}

static bool
read_sequence(const struct request *r, uint64_t *ret_sequence)
{
	return decimal_decode(
	    r->segments[4], strlen(r->segments[4]), INT32_MAX, ret_sequence);
}

static enum answer_result
list_series(
    struct request *r, enum desk_series series, uint64_t from, size_t limit)
{
	struct byte_writer w;

	byte_writer_init(&w, 1u << 20);
	return answer_found(r,
	    index_series_list(store_index(r->server->store), r->intake->id,
		series, from, limit, &w),
	    TEXT_TYPE, &w);
}

static enum answer_result
get_series(struct request *r, enum desk_series series)
{
	struct byte_writer w;
	uint64_t sequence;
	bool found;

	byte_writer_init(&w, DESK_NOTE_MAX);
	found = read_sequence(r, &sequence) &&
	    index_series_get(store_index(r->server->store), r->intake->id,
		series, sequence, &w);
	return answer_found(r, found, TEXT_TYPE, &w);
}

/* The first that the newest bulletin says is still kept. */
static uint64_t
first_kept(struct request *r)
{
	struct index *x = store_index(r->server->store);
	struct signed_note note;
	struct byte_writer held;
	struct bulletin b;
	uint64_t last, first = 1;
	uint8_t hash[32];

	byte_writer_init(&held, DESK_NOTE_MAX);
	if (index_series_last(x, r->intake->id, SERIES_BULLETIN, &last, hash) &&
	    index_series_get(x, r->intake->id, SERIES_BULLETIN, last, &held) &&
	    signed_note_parse(held.data, held.len, &note) == NOTE_OK &&
	    bulletin_parse(note.text, note.text_len, &b)) {
		first = b.first;
		bulletin_finish(&b);
	}
	byte_writer_finish(&held);
	return first;
}

static enum answer_result
end_bulletins(struct request *r)
{
	return list_series(
	    r, SERIES_BULLETIN, first_kept(r), BULLETINS_KEPT_MAX);
}

static enum answer_result
end_bulletin(struct request *r)
{
	return get_series(r, SERIES_BULLETIN);
}

/* From the file: a thousand readers share one copy, the kernel's. */
static enum answer_result
end_cells(struct request *r)
{
	uint64_t sequence;
	struct stat found;
	int fd = -1;

	if (read_sequence(r, &sequence))
		fd =
		    store_cells_open(r->server->store, r->intake->id, sequence);
	if (fd >= 0 && fstat(fd, &found) == 0)
		return answer_file(
		    r->connection, 200, fd, 0, (uint64_t)found.st_size, NULL);
	if (fd >= 0)
		(void)close(fd);
	return answer_none(r->connection);
}

static enum answer_result
end_import_notes(struct request *r)
{
	return list_series(r, SERIES_IMPORT, 1, 10000);
}

static enum answer_result
end_import_note(struct request *r)
{
	return get_series(r, SERIES_IMPORT);
}

const struct request_handler public_requests[] = {
    {.method = "GET", .pattern = "/v1/relay", .end = end_terms},
    {.method = "GET", .pattern = "/v1/directory", .end = end_directory},
    {.method = "GET",
	.pattern = "/v1/intakes/*/log/checkpoint",
	.end = end_checkpoint},
    {.method = "GET",
	.pattern = "/v1/intakes/*/log/checkpoint/*",
	.end = end_checkpoint},
    {.method = "GET",
	.pattern = "/v1/intakes/*/log/publications",
	.end = end_log_publications},
    {.method = "GET",
	.pattern = "/v1/intakes/*/log/publications/*",
	.end = end_log_publications},
    {.method = "GET", .pattern = "/v1/intakes/*/log/tile/**", .end = end_tile},
    {.method = "GET",
	.pattern = "/v1/intakes/*/bulletins",
	.end = end_bulletins},
    {.method = "GET",
	.pattern = "/v1/intakes/*/bulletins/*",
	.end = end_bulletin},
    {.method = "GET",
	.pattern = "/v1/intakes/*/bulletins/*/cells",
	.end = end_cells},
    {.method = "GET",
	.pattern = "/v1/intakes/*/import-notes",
	.signer = SIGNER_COURIER_OR_RELAY,
	.end = end_import_notes},
    {.method = "GET",
	.pattern = "/v1/intakes/*/import-notes/*",
	.signer = SIGNER_COURIER_OR_RELAY,
	.end = end_import_note},
    {0}};
