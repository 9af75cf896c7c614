/* From the stick to the relay: import notes and bulletins (docs/MEDIUM.md 4).
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes/durable_file.h"
#include "common/cli/cli.h"
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

/*
 * What is carried on of a note that the desk signed, to be finished: the lines
 * of its keys alone, whatever else was written onto the stick.
 */
static bool
clean_note(struct delivering *d, const uint8_t *bytes, size_t len,
    struct byte_writer *ret_note)
{
	const struct key_set *keys = &d->c->intake->desk_keys;
	struct signed_note note;

	byte_writer_init(ret_note, DESK_NOTE_MAX);
	if (!desk_note_open(bytes, len, keys, &note))
		return false;
	desk_note_write(&note, keys, ret_note);
	return !ret_note->failed;
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
		struct byte_writer note;
		size_t len;
		uint8_t *bytes =
		    read_out(d, "import", n, "note", DESK_NOTE_MAX, &len);

		if (bytes == NULL)
			break;
		ok = clean_note(d, bytes, len, &note);
		q.bytes = note.data;
		q.len = note.len;
		if (!ok)
			reason_set(d->reason,
			    "import note %" PRIu64
			    " is damaged or not signed by the desk",
			    n);
		ok = ok && send_note(d, &q, "import note", n);
		d->notes += ok;
		byte_writer_finish(&note);
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
	struct byte_writer body, clean;
	bool genuine = clean_note(d, note, note_len, &clean), ok = false;
	uint8_t *cells;
	size_t len = 0;

	(void)snprintf(path, sizeof(path), "/bulletins/%" PRIu64, n);
	(void)snprintf(
	    parting, sizeof(parting), "Bulletin-Note-Length: %zu", clean.len);
	cells = read_out(d, "bulletin", n, "cells", CELLS_MAX, &len);
	byte_writer_init(&body, DESK_NOTE_MAX + CELLS_MAX);
	byte_writer_put(&body, clean.data, clean.len);
	if (cells != NULL)
		byte_writer_put(&body, cells, len);
	if (!genuine) {
		reason_set(d->reason,
		    "bulletin %" PRIu64 " is damaged or not signed by the desk",
		    n);
	} else if (!body.failed) {
		q.bytes = body.data;
		q.len = body.len;
		ok = send_note(d, &q, "bulletin", n);
	}
	byte_writer_finish(&body);
	byte_writer_finish(&clean);
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

enum courier_end
courier_deliver(
    struct courier *c, const char *medium, struct reason *ret_reason)
{
	struct delivering d = {.c = c, .medium = medium, .reason = ret_reason};
	struct reason first;
	bool notes, bulletins;

	if (!medium_has(medium, c->config.intake)) {
		reason_set(ret_reason,
		    "%s is not a stick for %s: it has no valise/%s", medium,
		    c->config.intake, c->config.intake);
		return COURIER_FAILED;
	}
	/* What stops one series does not stop the other; each is said. */
	notes = deliver_notes(&d);
	first = *ret_reason;
	bulletins = deliver_bulletins(&d);
	if (!notes && !bulletins)
		cli_warn("%s", first.text);
	if (!notes && bulletins)
		*ret_reason = first;
	(void)printf("Delivered: %zu import note(s), %zu bulletin(s).\n",
	    d.notes, d.bulletins);
	return notes && bulletins ? COURIER_DONE : COURIER_FAILED;
}
