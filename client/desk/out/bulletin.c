#include "bulletin.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "client/desk/cases/cases.h"
#include "client/desk/vault/journal.h"
#include "client/desk/vault/series.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/secret.h"
#include "common/bytes/text_codec.h"
#include "common/bytes/utc_time.h"
#include "common/crypto/sha256.h"
#include "common/envelope/seal.h"
#include "common/json/json_text.h"
#include "common/notes/desk_note.h"
#include "common/notes/receipt.h"
#include "common/report/reply_cell.h"

#define CELLS_LEAST 16
#define CHANGED_MAX BULLETIN_CELLS_MAX

struct making {
	struct vault *v;
	struct desk_store *store; /* the vault's */
	struct bulletin b;
	struct byte_writer cells;
	size_t n_unopenable_room;
	/* Rows to mark once the bulletin is durable. */
	size_t n_cases;
	char (*cases)[CASE_ID_BYTES];
	size_t n_sent;
	char (*sent)[2 * REPLY_CELL_ID_BYTES + 1];
	struct bulletin_counts counts;
	const struct desk_events *events;
	struct reason *reason;
};

static bool
is_full(const struct making *m, size_t more)
{
	return m->counts.cells + more > BULLETIN_CELLS_MAX;
}

/* One cell to one key: an age file of exactly 4,096 bytes. */
static bool
put_cell(struct making *m, const struct age_recipient *to,
    const struct reply_cell *cell)
{
	uint8_t plain[REPLY_CELL_PLAIN_BYTES];
	struct byte_sink sink = byte_sink_writer(&m->cells);
	size_t before = m->cells.len;
	bool ok;

	reply_cell_format(cell, plain);
	ok = seal_bytes(to, plain, sizeof(plain), &sink) == ENVELOPE_OK &&
	    m->cells.len - before == BULLETIN_CELL_BYTES;
	sodium_memzero(plain, sizeof(plain));
	m->counts.cells++;
	return ok;
}

static bool
reply_recipient(const cJSON *row, struct age_recipient *ret_recipient)
{
	struct reason ignored;
	cJSON *report = cases_report(row, &ignored);
	const char *text = json_text_string(report, "reply_recipient");
	bool ok = text != NULL &&
	    age_recipient_parse(text, strlen(text), ret_recipient) &&
	    ret_recipient->type == AGE_HYBRID;

	json_text_wipe(report);
	return ok;
}

/* A text over as many cells as it takes. */
static bool
put_text(struct making *m, const struct age_recipient *to, enum reply_kind kind,
    const uint8_t *id, const char *text, size_t len)
{
	size_t total = len == 0 ? 1 : (len - 1) / REPLY_CELL_TEXT_MAX + 1;
	struct reply_cell cell;
	bool ok = true;

	for (size_t part = 1; part <= total && ok; part++) {
		size_t take =
		    len < REPLY_CELL_TEXT_MAX ? len : REPLY_CELL_TEXT_MAX;

		memset(&cell, 0, sizeof(cell));
		cell.kind = kind;
		memcpy(cell.message_id, id, REPLY_CELL_ID_BYTES);
		cell.part = (uint8_t)part;
		cell.total = (uint8_t)total;
		cell.len = (uint16_t)take;
		memcpy(cell.text, text, take);
		text += take;
		len -= take;
		ok = put_cell(m, to, &cell);
	}
	sodium_memzero(&cell, sizeof(cell));
	return ok;
}

static bool
remember_case(struct making *m, const char *id)
{
	if (m->n_cases == CHANGED_MAX)
		return false;
	(void)snprintf(m->cases[m->n_cases++], CASE_ID_BYTES, "%s", id);
	return true;
}

/* The log entries of one that did not open: its sender knows the reference. */
static bool
put_unopenable(struct making *m, const cJSON *row)
{
	const char *hash_text = json_text_string(row, "sha256"), *nonce_text;
	uint8_t hash[32], nonce[RECEIPT_NONCE_BYTES];
	const cJSON *item;

	if (hash_text == NULL ||
	    !hex_decode(hash_text, strlen(hash_text), hash, 32))
		return false;
	cJSON_ArrayForEach (
	    item, cJSON_GetObjectItemCaseSensitive(row, "entries")) {
		nonce_text = json_text_string(item, "nonce");
		if (nonce_text == NULL ||
		    !hex_decode(
			nonce_text, strlen(nonce_text), nonce, sizeof(nonce)) ||
		    sodium_is_zero(nonce, sizeof(nonce)) ||
		    m->b.n_unopenable == m->n_unopenable_room)
			continue;
		receipt_entry(
		    nonce, hash, m->b.unopenable[m->b.n_unopenable++]);
		m->counts.unopenable++;
	}
	return true;
}

