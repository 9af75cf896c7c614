/*
 * One screen: a title, a step list, a body of its own, a message and the keys.
 * What is the same everywhere (help, next, back, quick exit, a new size, a
 * signal) is done here; a screen only draws its body and takes its own keys.
 */
#ifndef VALISE_UI_SCREEN_H
#define VALISE_UI_SCREEN_H

#include <stdbool.h>
#include <stddef.h>

#include "client/ui/text/way.h"
#include "key_bar.h"
#include "paint.h"
#include "terminal.h"

/* The words of every screen, in one language; all borrowed. */
struct screen_words {
	enum text_direction direction;
	const char *help;
	const char *next;
	const char *back;
	const char *leave;
	const char *again;     /* press it once more to leave; what is lost */
	const char *too_small; /* and that nothing is lost */
	const char *any_key;   /* goes back from the help */
	/* Of what a screen offers; NULL where none does. */
	const char *language;
	const char *skip;
	const char *wait;        /* while nothing is heard */
	const char *erase_again; /* skip once more to erase the answer */
	const char *save;
	const char *lock;
};

/* Fewer rows or columns show `too_small` alone. */
#define SCREEN_ROWS 10
#define SCREEN_COLUMNS 40

struct screen {
	const char *title;
	const char *steps;              /* "2 of 9"; or NULL */
	const char *help;               /* a text of some lines; or NULL */
	const struct key_bar_key *keys; /* its own, shown behind the common */
	size_t n_keys;
	const struct screen_words *words;
	void (*draw)(void *state, const struct paint_area *body);
	/*
	 * A key that is not one of the common; also TERMINAL_NEXT, where the
	 * screen can say WAY_STAY because something is missing.
	 */
	enum way (*key)(void *state, const struct terminal_event *event);
	/*
	 * What is said on the terminal after a signal ended the screen: what is
	 * lost or kept.  NULL says nothing.
	 */
	const char *(*leaving)(void *state);
	/*
	 * NULL, or called when no key came for a fifth of a second, for work
	 * that shows its progress; what it returns is as a key's.
	 */
	enum way (*tick)(void *state);
	/* NULL, or whether skipping would lose an answer: then it asks. */
	bool (*holds)(const void *state);
	/*
	 * For so long after it is first seen, no text, Enter or F2 is heard:
	 * they were typed before the person could read it.
	 */
	int unheard_ms;
	unsigned offers;  /* enum way_offer */
	int idle_seconds; /* without a key: WAY_LOCK, where offered; 0: never
			   */
	void *state;
};

/* Until the screen says so; never WAY_STAY. */
enum way screen_run(const struct screen *screen);

/* The base of texts in that language. */
enum text_base screen_base(const struct screen_words *words);

#endif
