#include "import_parts.h"
#include "wanting.h"

#include <stdlib.h>

#include "client/desk/cases/cases.h"
#include "client/desk/vault/series.h"
#include "common/bytes/byte_writer.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/text_codec.h"

static bool
mark_noted(struct importing *m, const struct import_note *note)
{
	bool ok = desk_store_begin(m->store);
	char hex[65];

	if (!ok)
		return false;
	for (size_t i = 0; i < note->n_lines && ok; i++) {
		if (note->lines[i].verdict == IMPORT_DAMAGED)
			continue;
		hex_encode(note->lines[i].sha256, 32, hex);
		ok = cases_mark_noted(m->store, hex, m->reason);
	}
	return desk_store_end(m->store, ok);
}

/* Lines first..first+n-1 as one note. */
static bool
write_note(struct importing *m, size_t first, size_t n)
{
	struct import_note note = {
	    .n_lines = n, .lines = m->note.lines + first};
	struct byte_writer text;
	bool ok;

	byte_writer_init(&text, DESK_NOTE_MAX);
	ok = series_head(m->v, SERIES_IMPORT_NOTES, &note.head, m->reason);
	if (ok)
		import_note_format(&note, &text);
	ok = ok &&
	    series_add(m->v, SERIES_IMPORT_NOTES, note.head.sequence, &text,
		m->reason) &&
	    mark_noted(m, &note);
	byte_writer_finish(&text);
	return ok;
}

bool
import_write_notes(struct importing *m)
{
	bool ok = true;

	for (size_t at = 0; at < m->note.n_lines && ok; at += IMPORT_LINES_MAX)
		ok = write_note(m, at,
		    m->note.n_lines - at < IMPORT_LINES_MAX
			? m->note.n_lines - at
			: IMPORT_LINES_MAX);
	return ok;
}

/* A row that is off, or of an older vault, costs its own line alone. */
static bool
is_unmarked(struct importing *m, const char *hex)
{
	struct reason ignored;
	char id[CASE_ID_BYTES];
	bool noted;

	return cases_find_file(m->store, hex, id, &ignored) == DESK_FOUND &&
	    cases_file_noted(m->store, hex, &noted, &ignored) && !noted;
}

static void
settle(struct importing *m, const struct import_note *note)
{
	struct reason ignored;
	char hex[65];

	for (size_t i = 0; i < note->n_lines; i++) {
		if (note->lines[i].verdict == IMPORT_DAMAGED)
			continue;
		hex_encode(note->lines[i].sha256, 32, hex);
		if (is_unmarked(m, hex) && desk_store_begin(m->store))
			(void)desk_store_end(m->store,
			    cases_mark_noted(m->store, hex, &ignored));
	}
}

/* Reads a note of the vault; true where `note` is to be finished. */
static bool
read_note(struct importing *m, uint64_t number, struct import_note *ret_note)
{
	char *path = series_path(m->v, SERIES_IMPORT_NOTES, number, "note");
	struct signed_note read;
	uint8_t *bytes = NULL;
	size_t len;
	bool ok = path != NULL &&
	    durable_file_read(path, DESK_NOTE_MAX, &bytes, &len) &&
	    signed_note_parse(bytes, len, &read) == NOTE_OK &&
	    import_note_parse(read.text, read.text_len, ret_note);

	free(bytes);
	free(path);
	return ok;
}

void
import_settle_last(struct importing *m)
{
	struct import_note note;

	if (read_note(m, series_last(m->v, SERIES_IMPORT_NOTES), &note)) {
		settle(m, &note);
		import_note_finish(&note);
	}
}

bool
import_take_back(struct importing *m)
{
	if (!series_meet(m->v, m->options->medium, m->options->take_back,
		m->back, m->reason))
		return false;
	for (enum series s = 0; s < SERIES_KINDS; s++)
		if (m->back[s].first > 0)
			import_tell(m,
			    (struct desk_event){.kind = DESK_NOTES_BACK,
				.why = series_word(s),
				.n_entries = m->back[s].first,
				.n_missing = m->back[s].last});
	return true;
}

/* What one of them says is held, and no row knows. */
static void
name_lost_of(struct importing *m, const struct import_note *note)
{
	struct reason ignored;
	char hex[65], id[CASE_ID_BYTES];

	for (size_t i = 0; i < note->n_lines; i++) {
		hex_encode(note->lines[i].sha256, 32, hex);
		if (note->lines[i].verdict == IMPORT_DAMAGED ||
		    cases_find_file(m->store, hex, id, &ignored) == DESK_FOUND)
			continue;
		m->counts.lost++;
		/* No key that may open it ends. */
		if (!wanting_lost(m->v, note->lines[i].sha256, m->reason))
			import_name_failed(m, note->lines[i].sha256);
		import_tell(m,
		    (struct desk_event){
			.kind = DESK_HELD_LOST, .sha256_hex = hex});
	}
}

void
import_name_lost(struct importing *m)
{
	struct import_note note;
	const struct series_back *back = &m->back[SERIES_IMPORT_NOTES];

	for (uint64_t n = back->first; n > 0 && n <= back->last; n++)
		if (read_note(m, n, &note)) {
			name_lost_of(m, &note);
			import_note_finish(&note);
		}
}
