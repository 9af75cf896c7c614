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

/* NULL where it is not there, or can't be read: errno. */
static uint8_t *
read_out(struct delivering *d, const char *prefix, uint64_t n,
    const char *ending, size_t limit, size_t *ret_len)
{
	char name[64], *path;
	uint8_t *bytes = NULL;
	int error;

	errno = ENOMEM;
	(void)snprintf(
	    name, sizeof(name), "out/%s-%06" PRIu64 ".%s", prefix, n, ending);
	path = medium_path(d->medium, d->c->config.intake, name);
	if (path == NULL || !medium_read(path, limit, &bytes, ret_len))
		bytes = NULL;
	error = errno;
	free(path);
	errno = error;
	return bytes;
}

/* One of the two series, while it is delivered. */
struct series {
	const char *name; /* of its files */
	const char *what; /* of messages */
	const struct directory_anchor *anchor;
	uint8_t expected[32]; /* the text of the note that is next, downwards */
	bool (*send)(
	    struct delivering *d, uint64_t n, const struct byte_writer *note);
};

/*
 * What is carried on of a note that the desk signed, to be finished: the lines
 * of its keys alone, whatever else was written onto the stick.  Up to the
 * anchor the chain that leads there vouches for it, and no signature.  NULL, or
 * what is wrong with it.
 */
static const char *
clean_note(struct delivering *d, struct series *s, uint64_t n,
    const uint8_t *bytes, size_t len, struct byte_writer *ret_note)
{
	const struct key_set *keys = &d->c->intake->desk_keys;
	struct desk_note_head head;
	struct signed_note note;
	uint8_t hash[32];

	byte_writer_init(ret_note, DESK_NOTE_MAX);
	if (signed_note_parse(bytes, len, &note) != NOTE_OK ||
	    !desk_note_head_read(&note, &head))
		return "is damaged";
	if (head.sequence != n)
		return "says another number of itself";
	if (!desk_note_open_at(bytes, len, keys, s->anchor, &note, &head))
		return "is not signed by the desk's keys, as the directory has "
		       "them";
	desk_note_hash(&note, hash);
	if (n <= s->anchor->number &&
	    memcmp(hash, s->expected, sizeof(hash)) != 0)
		return "is not the one that the directory and the notes behind "
		       "it vouch for";
	memcpy(s->expected, head.previous, sizeof(s->expected));
	desk_note_write(&note, keys, ret_note);
	return ret_note->failed ? "needs more memory than there is" : NULL;
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
send_import(struct delivering *d, uint64_t n, const struct byte_writer *note)
{
	const struct signed_request q = {.method = "POST",
	    .path = "/import-notes",
	    .bytes = note->data,
	    .len = note->len};

	if (!send_note(d, &q, "import note", n))
		return false;
	d->notes++;
	return true;
}

/* Note and cells travel as one body, parted by the note's length. */
static bool
send_bulletin(struct delivering *d, uint64_t n, const struct byte_writer *note)
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
	    parting, sizeof(parting), "Bulletin-Note-Length: %zu", note->len);
	cells = read_out(d, "bulletin", n, "cells", CELLS_MAX, &len);
	byte_writer_init(&body, DESK_NOTE_MAX + CELLS_MAX);
	byte_writer_put(&body, note->data, note->len);
	if (cells != NULL)
		byte_writer_put(&body, cells, len);
	if (body.failed) {
		reason_set(d->reason, "there is not enough memory");
	} else {
		q.bytes = body.data;
		q.len = body.len;
		ok = send_note(d, &q, "bulletin", n);
	}
	d->bulletins += ok;
	byte_writer_finish(&body);
	free(cells);
	return ok;
}

enum delivered { DELIVERED, NOT_THERE, NOT_DELIVERED };

