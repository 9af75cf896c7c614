/* The bulletin that waits, made again and compared (docs/BULLETIN.md 5). */
#include "bulletin_parts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "client/desk/store/journal.h"
#include "client/desk/vault/series.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/secret.h"
#include "common/bytes/text_codec.h"
#include "common/crypto/sha256.h"
#include "common/json/json_text.h"

#define DRAFT_WEEKS 2 /* before this one, in which it may have been made */
#define CELLS_FILE_MAX (BULLETIN_CELLS_MAX * (size_t)BULLETIN_CELL_BYTES)

void
bulletin_list_hash(const struct making *m, uint8_t ret_hash[static 32])
{
	struct byte_writer ids;

	byte_writer_init(&ids, SIZE_MAX / 2);
	for (size_t i = 0; i < m->n_cases; i++)
		byte_writer_printf(&ids, "case %s\n", m->cases[i]);
	for (size_t i = 0; i < m->n_sent; i++)
		byte_writer_printf(&ids, "message %s\n", m->sent[i]);
	memset(ret_hash, 0, 32);
	if (!ids.failed)
		sha256_hash(ids.data, ids.len, ret_hash);
	byte_writer_finish(&ids);
}

void
bulletin_look_end(struct looking *l)
{
	json_text_wipe(l->row);
	if (l->made)
		bulletin_end(&l->m);
	byte_writer_finish(&l->again);
}

static bool
read_row(struct looking *l, struct desk_store *s,
    uint8_t ret_seed[static RANDOMNESS_SEED_BYTES], struct reason *reason)
{
	const char *seed, *journal, *week, *list;

	switch (desk_store_has(s, TABLE_DRAFT, DRAFT_ID)) {
	case DESK_FOUND:
		l->row = desk_store_get(s, TABLE_DRAFT, DRAFT_ID, reason);
		break;
	case DESK_ABSENT:
		reason_set(reason, "none waits: bulletin prepare");
		return false;
	case DESK_UNREADABLE:
		reason_set(reason, "the case store can't be read");
		return false;
	}
	if (l->row == NULL)
		return false;
	seed = json_text_string(l->row, "seed");
	journal = json_text_string(l->row, "journal");
	week = json_text_string(l->row, "week");
	list = json_text_string(l->row, "list");
	l->text = json_text_string(l->row, "text");
	l->by = json_text_string(l->row, "by");
	reason_set(reason, "none waits: bulletin prepare");
	if (l->text == NULL || l->by == NULL || seed == NULL ||
	    journal == NULL || week == NULL || list == NULL ||
	    !hex_decode(list, strlen(list), l->list, sizeof(l->list)) ||
	    strlen(week) >= sizeof(l->moment.week) ||
	    !json_text_integer(l->row, "sequence", &l->sequence))
		return false;
	(void)strcpy(l->moment.week, week);
	return hex_decode(
		   seed, strlen(seed), ret_seed, RANDOMNESS_SEED_BYTES) &&
	    hex_decode(journal, strlen(journal), l->moment.journal,
		sizeof(l->moment.journal));
}

/* Where two files of cells part, from 1. */
static size_t
first_other_cell(const uint8_t *a, const uint8_t *b)
{
	size_t cell = 0;

	while (memcmp(a + cell * BULLETIN_CELL_BYTES,
		   b + cell * BULLETIN_CELL_BYTES, BULLETIN_CELL_BYTES) == 0)
		cell++;
	return cell + 1;
}

/* Whether the file is what the text that waits was made with. */
static bool
is_of_text(const struct looking *l, const uint8_t *bytes, size_t len)
{
	uint8_t hash[32];
	struct bulletin b;
	bool ok;

	if (!bulletin_parse(l->text, strlen(l->text), &b))
		return false;
	sha256_hash(bytes, len, hash);
	ok = memcmp(hash, b.cells_hash, sizeof(hash)) == 0;
	bulletin_finish(&b);
	return ok;
}