static bool
acknowledge(void *context, const char *id, const cJSON *row)
{
	struct making *m = context;
	struct age_recipient to;
	uint8_t message[REPLY_CELL_ID_BYTES];
	const char *week = json_text_string(row, "week");
	uint64_t done = 1;

	if (!json_text_integer(row, "acknowledged", &done) || done != 0 ||
	    is_full(m, 1) || m->n_cases == CHANGED_MAX)
		return true;
	if (cJSON_GetObjectItemCaseSensitive(row, "report") == NULL) {
		size_t before = m->counts.unopenable;

		/* Without a known entry there is nothing to publish yet. */
		return put_unopenable(m, row) &&
		    (m->counts.unopenable == before || remember_case(m, id));
	}
	if (!remember_case(m, id))
		return false;
	if (week == NULL || !reply_recipient(row, &to))
		return true; /* the sender wanted no reply */
	randombytes_buf(message, sizeof(message));
	m->counts.acknowledged++;
	return put_text(m, &to, REPLY_OPENED, message, week, strlen(week));
}

static bool
put_message(void *context, const char *id, const cJSON *row)
{
	struct making *m = context;
	const char *text = json_text_string(row, "text");
	const char *to_text = json_text_string(row, "to");
	uint8_t message[REPLY_CELL_ID_BYTES];
	struct age_recipient to;
	uint64_t sent = 0;

	if (json_text_integer(row, "bulletin", &sent) && sent != 0)
		return true;
	if (text == NULL || to_text == NULL ||
	    !age_recipient_parse(to_text, strlen(to_text), &to) ||
	    !hex_decode(id, strlen(id), message, sizeof(message))) {
		desk_event_tell(m->events,
		    &(struct desk_event){
			.kind = DESK_MESSAGE_UNSEALABLE, .id = id});
		return true;
	}
	if (m->n_sent == CHANGED_MAX ||
	    is_full(m, strlen(text) / REPLY_CELL_TEXT_MAX + 1))
		return true; /* the next bulletin takes it */
	(void)snprintf(m->sent[m->n_sent++], sizeof(m->sent[0]), "%s", id);
	m->counts.messages++;
	return put_text(m, &to, REPLY_MESSAGE, message, text, strlen(text));
}

/* Genuine cells to keys that no one keeps. */
static bool
put_dummies(struct making *m)
{
	struct age_identity *nobody = secret_alloc(sizeof(*nobody));
	struct reply_cell cell = {.kind = REPLY_NOTHING, .part = 1, .total = 1};
	struct age_recipient to;
	size_t wanted = CELLS_LEAST;
	bool ok = nobody != NULL;

	while (wanted < m->counts.cells)
		wanted *= 2;
	while (ok && m->counts.cells < wanted) {
		nobody->type = AGE_HYBRID;
		randombytes_buf(nobody->secret, AGE_SECRET_BYTES);
		age_identity_recipient(nobody, &to);
		ok = put_cell(m, &to, &cell);
	}
	secret_free(nobody);
	return ok;
}

/* So that a cell's place tells no sender how many others there are. */
static void
shuffle(struct making *m)
{
	uint8_t held[BULLETIN_CELL_BYTES];

	for (size_t i = m->counts.cells; i > 1; i--) {
		size_t j = randombytes_uniform((uint32_t)i);
		uint8_t *a = m->cells.data + (i - 1) * BULLETIN_CELL_BYTES;
		uint8_t *b = m->cells.data + j * BULLETIN_CELL_BYTES;

		memcpy(held, a, sizeof(held));
		memmove(a, b, sizeof(held));
		memcpy(b, held, sizeof(held));
	}
}

/* Something waits, or this week has no bulletin yet. */
static bool
is_due(struct making *m)
{
	char week[UTC_WEEK_BYTES], *path;
	uint64_t last = series_last(m->v, SERIES_BULLETINS);
	uint8_t *bytes;
	size_t len;
	bool this_week = false;

	if (m->n_cases > 0 || m->n_sent > 0 || last == 0)
		return true;
	utc_time_week(utc_time_now(), week);
	path = series_path(m->v, SERIES_BULLETINS, last, "note");
	if (path != NULL &&
	    durable_file_read(path, DESK_NOTE_MAX, &bytes, &len)) {
		char line[UTC_WEEK_BYTES + 8];

		(void)snprintf(line, sizeof(line), "\nweek %s\n", week);
		this_week = strstr((const char *)bytes, line) != NULL;
		free(bytes);
	}
	free(path);
	return !this_week;
}

static bool
mark(struct making *m, const char *table, const char *id, const char *member)
{
	cJSON *row = desk_store_get(m->store, table, id, m->reason);
	bool ok;

	if (row == NULL)
		return false;
	cJSON_DeleteItemFromObjectCaseSensitive(row, member);
	ok = cJSON_AddNumberToObject(row, member, (double)m->b.head.sequence) !=
		NULL &&
	    desk_store_put(m->store, table, id, row);
	json_text_wipe(row);
	return ok;
}

