#include "forward_notes.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/bytes/byte_reader.h"
#include "common/bytes/text_codec.h"
#include "common/net/signed_client.h"
#include "common/notes/desk_note.h"

#define LIST_MAX (1u << 20)
#define URL_MAX 1400

static const char *const series_path[] = {
    [SERIES_IMPORT] = "import-notes", [SERIES_BULLETIN] = "bulletins"};

/* Import notes are for those alone who sign; bulletins don't mind. */
static bool
get(const struct forward_notes *f, const char *path, size_t limit,
    struct byte_writer *ret_body, struct reason *reason)
{
	const struct http_signer signer = {
	    f->base, f->authority, f->name, f->seed};

	return signed_client_get(
	    f->http, &signer, path, limit, ret_body, reason);
}

static enum desk_note_taken
fetch_one(const struct forward_notes *f, enum desk_series series,
    uint64_t sequence, struct reason *reason)
{
	const struct desk_notes notes = {
	    f->store, f->intake, f->grace_seconds, f->publication_seconds};
	enum desk_note_taken taken = DESK_NOTE_FAILED;
	struct byte_writer note, cells;
	char path[URL_MAX], url[URL_MAX];

	(void)snprintf(path, sizeof(path), "/v1/intakes/%s/%s/%" PRIu64,
	    f->intake->id, series_path[series], sequence);
	if (!get(f, path, DESK_NOTE_MAX, &note, reason))
		return DESK_NOTE_FAILED;
	if (series == SERIES_IMPORT) {
		taken = desk_notes_take_import(&notes, note.data, note.len);
	} else {
		(void)snprintf(url, sizeof(url),
		    "%s/v1/intakes/%s/bulletins/%" PRIu64 "/cells", f->base,
		    f->intake->id, sequence);
		if (http_client_get(f->http, url,
			(size_t)BULLETIN_CELL_BYTES * BULLETIN_CELLS_MAX,
			&cells, reason)) {
			taken = desk_notes_take_bulletin(&notes, sequence,
			    note.data, note.len, cells.data, cells.len);
			byte_writer_finish(&cells);
		}
	}
	byte_writer_finish(&note);
	if (desk_note_refusal(taken) != NULL)
		reason_set(reason, "it has a note that is refused here: %s",
		    desk_note_refusal(taken));
	else if (taken == DESK_NOTE_FAILED && reason->text[0] == '\0')
		reason_set(reason, "the desk's notes can't be kept");
	return taken;
}

/*
 * Up to where the desk's keys changed, each is shown by the next, and all are
 * asked for downwards: what can't be had now, as a new desk may never have had
 * it, is asked for again in the next round and keeps nothing else.
 */
static void
fetch_older(const struct forward_notes *f, enum desk_series series,
    uint64_t anchor, struct reason *reason)
{
	uint8_t hash[32];

	for (uint64_t n = anchor; n > 0 && !atomic_load(f->stop); n--)
		if (!index_series_hash(store_index(f->store), f->intake->id,
			series, n, hash) &&
		    fetch_one(f, series, n, reason) > DESK_NOTE_KNOWN)
			break;
}

static bool
fetch_series(const struct forward_notes *f, enum desk_series series,
    struct reason *reason)
{
	const uint64_t anchor = desk_notes_anchor(f->intake, series)->number;
	uint64_t last = 0, sequence;
	struct reason older = {""};
	struct byte_writer list;
	struct byte_reader r;
	uint8_t hash[32];
	char path[URL_MAX];
	const char *line;
	size_t len;
	bool ok;

	(void)snprintf(path, sizeof(path), "/v1/intakes/%s/%s", f->intake->id,
	    series_path[series]);
	if (!index_series_last(
		store_index(f->store), f->intake->id, series, &last, hash) ||
	    !get(f, path, LIST_MAX, &list, reason))
		return false;
	byte_reader_init(&r, list.data, list.len);
	ok = true;
	fetch_older(f, series, anchor, &older);
	if (last < anchor)
		last = anchor;
	while (
	    ok && byte_reader_line(&r, &line, &len) && !atomic_load(f->stop)) {
		if (!decimal_decode(line, len, INT32_MAX, &sequence)) {
			reason_set(reason, "its list of notes is malformed");
			ok = false;
		} else if (sequence > last) {
			/* Older ones than its list tells are asked for too. */
			for (; ok && last < sequence && !atomic_load(f->stop);
			     last++)
				ok = fetch_one(f, series, last + 1, reason) <=
				    DESK_NOTE_KNOWN;
		}
	}
	byte_writer_finish(&list);
	if (ok && reason->text[0] == '\0')
		*reason = older;
	return ok;
}

bool
forward_notes_fetch(const struct forward_notes *f, struct reason *ret_reason)
{
	bool imports, bulletins;

	/* One series in disorder does not keep the other. */
	imports = fetch_series(f, SERIES_IMPORT, ret_reason);
	bulletins = fetch_series(f, SERIES_BULLETIN, ret_reason);
	return imports && bulletins;
}
