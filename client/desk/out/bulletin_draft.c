#include "bulletin_draft.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "bulletin_parts.h"
#include "client/desk/store/journal.h"
#include "client/desk/vault/series.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/secret.h"
#include "common/bytes/text_codec.h"
#include "common/crypto/sha256.h"
#include "common/json/json_text.h"
#include "outbox.h"

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

static cJSON *
draft_row(
    const struct making *m, const char *by, const struct byte_writer *text)
{
	cJSON *row = cJSON_CreateObject();
	uint8_t list[32];

	bulletin_list_hash(m, list);
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

static const cJSON *
signatures_of(const struct looking *l)
{
	return cJSON_GetObjectItemCaseSensitive(l->row, "signatures");
}

static void
digits_of(const char *text, char ret_digits[static BULLETIN_DIGITS + 1])
{
	uint8_t hash[32];
	char hex[65];

	sha256_hash(text, strlen(text), hash);
	hex_encode(hash, sizeof(hash), hex);
	(void)snprintf(
	    ret_digits, BULLETIN_DIGITS + 1, "%.*s", BULLETIN_DIGITS, hex);
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
	bool ok = bulletin_look(&l, v, events, ret_reason);

	if (ok) {
		p->sequence = l.sequence;
		p->week = l.moment.week;
		p->by = l.by;
		p->n_signed = (size_t)cJSON_GetArraySize(signatures_of(&l));
		p->threshold = intake == NULL ? 0 : intake->desk_keys.threshold;
		p->counts = l.m.counts;
		digits_of(l.text, p->digits);
		p->begin(p->context, p);
		for (size_t i = 0; i < l.m.n_cases; i++)
			p->each_case(p->context, l.m.cases[i]);
		for (size_t i = 0; i < l.m.n_sent; i++)
			tell_message(&l, p, l.m.sent[i]);
		p->text(p->context, l.text, strlen(l.text));
	}
	bulletin_look_end(&l);
	return ok;
}

static bool
is_by(const cJSON *item, const char *key)
{
	const char *name = json_text_string(item, "key");

	return name != NULL && strcmp(name, key) == 0;
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
		if (is_by(other, key->name)) {
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
			const char *line = json_text_string(item, "line");

			if (line == NULL ||
			    !is_by(item, intake->desk_keys.keys[k].name))
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
bulletin_sign(struct vault *v, const char *digits,
    const struct bulletin_holder *by, const struct desk_events *events,
    bool *ret_left, struct bulletin_counts *ret_counts, size_t *ret_seen,
    struct reason *ret_reason)
{
	const struct directory_intake *intake =
	    directory_intake(vault_directory(v), vault_intake(v));
	char shown[BULLETIN_DIGITS + 1];
	const struct vkey *key;
	const uint8_t *seed;
	struct byte_writer note;
	struct looking l;
	bool ok;

	*ret_left = false;
	*ret_seen = 0;
	byte_writer_init(&note, DESK_NOTE_MAX);
	ok = bulletin_look(&l, v, events, ret_reason);
	if (ok) {
		digits_of(l.text, shown);
		ok = strcmp(digits, shown) == 0;
		if (!ok)
			reason_set(ret_reason,
			    "the bulletin that waits is not the one of these "
			    "digits: bulletin show, and read it again");
	}
	if (ok && !vault_signer_alone(v, &key, &seed)) {
		reason_set(ret_reason, "one custodian signs it at a time");
		ok = false;
	}
	ok = ok && bulletin_addressed(&l.m, by, ret_seen, ret_reason) &&
	    add_signature(&l, key, seed, ret_reason);
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
	bulletin_look_end(&l);
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