static bool
mark_all(struct making *m)
{
	char number[24];
	bool ok = desk_store_begin(m->store);

	if (!ok)
		return false;
	for (size_t i = 0; i < m->n_cases && ok; i++)
		ok = mark(m, TABLE_CASES, m->cases[i], "acknowledged");
	for (size_t i = 0; i < m->n_sent && ok; i++)
		ok = mark(m, TABLE_OUTBOX, m->sent[i], "bulletin");
	(void)snprintf(number, sizeof(number), "%" PRIu64, m->b.head.sequence);
	ok = ok && journal_add(m->store, "bulletin", number);
	return desk_store_end(m->store, ok);
}

/* The cells first: a bulletin is there when its note is. */
static bool
keep(struct making *m)
{
	struct byte_writer text;
	char *path;
	bool ok;

	if (!series_head(m->v, SERIES_BULLETINS, &m->b.head, m->reason))
		return false;
	utc_time_week(utc_time_now(), m->b.week);
	m->b.n_cells = m->counts.cells;
	sha256_hash(m->cells.data, m->cells.len, m->b.cells_hash);
	path = series_path(m->v, SERIES_BULLETINS, m->b.head.sequence, "cells");
	ok = path != NULL &&
	    durable_file_write(
		path, m->cells.data, m->cells.len, 0600, DURABLE_REPLACE);
	if (!ok)
		reason_set(m->reason, "the bulletin could not be kept: %s",
		    strerror(errno));
	free(path);
	byte_writer_init(&text, DESK_NOTE_MAX);
	if (ok) {
		bulletin_format(&m->b, &text);
		ok = series_add(m->v, SERIES_BULLETINS, m->b.head.sequence,
		    &text, m->reason);
	}
	byte_writer_finish(&text);
	return ok && mark_all(m);
}

bool
bulletin_make(struct vault *v, const struct desk_events *events,
    struct bulletin_counts *ret_counts, struct reason *ret_reason)
{
	struct making m = {.v = v,
	    .store = vault_store(v),
	    .events = events,
	    .reason = ret_reason};
	bool ok;

	reason_set(ret_reason, "the bulletin could not be made");
	byte_writer_init(&m.cells, BULLETIN_CELLS_MAX * BULLETIN_CELL_BYTES);
	m.cases = calloc(CHANGED_MAX, sizeof(*m.cases));
	m.sent = calloc(CHANGED_MAX, sizeof(*m.sent));
	m.n_unopenable_room = CHANGED_MAX;
	m.b.unopenable = calloc(CHANGED_MAX, sizeof(*m.b.unopenable));
	ok = m.cases != NULL && m.sent != NULL && m.b.unopenable != NULL &&
	    desk_store_each(vault_store(v), TABLE_CASES, acknowledge, &m,
		events, ret_reason) &&
	    desk_store_each(vault_store(v), TABLE_OUTBOX, put_message, &m,
		events, ret_reason);
	if (ok && is_due(&m)) {
		ok = put_dummies(&m) && !m.cells.failed;
		if (ok)
			shuffle(&m);
		ok = ok && keep(&m);
		m.counts.sequence = m.b.head.sequence;
	}
	if (ok)
		*ret_counts = m.counts;
	byte_writer_finish(&m.cells);
	bulletin_finish(&m.b);
	free(m.cases);
	free(m.sent);
	return ok;
}

bool
bulletin_queue(struct vault *v, const char *case_id, const cJSON *row,
    const char *text, size_t len, struct reason *ret_reason)
{
	uint8_t id[REPLY_CELL_ID_BYTES];
	char hex[2 * REPLY_CELL_ID_BYTES + 1];
	char to_text[AGE_RECIPIENT_TEXT_BYTES];
	cJSON *message = cJSON_CreateObject();
	struct age_recipient to;
	bool ok;

	if (!reply_recipient(row, &to)) {
		cJSON_Delete(message);
		reason_set(ret_reason,
		    "its sender asked for no reply, or it never opened");
		return false;
	}
	if (len > REPLY_PARTS_MAX * REPLY_CELL_TEXT_MAX) {
		cJSON_Delete(message);
		reason_set(ret_reason, "the reply is too long");
		return false;
	}
	reason_set(ret_reason, "the reply could not be stored");
	randombytes_buf(id, sizeof(id));
	hex_encode(id, sizeof(id), hex);
	age_recipient_format(&to, to_text);
	ok = message != NULL &&
	    cJSON_AddStringToObject(message, "case", case_id) &&
	    cJSON_AddStringToObject(message, "to", to_text) &&
	    cJSON_AddStringToObject(message, "text", text) &&
	    cJSON_AddNumberToObject(message, "bulletin", 0) &&
	    desk_store_begin(vault_store(v)) &&
	    desk_store_end(vault_store(v),
		desk_store_put(vault_store(v), TABLE_OUTBOX, hex, message) &&
		    journal_add(vault_store(v), "replied", case_id));
	json_text_wipe(message);
	return ok;
}
