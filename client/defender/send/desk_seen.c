#include "desk_seen.h"

#include <stdlib.h>
#include <string.h>

void
desk_seen_init(struct desk_seen *seen)
{
	memset(seen, 0, sizeof(*seen));
	byte_writer_init(&seen->note, DESK_NOTE_MAX);
}

static void
drop_newest(struct desk_seen *seen)
{
	byte_writer_finish(&seen->note);
	byte_writer_init(&seen->note, DESK_NOTE_MAX);
	free(seen->logs);
	free(seen->missing);
	seen->logs = NULL;
	seen->missing = NULL;
	seen->n_logs = seen->n_missing = 0;
}

void
desk_seen_finish(struct desk_seen *seen)
{
	drop_newest(seen);
	free(seen->unopenable);
	desk_seen_init(seen);
}

static void
take_newest(struct desk_seen *seen, size_t at, struct bulletin *b,
    const void *bytes, size_t len)
{
	drop_newest(seen);
	seen->newest = at;
	byte_writer_put(&seen->note, bytes, len);
	seen->n_logs = b->n_logs;
	seen->logs = b->logs;
	seen->n_missing = b->n_missing;
	seen->missing = b->missing;
	b->logs = NULL;
	b->missing = NULL;
	b->n_logs = b->n_missing = 0;
}

bool
desk_seen_add(struct desk_seen *seen, size_t at, struct bulletin *b,
    const void *bytes, size_t len, bool may_be)
{
	size_t n = b->n_unopenable;
	struct desk_seen_entry *more;

	/* Of each note, or a forged one would take the room of the others. */
	if (n > DESK_SEEN_ENTRIES_MAX)
		n = DESK_SEEN_ENTRIES_MAX;
	if (n > 0) {
		more = realloc(
		    seen->unopenable, (seen->n_unopenable + n) * sizeof(*more));
		if (more == NULL)
			return false;
		seen->unopenable = more;
		for (size_t i = 0; i < n; i++) {
			more[seen->n_unopenable].note = at;
			memcpy(more[seen->n_unopenable++].bytes,
			    b->unopenable[i], RECEIPT_ENTRY_BYTES);
		}
	}
	if (may_be)
		take_newest(seen, at, b, bytes, len);
	return !seen->note.failed;
}

void
desk_seen_believe(struct desk_seen *seen,
    bool (*believed)(void *context, size_t at), void *context)
{
	size_t n = 0;

	if (seen->note.len > 0 && !believed(context, seen->newest))
		drop_newest(seen);
	for (size_t i = 0; i < seen->n_unopenable; i++)
		if (believed(context, seen->unopenable[i].note))
			seen->unopenable[n++] = seen->unopenable[i];
	seen->n_unopenable = n;
}

const struct bulletin_log *
desk_seen_log(const struct desk_seen *seen, const char *relay)
{
	for (size_t i = 0; i < seen->n_logs; i++)
		if (strcmp(seen->logs[i].relay, relay) == 0)
			return &seen->logs[i];
	return NULL;
}

bool
desk_seen_lacks(const struct desk_seen *seen,
    const uint8_t entry[static RECEIPT_ENTRY_BYTES])
{
	for (size_t i = 0; i < seen->n_missing; i++)
		if (memcmp(seen->missing[i], entry, RECEIPT_ENTRY_BYTES) == 0)
			return true;
	return false;
}

bool
desk_seen_could_not_open(const struct desk_seen *seen,
    const uint8_t entry[static RECEIPT_ENTRY_BYTES])
{
	for (size_t i = 0; i < seen->n_unopenable; i++)
		if (memcmp(seen->unopenable[i].bytes, entry,
			RECEIPT_ENTRY_BYTES) == 0)
			return true;
	return false;
}

static void
put_reference(struct byte_writer *w, size_t i,
    const uint8_t entry[static RECEIPT_ENTRY_BYTES])
{
	char reference[RECEIPT_REFERENCE_BYTES];

	if (i >= DESK_SEEN_NAMED_MAX)
		return;
	receipt_reference(entry, reference);
	byte_writer_printf(w, "%s%s", i > 0 ? ", " : "", reference);
}

size_t
desk_seen_lacking(const struct desk_seen *seen, struct byte_writer *w)
{
	for (size_t i = 0; i < seen->n_missing; i++)
		put_reference(w, i, seen->missing[i]);
	return seen->n_missing;
}

size_t
desk_seen_unopenable(const struct desk_seen *seen, struct byte_writer *w)
{
	for (size_t i = 0; i < seen->n_unopenable; i++)
		put_reference(w, i, seen->unopenable[i].bytes);
	return seen->n_unopenable;
}
