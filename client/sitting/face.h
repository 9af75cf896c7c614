/*
 * What shows a sitting: a table of the few things that a person is asked or
 * told.  The logic above it (client/sitting, client/form, a program) knows no
 * more of a screen than this; client/faces has the faces.
 *
 * Everything handed to a face is borrowed for the call.  What comes from
 * outside was made printable before.  A call that can't get memory says so by
 * say() and returns WAY_BACK.
 */
#ifndef VALISE_SITTING_FACE_H
#define VALISE_SITTING_FACE_H

#include <stdbool.h>
#include <stddef.h>

#include "client/ui/text/amount.h"
#include "client/ui/text/list_model.h"
#include "client/ui/text/text_field.h"
#include "client/ui/text/way.h"
#include "common/bytes/reason.h"

struct sitting;

/* What every question has. */
struct face_ask {
	const char *title;
	const char *ask;    /* what is asked; or NULL */
	const char *help;   /* and below it; or NULL */
	const char *more;   /* what is told where help is wanted; or NULL */
	const char *own;    /* what WAY_MORE (F6) does, in a word; or NULL */
	const char *remove; /* the same of WAY_REMOVE (F7) */
	unsigned offers;    /* enum way_offer */
	bool apart; /* none of the sitting's steps: they are not named */
};

/* Items to choose from. */
struct face_list {
	struct face_ask ask;
	const struct list_item *items;
	size_t n;
	/* Of several: `n` that say which are chosen, in and out; else NULL. */
	bool *chosen;
	size_t start;  /* where the cursor begins */
	size_t marked; /* of one: what was answered before; `n`: nothing */
	/* The first so many can be removed; it is asked twice. */
	size_t removable;
	bool goes_on; /* WAY_NEXT without a choice: it is no question */
	/* What is chosen here binds someone: keys typed ahead are dropped. */
	bool deliberate;
};

#define FACE_NOTES 2
#define FACE_NOTE_BYTES 256

/* One line that is typed. */
struct face_line {
	struct face_ask ask;
	const struct text_field_options *field;
	const char *shown;   /* digits above it, to be copied; or NULL */
	const char *below;   /* paragraphs below it; or NULL */
	bool left_to_right;  /* digits, in any language */
	bool ends_when_full; /* the last character is Enter as well */
	/* Why it can't be left like this by that way; NULL: it can. */
	const char *(*wrong)(
	    void *context, enum way way, const char *text, size_t len);
	/* NULL, or what is made of it, as it stands: lines, "" for none. */
	void (*note)(void *context, const char *text, size_t len,
	    char ret_notes[FACE_NOTES][FACE_NOTE_BYTES]);
	/* NULL, or what F6 or F7 turns; the line is read again then. */
	void (*turn)(void *context, enum way key);
	void *context;
};

/* A text to be read. */
struct face_reading {
	struct face_ask ask;
	const char *text;
	size_t len;
	enum text_base base;
	bool enter;          /* Enter goes on, too */
	const char *not_yet; /* why F2 does not go on; or NULL */
};

/* How far long work is. */
struct face_work_state {
	const char *what; /* a sentence */
	struct amount amount;
	char why[REASON_BYTES + 8]; /* it waits; or "" */
	bool ended;
};

struct face_work {
	struct face_ask ask;
	void (*look)(void *context, struct face_work_state *ret_state);
	void (*stop)(void *context); /* it is asked to end */
	void *context;
};

/* A file that exists. */
struct face_pick {
	struct face_ask ask; /* WAY_MORE: its path is typed instead */
	const char *unreadable;
	/* What can be said of one; or NULL. */
	const char *(*warning)(void *state, const char *path);
	void *state;
};

struct face {
	/*
	 * The item to `ret_at` with WAY_NEXT and WAY_REMOVE; `n` where none was
	 * chosen.  Where OFFERS_SKIP would lose a choice it is asked twice, as
	 * in line() and text().
	 */
	enum way (*list)(
	    struct sitting *s, const struct face_list *list, size_t *ret_at);
	/* The field is the caller's, with what it begins with. */
	enum way (*line)(struct sitting *s, const struct face_line *line,
	    struct text_field *field);
	/* The same; many lines.  WAY_MORE where `own` is there. */
	enum way (*text)(struct sitting *s, const struct face_ask *ask,
	    struct text_buffer *text);
	enum way (*reading)(struct sitting *s, const struct face_reading *r);
	/* Returns when it has ended, or, stop() called, how it was left. */
	enum way (*work)(struct sitting *s, const struct face_work *work);
	/* NULL where a face has none: then a path is typed. */
	enum way (*pick)(struct sitting *s, const struct face_pick *pick,
	    size_t size, char *ret_path);
	/* Digits in groups, as a code for a camera where it can. */
	enum way (*code)(
	    struct sitting *s, const struct face_ask *ask, const char *digits);
	/* One of `names`; the person's own screen may need more than a list. */
	enum way (*language)(struct sitting *s, const struct face_ask *ask,
	    const struct list_item *names, size_t n, size_t *at);
	/* Nothing is seen until someone is back. */
	enum way (*cover)(struct sitting *s, const char *text);
	/* One sentence, until something is done; NULL takes it away. */
	void (*say)(const char *text);
	/* What was seen is cleared, as with the quick exit. */
	void (*leave)(void);
};

#endif
