/* What was done to a text, to be undone and done again, in wiped memory. */
#ifndef VALISE_UI_TEXT_HISTORY_H
#define VALISE_UI_TEXT_HISTORY_H

#include <stdbool.h>
#include <stddef.h>

#include "wiped_array.h"

/* One change: at `at`, `removed` bytes gave way to `added` bytes. */
struct text_step {
	size_t at;
	size_t removed;
	size_t added;
	size_t cursor; /* where it stood before */
	size_t bytes;  /* where the removed and then the added bytes are kept */
};

struct text_history {
	struct wiped_array bytes;
	size_t used;
	struct wiped_array steps;
	size_t n;    /* steps */
	size_t done; /* of them; those behind can be done again */
	size_t limit;
	bool open; /* the last step may still grow */
};

/* `limit`: bytes of text kept for undoing; the oldest steps go first. */
void text_history_init(struct text_history *history, size_t limit);
void text_history_finish(struct text_history *history);

/*
 * Room for one more step with that many bytes, before the text is changed;
 * drops what could be done again.  False when out of memory.
 */
bool text_history_reserve(struct text_history *history, size_t bytes);

/*
 * Notes a change for which room was reserved.  While the last step is open,
 * typing on and rubbing out on join it.
 */
void text_history_note(struct text_history *history,
    const struct text_step *step, const char *removed, const char *added);

/* The next change is a step of its own. */
void text_history_close(struct text_history *history);

/*
 * The step to undo or to do again, NULL where there is none; its bytes are at
 * text_history_bytes().  Both live until the next call that notes or reserves.
 */
const struct text_step *text_history_undo(struct text_history *history);
const struct text_step *text_history_redo(struct text_history *history);
const char *text_history_bytes(
    const struct text_history *history, const struct text_step *step);

#endif