/* Of a note that was not read: the end of its series, or a hole in it. */
static enum delivered
why_not(struct delivering *d, const struct series *s, uint64_t n, bool up,
    int error)
{
	if (error != ENOENT)
		reason_set(d->reason,
		    "%s %" PRIu64 " can't be read: %s. The desk can export it "
		    "again",
		    s->what, n, medium_error_text(error));
	/* Downwards, one that the desk never had ends the series. */
	else if (up &&
	    n < medium_newest(d->medium, d->c->config.intake, s->name))
		reason_set(d->reason,
		    "%s %" PRIu64 " is not on the medium, and a later one is: "
		    "what follows waits for it. The desk can export it again",
		    s->what, n);
	else
		return NOT_THERE;
	return NOT_DELIVERED;
}

static enum delivered
deliver_one(struct delivering *d, struct series *s, uint64_t n, bool up)
{
	struct byte_writer note;
	size_t len;
	uint8_t *bytes = read_out(d, s->name, n, "note", DESK_NOTE_MAX, &len);
	const char *wrong;
	bool ok;

	if (bytes == NULL)
		return why_not(d, s, n, up, errno);
	wrong = clean_note(d, s, n, bytes, len, &note);
	if (wrong != NULL)
		reason_set(d->reason, "%s %" PRIu64 " %s", s->what, n, wrong);
	ok = wrong == NULL && s->send(d, n, &note);
	byte_writer_finish(&note);
	free(bytes);
	return ok ? DELIVERED : NOT_DELIVERED;
}

/*
 * Down from where the desk's keys changed, for each is shown by the next; then
 * up.  What is damaged ends its own direction only.
 */
static bool
deliver_series(struct delivering *d, struct series *s)
{
	enum delivered delivered = DELIVERED;
	struct reason first;
	bool ok;

	memcpy(s->expected, s->anchor->hash, sizeof(s->expected));
	for (uint64_t n = s->anchor->number; n > 0 && delivered == DELIVERED;
	     n--)
		delivered = deliver_one(d, s, n, false);
	ok = delivered != NOT_DELIVERED;
	first = *d->reason;
	delivered = DELIVERED;
	for (uint64_t n = s->anchor->number + 1; delivered == DELIVERED; n++)
		delivered = deliver_one(d, s, n, true);
	if (!ok && delivered == NOT_DELIVERED)
		cli_warn("%s", first.text);
	else if (!ok)
		*d->reason = first;
	return ok && delivered != NOT_DELIVERED;
}

/* To the relay that it has turned to.  What stops one series stops no other. */
static enum courier_end
deliver_to(struct courier *c, const char *medium, struct reason *reason)
{
	struct delivering d = {.c = c, .medium = medium, .reason = reason};
	struct series imports = {.name = "import",
	    .what = "import note",
	    .anchor = &c->intake->imports,
	    .send = send_import};
	struct series replies = {.name = "bulletin",
	    .what = "bulletin",
	    .anchor = &c->intake->bulletins,
	    .send = send_bulletin};
	struct reason first;
	bool notes, bulletins;

	notes = deliver_series(&d, &imports);
	first = *reason;
	bulletins = deliver_series(&d, &replies);
	if (!notes && !bulletins)
		cli_warn("%s", first.text);
	if (!notes && bulletins)
		*reason = first;
	(void)printf("Delivered to %s: %zu import note(s), %zu bulletin(s).\n",
	    c->relay->name, d.notes, d.bulletins);
	return notes && bulletins ? COURIER_DONE : COURIER_FAILED;
}

enum courier_end
courier_deliver(
    struct courier *c, const char *medium, struct reason *ret_reason)
{
	struct courier_ends ends = {0};

	if (!medium_has(medium, c->config.intake)) {
		reason_set(ret_reason,
		    "%s is not a stick for %s: it has no valise/%s, or a "
		    "link stands for a folder of it",
		    medium, c->config.intake, c->config.intake);
		return COURIER_FAILED;
	}
	for (size_t i = 0; i < c->n_relays; i++)
		courier_add_end(&ends, c, c->relays[i],
		    courier_turn(c, c->relays[i], ret_reason)
			? deliver_to(c, medium, ret_reason)
			: COURIER_FAILED,
		    ret_reason);
	return courier_sum(&ends, c, ret_reason);
}
