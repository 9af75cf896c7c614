#include "bulletin.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "bulletin_parts.h"
#include "client/desk/cases/case_upgrade.h"
#include "client/desk/cases/cases.h"
#include "client/desk/store/journal.h"
#include "client/desk/vault/log_seen.h"
#include "client/desk/vault/series.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/secret.h"
#include "common/bytes/text_codec.h"
#include "common/bytes/utc_time.h"
#include "common/crypto/sha256.h"
#include "common/notes/desk_note.h"
#include "common/notes/receipt.h"
#include "common/report/reply_cell.h"
#include "outbox.h"

static bool
is_full(const struct making *m, size_t more)
{
	return m->cells.n + more > BULLETIN_CELLS_MAX;
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
put_unopenable(struct making *m, const struct case_row *row)
{
	if (!row->has_hash)
		return false;
	for (size_t i = 0; i < row->n_entries; i++) {
		const struct case_entry *e = &row->entries[i];

		if (!e->has_nonce ||
		    sodium_is_zero(e->nonce, sizeof(e->nonce)) ||
		    m->b.n_unopenable == m->n_unopenable_room)
			continue;
		receipt_entry(e->nonce, row->sha256,
		    m->b.unopenable[m->b.n_unopenable++]);
		m->counts.unopenable++;
	}
	return true;
}

/* False without memory: what can't be read is told, and passed over. */
static bool
take_cells(struct making *m, const cJSON *cells, const struct case_said *said,
    const char *id, bool *ret_taken)
{
	enum case_cells_verdict verdict =
	    bulletin_cells_take(&m->cells, cells, said);

	*ret_taken = verdict == CASE_CELLS_GOOD;
	if (verdict == CASE_CELLS_OTHER)
		desk_event_tell(m->events,
		    &(struct desk_event){
			.kind = DESK_MESSAGE_UNSEALABLE, .id = id});
	return verdict != CASE_CELLS_FAILED;
}

/* Its sender is told so, who asked for it; by what was sealed as it came. */
static bool
acknowledge_opened(struct making *m, const struct case_row *row)
{
	const struct case_said said = {.kind = REPLY_OPENED,
	    .text = row->week,
	    .len = row->week == NULL ? 0 : strlen(row->week)};
	bool taken;

	if (row->week == NULL || row->received == NULL)
		return remember_case(m, row->id);
	if (!take_cells(m, row->received, &said, row->id, &taken))
		return false;
	if (!taken)
		return true;
	m->counts.acknowledged++;
	return remember_case(m, row->id);
}

static bool
acknowledge(void *context, const struct case_row *row)
{
	struct making *m = context;

	/* Of one that was disposed of all was said before. */
	if (!row->has_acknowledged || row->acknowledged != 0 ||
	    row->disposal != NULL || is_full(m, 1) || m->n_cases == CHANGED_MAX)
		return true;
	if (row->report == NULL) {
		size_t before = m->counts.unopenable;

		/* Without a known entry there is nothing to publish yet. */
		return put_unopenable(m, row) &&
		    (m->counts.unopenable == before ||
			remember_case(m, row->id));
	}
	/* An older program's, which could not be parted yet: it waits. */
	if (row->source == NULL)
		return true;
	return acknowledge_opened(m, row);
}

static bool
put_message(void *context, const struct outbox_message *o)
{
	struct making *m = context;
	uint8_t message[REPLY_CELL_ID_BYTES];
	const struct case_said said = {REPLY_MESSAGE, message, o->text,
	    o->text == NULL ? 0 : strlen(o->text)};
	bool taken;

	if (m->n_sent == CHANGED_MAX || is_full(m, case_cells_count(said.len)))
		return true; /* the next bulletin takes it */
	if (!hex_decode(o->id, strlen(o->id), message, sizeof(message)))
		return true; /* no message of this program's */
	if (!take_cells(
		m, o->text == NULL ? NULL : o->sealed, &said, o->id, &taken))
		return false;
	if (!taken)
		return true;
	(void)snprintf(m->sent[m->n_sent++], sizeof(m->sent[0]), "%s", o->id);
	m->counts.messages++;
	return true;
}

bool
bulletin_is_due(struct making *m)
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

bool
bulletin_mark(struct making *m)
{
	char number[24];
	bool ok = desk_store_begin(m->store);

	if (!ok)
		return false;
	for (size_t i = 0; i < m->n_cases && ok; i++)
		ok = cases_mark_acknowledged(
		    m->store, m->cases[i], m->b.head.sequence, m->reason);
	for (size_t i = 0; i < m->n_sent && ok; i++)
		ok = outbox_mark_sent(
		    m->store, m->sent[i], m->b.head.sequence, m->reason);
	(void)snprintf(number, sizeof(number), "%" PRIu64, m->b.head.sequence);
	ok = ok && journal_add(m->store, "bulletin", number);
	return desk_store_end(m->store, ok);
}

#define KEPT_WEEKS 52
#define MISSING_IMPORTS 2 /* so many sticks without it: a bulletin says so */

/* The week that the bulletin of that number says; false where it can't be read.
 */
static bool
week_of(
    struct vault *v, uint64_t sequence, char ret_week[static UTC_WEEK_BYTES])
{
	char *path = series_path(v, SERIES_BULLETINS, sequence, "note");
	uint8_t *bytes = NULL;
	const char *line;
	size_t len;
	bool ok;

	ok = path != NULL &&
	    durable_file_read(path, DESK_NOTE_MAX, &bytes, &len);
	line = ok ? strstr((const char *)bytes, "\nweek ") : NULL;
	ok = line != NULL && strlen(line) > 6 + UTC_WEEK_BYTES - 1;
	if (ok)
		(void)snprintf(ret_week, UTC_WEEK_BYTES, "%s", line + 6);
	free(bytes);
	free(path);
	return ok;
}

/* The first of the last 52 weeks; not more than clients read. */
static uint64_t
first_kept(struct vault *v, uint64_t sequence)
{
	char oldest[UTC_WEEK_BYTES], week[UTC_WEEK_BYTES];
	uint64_t first = sequence;

	utc_time_week(utc_time_now() - KEPT_WEEKS * 7 * 86400LL, oldest);
	while (first > 1 && sequence - first + 2 <= BULLETINS_KEPT_MAX &&
	    week_of(v, first - 1, week) && strcmp(week, oldest) >= 0)
		first--;
	return first;
}

/* How far the logs were seen, and what no stick brought. */
static bool
put_log(void *context, const struct log_seen *seen)
{
	struct making *m = context;

	if (m->b.n_logs == BULLETIN_LOGS_MAX)
		return true;
	m->b.logs[m->b.n_logs++] = seen->log;
	for (size_t i = 0; i < seen->n_missing; i++)
		if (seen->missing[i].imports >= MISSING_IMPORTS &&
		    m->b.n_missing < CHANGED_MAX)
			memcpy(m->b.missing[m->b.n_missing++],
			    seen->missing[i].entry, RECEIPT_ENTRY_BYTES);
	return true;
}

bool
bulletin_begin(struct making *m, struct vault *v,
    const struct desk_events *events, struct reason *ret_reason)
{
	*m = (struct making){.v = v,
	    .store = vault_store(v),
	    .events = events,
	    .reason = ret_reason};
	if (vault_directory(v) == NULL) {
		reason_set(ret_reason,
		    "this desk has no directory yet: valise-desk directory "
		    "adopt");
		return false;
	}
	/* One that can't be parted is told; the others are said. */
	(void)case_upgrade(v, events, ret_reason);
	reason_set(ret_reason, "there is not enough memory");
	m->random = secret_alloc(sizeof(*m->random));
	if (m->random == NULL)
		return false;
	randombytes_buf(m->random->seed, sizeof(m->random->seed));
	bulletin_cells_init(&m->cells, m->random);
	m->cases = calloc(CHANGED_MAX, sizeof(*m->cases));
	m->sent = calloc(CHANGED_MAX, sizeof(*m->sent));
	m->n_unopenable_room = CHANGED_MAX;
	m->b.logs = calloc(BULLETIN_LOGS_MAX, sizeof(*m->b.logs));
	m->b.missing = calloc(CHANGED_MAX, sizeof(*m->b.missing));
	m->b.unopenable = calloc(CHANGED_MAX, sizeof(*m->b.unopenable));
	return m->cases != NULL && m->sent != NULL && m->b.unopenable != NULL &&
	    m->b.logs != NULL && m->b.missing != NULL;
}

void
bulletin_end(struct making *m)
{
	bulletin_cells_finish(&m->cells);
	secret_free(m->random); /* with it all but the signed bytes */
	bulletin_finish(&m->b);
	free(m->cases);
	free(m->sent);
}

bool
bulletin_gather(struct making *m)
{
	bool ok;

	reason_set(m->reason, "the bulletin could not be made");
	ok = log_seen_each(m->store, put_log, m, m->events, m->reason) &&
	    /* Acknowledgements never take a message's place. */
	    outbox_each(m->store, put_message, m, m->events, m->reason) &&
	    cases_each(m->store, acknowledge, m, m->events, m->reason);
	m->counts.cells = m->cells.n;
	return ok;
}

bool
bulletin_compose(struct making *m, const struct bulletin_moment *moment,
    struct byte_writer *ret_text)
{
	if (!bulletin_cells_fill(&m->cells))
		return false;
	bulletin_cells_shuffle(&m->cells);
	if (!series_head(m->v, SERIES_BULLETINS, &m->b.head, m->reason))
		return false;
	utc_time_week(utc_time_now(), m->b.week);
	if (moment != NULL) {
		memcpy(m->b.head.journal, moment->journal,
		    sizeof(moment->journal));
		memcpy(m->b.week, moment->week, sizeof(moment->week));
	}
	m->b.first = first_kept(m->v, m->b.head.sequence);
	m->b.directory_version = vault_directory(m->v)->version;
	memcpy(m->b.directory_hash, vault_directory(m->v)->hash, 32);
	m->b.n_cells = m->cells.n;
	m->counts.cells = m->cells.n;
	m->counts.sequence = m->b.head.sequence;
	sha256_hash(m->cells.bytes.data, m->cells.bytes.len, m->b.cells_hash);
	bulletin_format(&m->b, ret_text);
	return !ret_text->failed;
}

/* The cells first: a bulletin is there when its note is. */
bool
bulletin_keep_cells(struct making *m)
{
	char *path =
	    series_path(m->v, SERIES_BULLETINS, m->b.head.sequence, "cells");
	bool ok;

	ok = path != NULL &&
	    durable_file_write(path, m->cells.bytes.data, m->cells.bytes.len,
		0600, DURABLE_REPLACE);
	if (!ok)
		reason_set(m->reason, "the bulletin could not be kept: %s",
		    strerror(errno));
	free(path);
	return ok;
}

bool
bulletin_make(struct vault *v, const struct desk_events *events,
    struct bulletin_counts *ret_counts, struct reason *ret_reason)
{
	struct byte_writer text;
	struct making m;
	bool ok;

	byte_writer_init(&text, DESK_NOTE_MAX);
	ok = bulletin_begin(&m, v, events, ret_reason) && bulletin_gather(&m);
	if (ok && bulletin_is_due(&m))
		ok = bulletin_compose(&m, NULL, &text) &&
		    bulletin_keep_cells(&m) &&
		    series_add(v, SERIES_BULLETINS, m.b.head.sequence, &text,
			ret_reason) &&
		    bulletin_mark(&m);
	if (ok)
		*ret_counts = m.counts;
	byte_writer_finish(&text);
	bulletin_end(&m);
	return ok;
}