/* The cells that the other program kept, one by one. */
static bool
same_cells(struct looking *l, struct reason *reason)
{
	const struct byte_writer *own = &l->m.cells.bytes;
	char *path =
	    series_path(l->m.v, SERIES_BULLETINS, l->sequence, "cells");
	uint8_t *bytes = NULL;
	size_t len = 0;
	bool ok;

	ok = path != NULL &&
	    durable_file_read(path, CELLS_FILE_MAX, &bytes, &len);
	if (!ok) {
		reason_set(reason,
		    "its cells can't be read: %s. bulletin prepare makes it "
		    "anew",
		    path == NULL ? "memory" : strerror(errno));
	} else if (!is_of_text(l, bytes, len)) {
		/* No verdict on who prepared it. */
		ok = false;
		reason_set(reason,
		    "its cells are not those that it was prepared with: the "
		    "file was changed, or the machine stopped in between. "
		    "bulletin prepare makes it anew");
	} else if (len != own->len) {
		ok = false;
		reason_set(reason,
		    "it has %zu cells, and the rows and the seed give %zu",
		    len / BULLETIN_CELL_BYTES, own->len / BULLETIN_CELL_BYTES);
	} else if (memcmp(bytes, own->data, len) != 0) {
		ok = false;
		reason_set(reason,
		    "its cell %zu is not what the rows and the seed give: it "
		    "may carry something out. Don't sign it; ask who prepared "
		    "it, and on which machine",
		    first_other_cell(bytes, own->data));
	}
	free(bytes);
	free(path);
	return ok;
}

/*
 * What the other program says of when it was: a head that the journal knows and
 * a week that was lately, so that nothing else goes out in their place.
 */
static bool
is_moment(struct vault *v, const struct bulletin_moment *moment)
{
	char week[UTC_WEEK_BYTES];
	bool lately = false;

	for (int weeks = 0; weeks <= DRAFT_WEEKS; weeks++) {
		utc_time_week(utc_time_now() - weeks * 7 * 86400LL, week);
		lately |= strcmp(week, moment->week) == 0;
	}
	return lately && journal_knows(vault_store(v), moment->journal);
}

/* Made again by this program, from the rows as they are now. */
bool
bulletin_look(struct looking *l, struct vault *v,
    const struct desk_events *events, struct reason *reason)
{
	uint8_t *seed = secret_alloc(RANDOMNESS_SEED_BYTES);
	uint8_t list[32];
	bool ok;

	memset(l, 0, sizeof(*l));
	byte_writer_init(&l->again, DESK_NOTE_MAX);
	reason_set(reason, "there is not enough memory");
	ok = seed != NULL && read_row(l, vault_store(v), seed, reason);
	if (ok && !is_moment(v, &l->moment)) {
		reason_set(reason,
		    "it names a week or a line of the journal that was not: "
		    "bulletin prepare makes it anew");
		ok = false;
	}
	if (ok) {
		l->made = true;
		ok = bulletin_begin(&l->m, v, events, reason);
	}
	if (ok) {
		memcpy(l->m.random->seed, seed, RANDOMNESS_SEED_BYTES);
		ok = bulletin_gather(&l->m) &&
		    bulletin_compose(&l->m, &l->moment, &l->again);
	}
	secret_free(seed);
	if (!ok)
		return false;
	bulletin_list_hash(&l->m, list);
	if (memcmp(list, l->list, sizeof(list)) != 0) {
		reason_set(reason,
		    "something came since it was prepared: bulletin prepare "
		    "makes it anew");
		return false;
	}
	if (!same_cells(l, reason))
		return false;
	if (l->again.len == strlen(l->text) &&
	    memcmp(l->again.data, l->text, l->again.len) == 0)
		return true;
	reason_set(reason,
	    "its text is not what the rows give now: what is known of a log, "
	    "or the directory, is newer, or it was prepared otherwise. "
	    "bulletin prepare makes it anew");
	return false;
}
