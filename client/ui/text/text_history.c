#include "text_history.h"

#include <string.h>

#include <sodium.h>

void
text_history_init(struct text_history *history, size_t limit)
{
	memset(history, 0, sizeof(*history));
	history->limit = limit;
}

void
text_history_finish(struct text_history *history)
{
	wiped_array_finish(&history->bytes);
	wiped_array_finish(&history->steps);
	history->used = history->n = history->done = 0;
}

static struct text_step *
steps_of(const struct text_history *history)
{
	return history->steps.data;
}

/* Ends with the first `used` bytes; the rest is wiped. */
static void
cut(struct text_history *history, size_t used)
{
	if (used < history->used)
		sodium_memzero(
		    (char *)history->bytes.data + used, history->used - used);
	history->used = used;
}

/* Forgets the oldest steps until half of the limit is free, or `need` is. */
static void
forget_oldest(struct text_history *history, size_t need)
{
	struct text_step *steps = steps_of(history);
	size_t room = need > history->limit / 2 ? need : history->limit / 2;
	size_t drop = 0, from = 0;

	while (
	    drop < history->n && history->used - from + room > history->limit) {
		from = drop + 1 < history->n ? steps[drop + 1].bytes
					     : history->used;
		drop++;
	}
	memmove(history->bytes.data, (char *)history->bytes.data + from,
	    history->used - from);
	cut(history, history->used - from);
	memmove(steps, steps + drop, (history->n - drop) * sizeof(*steps));
	history->n -= drop;
	history->done = history->n;
	for (size_t i = 0; i < history->n; i++)
		steps[i].bytes -= from;
}

bool
text_history_reserve(struct text_history *history, size_t bytes)
{
	if (history->done < history->n) {
		cut(history, steps_of(history)[history->done].bytes);
		history->n = history->done;
		history->open = false;
	}
	if (history->n > 0 && history->used + bytes > history->limit)
		forget_oldest(history, bytes);
	return wiped_array_reserve(
		   &history->bytes, history->used, history->used + bytes) &&
	    wiped_array_reserve(&history->steps,
		history->n * sizeof(struct text_step),
		(history->n + 1) * sizeof(struct text_step));
}

/* Most bytes typed on that are undone at once: scripts without spaces. */
#define JOINED_BYTES 64

/* Whether the change went on where the last one ended; then it is one step. */
static bool
joins(struct text_history *history, const struct text_step *step,
    const char *removed, const char *added)
{
	char *bytes = history->bytes.data;
	struct text_step *last;

	if (!history->open || history->n == 0)
		return false;
	last = &steps_of(history)[history->n - 1];
	if (step->removed == 0 && last->removed == 0 &&
	    step->at == last->at + last->added &&
	    last->added + step->added <= JOINED_BYTES) {
		memcpy(bytes + history->used, added, step->added);
		last->added += step->added;
		history->used += step->added;
		return true;
	}
	if (step->added > 0 || last->added > 0 || last->removed == 0)
		return false;
	if (step->at == last->at) {
		memcpy(bytes + history->used, removed, step->removed);
	} else if (step->at + step->removed == last->at) {
		memmove(bytes + last->bytes + step->removed,
		    bytes + last->bytes, last->removed);
		memcpy(bytes + last->bytes, removed, step->removed);
		last->at = step->at;
	} else {
		return false;
	}
	last->removed += step->removed;
	history->used += step->removed;
	return true;
}

void
text_history_note(struct text_history *history, const struct text_step *step,
    const char *removed, const char *added)
{
	char *bytes = history->bytes.data;
	struct text_step *noted;

	if (joins(history, step, removed, added))
		return;
	noted = &steps_of(history)[history->n];
	*noted = *step;
	noted->bytes = history->used;
	if (step->removed > 0)
		memcpy(bytes + history->used, removed, step->removed);
	history->used += step->removed;
	if (step->added > 0)
		memcpy(bytes + history->used, added, step->added);
	history->used += step->added;
	history->done = ++history->n;
	history->open = true;
}

void
text_history_close(struct text_history *history)
{
	history->open = false;
}

const struct text_step *
text_history_undo(struct text_history *history)
{
	history->open = false;
	if (history->done == 0)
		return NULL;
	return &steps_of(history)[--history->done];
}

const struct text_step *
text_history_redo(struct text_history *history)
{
	history->open = false;
	if (history->done == history->n)
		return NULL;
	return &steps_of(history)[history->done++];
}

const char *
text_history_bytes(
    const struct text_history *history, const struct text_step *step)
{
	return (const char *)history->bytes.data + step->bytes;
}
