/* From the stick to the relay: import notes and bulletins (docs/MEDIUM.md 4).
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes/durable_file.h"
#include "common/notes/desk_note.h"
#include "common/notes/medium.h"
#include "courier.h"

#define CELLS_MAX (BULLETIN_CELLS_MAX * BULLETIN_CELL_BYTES)

struct delivering {
	struct courier *c;
	const char *medium;
	size_t notes;
	size_t bulletins;
	struct reason *reason;
};

/* NULL at the end of a series. */
static uint8_t *
read_out(struct delivering *d, const char *prefix, uint64_t n,
    const char *ending, size_t limit, size_t *ret_len)
{
	char name[64], *path;
	uint8_t *bytes = NULL;

	(void)snprintf(
	    name, sizeof(name), "out/%s-%06" PRIu64 ".%s", prefix, n, ending);
	path = medium_path(d->medium, d->c->config.intake, name);
	if (path == NULL || !medium_read(path, limit, &bytes, ret_len))
		bytes = NULL;
	free(path);
	return bytes;
}

/* Signed by the desk, before it is carried a step further. */
static bool
is_genuine(struct delivering *d, const uint8_t *bytes, size_t len)
{
	const struct key_set *keys = &d->c->intake->desk_keys;
	struct signed_note note;

	return signed_note_parse(bytes, len, &note) == NOTE_OK &&
	    signed_note_verify(&note, keys->keys, keys->n, keys->threshold) ==
	    NOTE_OK;
}

static bool
send_note(struct delivering *d, const struct signed_request *q,
    const char *what, uint64_t n)
{
	struct http_answer answer;

	if (!courier_send(d->c, q, &answer, d->reason))
		return false;
	if (answer.status == 200 || answer.status == 204)
		return true;
	reason_set(d->reason,
	    "the relay refuses %s %" PRIu64 " (%ld%s%s). It stays on the "
	    "medium",
	    what, n, answer.status, answer.problem[0] != '\0' ? ": " : "",
	    answer.problem);
	return false;
}

static bool
deliver_notes(struct delivering *d)
{
	bool ok = true;

	for (uint64_t n = 1; ok; n++) {
		struct signed_request q = {
		    .method = "POST", .path = "/import-notes"};
		uint8_t *bytes =
		    read_out(d, "import", n, "note", DESK_NOTE_MAX, &q.len);

		if (bytes == NULL)
			break;
		q.bytes = bytes;
		ok = is_genuine(d, bytes, q.len);
		if (!ok)
			reason_set(d->reason,
			    "import note %" PRIu64
			    " is damaged or not signed by the desk",
			    n);
		ok = ok && send_note(d, &q, "import note", n);
		d->notes += ok;
		free(bytes);
	}
	return ok;
}

/* Note and cells travel as one body, parted by the note's length. */
static bool
deliver_bulletin(
    struct delivering *d, uint64_t n, const uint8_t *note, size_t note_len)
{
	char path[64], parting[64];
	struct signed_request q = {
	    .method = "PUT", .path = path, .extra = parting};
	struct byte_writer body;
	uint8_t *cells;
	size_t len = 0;
	bool ok = false;

	(void)snprintf(path, sizeof(path), "/bulletins/%" PRIu64, n);
	(void)snprintf(
	    parting, sizeof(parting), "Bulletin-Note-Length: %zu", note_len);
	cells = read_out(d, "bulletin", n, "cells", CELLS_MAX, &len);
	byte_writer_init(&body, DESK_NOTE_MAX + CELLS_MAX);
	byte_writer_put(&body, note, note_len);
	if (cells != NULL)
		byte_writer_put(&body, cells, len);
	if (!is_genuine(d, note, note_len)) {
		reason_set(d->reason,
		    "bulletin %" PRIu64 " is damaged or not signed by the desk",
		    n);
	} else if (!body.failed) {
		q.bytes = body.data;
		q.len = body.len;
		ok = send_note(d, &q, "bulletin", n);
	}
	byte_writer_finish(&body);
	free(cells);
	return ok;
}

static bool
deliver_bulletins(struct delivering *d)
{
	bool ok = true;

	for (uint64_t n = 1; ok; n++) {
		size_t len;
		uint8_t *note =
		    read_out(d, "bulletin", n, "note", DESK_NOTE_MAX, &len);

		if (note == NULL)
			break;
		ok = deliver_bulletin(d, n, note, len);
		d->bulletins += ok;
		free(note);
	}
	return ok;
}

bool
courier_deliver(
    struct courier *c, const char *medium, struct reason *ret_reason)
{
	struct delivering d = {.c = c, .medium = medium, .reason = ret_reason};
	bool ok;

	if (!medium_has(medium, c->config.intake)) {
		reason_set(ret_reason,
		    "%s is not a stick for %s: it has no valise/%s", medium,
		    c->config.intake, c->config.intake);
		return false;
	}
	ok = deliver_notes(&d) && deliver_bulletins(&d);
	(void)printf("Delivered: %zu import note(s), %zu bulletin(s).\n",
	    d.notes, d.bulletins);
	return ok;
}
