#include "bulletin_draft.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "bulletin_parts.h"
#include "client/desk/vault/journal.h"
#include "client/desk/vault/series.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/secret.h"
#include "common/bytes/text_codec.h"
#include "common/crypto/sha256.h"
#include "common/json/json_text.h"
#include "outbox.h"

#define TABLE_DRAFT "draft"
#define DRAFT_ID "bulletin"
#define DRAFT_WEEKS 2 /* that one may wait */
#define CELLS_FILE_MAX (BULLETIN_CELLS_MAX * (size_t)BULLETIN_CELL_BYTES)

static bool
put_hex(cJSON *row, const char *member, const void *bytes, size_t len)
{
	char hex[65];
	bool ok;

	hex_encode(bytes, len, hex);
	ok = cJSON_AddStringToObject(row, member, hex) != NULL;
	sodium_memzero(hex, sizeof(hex));
	return ok;
}

/* Of which cases and messages it is made, in their order. */
static void
list_hash(const struct making *m, uint8_t ret_hash[static 32])
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

static cJSON *
draft_row(
    const struct making *m, const char *by, const struct byte_writer *text)
{
	cJSON *row = cJSON_CreateObject();
	uint8_t list[32];

	list_hash(m, list);
	if (put_hex(row, "list", list, sizeof(list)) &&
	    put_hex(row, "seed", m->random->seed, RANDOMNESS_SEED_BYTES) &&
	    put_hex(row, "journal", m->b.head.journal, 32) &&
	    cJSON_AddStringToObject(row, "week", m->b.week) != NULL &&
	    cJSON_AddStringToObject(row, "by", by) != NULL &&
	    cJSON_AddStringToObject(row, "text", (const char *)text->data) !=
		NULL &&
	    cJSON_AddNumberToObject(
		row, "sequence", (double)m->b.head.sequence) != NULL &&
	    cJSON_AddArrayToObject(row, "signatures") != NULL)
		return row;
	json_text_wipe(row);
	return NULL;
}

static bool
keep_row(struct desk_store *s, const cJSON *row, const char *act,
    struct reason *reason)
{
	if (row != NULL && desk_store_begin(s) &&
	    desk_store_end(s,
		desk_store_put(s, TABLE_DRAFT, DRAFT_ID, row) &&
		    journal_add(s, act, DRAFT_ID)))
		return true;
	reason_set(reason, "the bulletin that waits could not be kept");
	return false;
}

bool
bulletin_prepare(struct vault *v, const char *by,
    const struct desk_events *events, struct bulletin_counts *ret_counts,
    struct reason *ret_reason)
{
	struct byte_writer text;
	cJSON *row = NULL;
	struct making m;
	bool ok;

	byte_writer_init(&text, DESK_NOTE_MAX);
	ok = bulletin_begin(&m, v, events, ret_reason) && bulletin_gather(&m);
	if (ok && bulletin_is_due(&m)) {
		ok = bulletin_compose(&m, NULL, &text) &&
		    bulletin_keep_cells(&m);
		row = ok ? draft_row(&m, by, &text) : NULL;
		ok =
		    ok && keep_row(vault_store(v), row, "prepared", ret_reason);
	}
	if (ok)
		*ret_counts = m.counts;
	json_text_wipe(row);
	byte_writer_finish(&text);
	bulletin_end(&m);
	return ok;
}

/* The one that waits, and it made again. */
struct looking {
	cJSON *row;
	const char *text;
	const char *by;
	uint64_t sequence;
	uint8_t list[32];
	struct bulletin_moment moment;
	struct making m;
	bool made;
	struct byte_writer again;
};

static void
end_look(struct looking *l)
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

/* The cells that the other program kept, one by one. */
static bool
same_cells(struct looking *l, struct reason *reason)
{
	const struct byte_writer *own = &l->m.cells.bytes;
	char *path =
	    series_path(l->m.v, SERIES_BULLETINS, l->sequence, "cells");
	uint8_t *bytes = NULL;
	size_t len = 0, cell;
	bool ok;

	ok = path != NULL &&
	    durable_file_read(path, CELLS_FILE_MAX, &bytes, &len);
	if (!ok) {
		reason_set(reason, "its cells can't be read: %s",
		    path == NULL ? "memory" : strerror(errno));
	} else if (len != own->len) {
		ok = false;
		reason_set(reason,
		    "it has %zu cells, and the rows and the seed give %zu",
		    len / BULLETIN_CELL_BYTES, own->len / BULLETIN_CELL_BYTES);
	} else if (memcmp(bytes, own->data, len) != 0) {
		ok = false;
		for (cell = 0; memcmp(bytes + cell * BULLETIN_CELL_BYTES,
				   own->data + cell * BULLETIN_CELL_BYTES,
				   BULLETIN_CELL_BYTES) == 0;
		     cell++)
			;
		reason_set(reason,
		    "its cell %zu is not what the rows and the seed give: it "
		    "may carry something out. Don't sign it; ask who prepared "
		    "it, and on which machine",
		    cell + 1);
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
static bool
look(struct looking *l, struct vault *v, const struct desk_events *events,
    struct reason *reason)
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
	list_hash(&l->m, list);
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

static const cJSON *
signatures_of(const struct looking *l)
{
	return cJSON_GetObjectItemCaseSensitive(l->row, "signatures");
}

static void
tell_message(
    const struct looking *l, const struct bulletin_preview *p, const char *id)
{
	struct reason ignored;
	cJSON *message = outbox_get(l->m.store, id, &ignored);

	p->each_message(p->context, json_text_string(message, "case"),
	    json_text_string(message, "text"));
	json_text_wipe(message);
}

bool
bulletin_preview(struct vault *v, const struct desk_events *events,
    struct bulletin_preview *p, struct reason *ret_reason)
{
	const struct directory_intake *intake =
	    directory_intake(vault_directory(v), vault_intake(v));
	struct looking l;
	bool ok = look(&l, v, events, ret_reason);

	if (ok) {
		p->sequence = l.sequence;
		p->week = l.moment.week;
		p->by = l.by;
		p->n_signed = (size_t)cJSON_GetArraySize(signatures_of(&l));
		p->threshold = intake == NULL ? 0 : intake->desk_keys.threshold;
		p->counts = l.m.counts;
		p->begin(p->context, p);
		for (size_t i = 0; i < l.m.n_cases; i++)
			p->each_case(p->context, l.m.cases[i]);
		for (size_t i = 0; i < l.m.n_sent; i++)
			tell_message(&l, p, l.m.sent[i]);
		p->text(p->context, l.text, strlen(l.text));
	}
	end_look(&l);
	return ok;
}

/* Its line under the text, beside the name of its key. */
static bool
add_signature(struct looking *l, const struct vkey *key, const uint8_t *seed,
    struct reason *reason)
{
	cJSON *list = cJSON_GetObjectItemCaseSensitive(l->row, "signatures");
	cJSON *item = cJSON_CreateObject();
	struct byte_writer line;
	const cJSON *other;
	bool ok;

	cJSON_ArrayForEach (other, list)
		if (strcmp(json_text_string(other, "key"), key->name) == 0) {
			cJSON_Delete(item);
			reason_set(reason, "this person signed it already");
			return false;
		}
	reason_set(reason, "there is not enough memory");
	byte_writer_init(&line, DESK_NOTE_MAX);
	signed_note_add_signature(&line, l->text, strlen(l->text), key, seed);
	ok = !line.failed && item != NULL &&
	    cJSON_AddStringToObject(item, "key", key->name) != NULL &&
	    cJSON_AddStringToObject(item, "line", (char *)line.data) != NULL &&
	    cJSON_AddItemToArray(list, item);
	if (!ok)
		cJSON_Delete(item);
	byte_writer_finish(&line);
	return ok;
}

/* The text and its lines, in the directory's order; how many there are. */
static size_t
assemble(const struct looking *l, const struct directory_intake *intake,
    struct byte_writer *note)
{
	const cJSON *item;
	size_t n = 0;

	byte_writer_text(note, l->text);
	byte_writer_text(note, "\n");
	for (size_t k = 0; k < intake->desk_keys.n; k++)
		cJSON_ArrayForEach (item, signatures_of(l)) {
			const char *name = json_text_string(item, "key");
			const char *line = json_text_string(item, "line");

			if (name == NULL || line == NULL ||
			    strcmp(name, intake->desk_keys.keys[k].name) != 0)
				continue;
			byte_writer_text(note, line);
			n++;
		}
	return n;
}

/* As many as it takes: it becomes number N of the series, and leaves. */
static bool
finish(struct looking *l, struct vault *v, const struct byte_writer *note,
    struct reason *reason)
{
	cJSON *gone = cJSON_CreateObject();
	bool ok;

	ok = gone != NULL &&
	    series_keep(v, SERIES_BULLETINS, l->sequence, note, reason) &&
	    bulletin_mark(&l->m) &&
	    keep_row(l->m.store, gone, "signed", reason);
	cJSON_Delete(gone);
	return ok;
}

bool
bulletin_sign(struct vault *v, const struct desk_events *events, bool *ret_left,
    struct bulletin_counts *ret_counts, struct reason *ret_reason)
{
	const struct directory_intake *intake =
	    directory_intake(vault_directory(v), vault_intake(v));
	const struct vkey *key;
	const uint8_t *seed;
	struct byte_writer note;
	struct looking l;
	bool ok;

	*ret_left = false;
	byte_writer_init(&note, DESK_NOTE_MAX);
	ok = look(&l, v, events, ret_reason);
	if (ok && !vault_signer_alone(v, &key, &seed)) {
		reason_set(ret_reason, "one custodian signs it at a time");
		ok = false;
	}
	ok = ok && add_signature(&l, key, seed, ret_reason);
	if (ok) {
		*ret_left =
		    assemble(&l, intake, &note) >= intake->desk_keys.threshold;
		ok = !note.failed &&
		    (*ret_left
			    ? finish(&l, v, &note, ret_reason)
			    : keep_row(l.m.store, l.row, "signed", ret_reason));
		*ret_counts = l.m.counts;
	}
	byte_writer_finish(&note);
	end_look(&l);
	return ok;
}

bool
bulletin_waits(struct desk_store *s)
{
	struct reason ignored;
	cJSON *row;
	bool waits;

	if (desk_store_has(s, TABLE_DRAFT, DRAFT_ID) == DESK_ABSENT)
		return false;
	row = desk_store_get(s, TABLE_DRAFT, DRAFT_ID, &ignored);
	waits = row == NULL || json_text_string(row, "text") != NULL;
	json_text_wipe(row);
	return waits;
}

bool
bulletin_drop(struct vault *v, struct reason *ret_reason)
{
	cJSON *gone = cJSON_CreateObject();
	bool ok = keep_row(vault_store(v), gone, "dropped", ret_reason);

	cJSON_Delete(gone);
	return ok;
}
