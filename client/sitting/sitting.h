/*
 * One person at a terminal, of whatever program: the language, the words that
 * every screen has, the lock, the idle time, and how the program is left.
 */
#ifndef VALISE_SITTING_SITTING_H
#define VALISE_SITTING_SITTING_H

#include <stdbool.h>
#include <stddef.h>

#include "client/ui/text/text_layout.h"
#include "client/ui/text/way.h"
#include "client/words/words.h"

#define SITTING_IDLE_SECONDS 300
#define SITTING_LOCK_BYTES 256
/* No sentence, where one could be. */

/* What the program does where a way leads aside; each gets `context`. */
struct sitting_ways {
	/* Keeps what was answered (F8); NULL where a program keeps nothing. */
	enum way (*save)(void *context);
	/* What the lock does (F9, and no key for a while), in place of covering
	 * the screen; NULL: it covers it. */
	enum way (*lock)(void *context);
	/* What is said when a signal ends the program. */
	const char *(*leaving)(void *context);
	void *context;
};

struct face;

struct sitting {
	const struct face *face; /* face.h; outlives it */
	enum language language;
	struct sitting_ways ways;
	bool no_save;     /* what is written now is kept nowhere */
	char *lock_word;  /* guarded, "" where none is set */
	bool locked;      /* the word is asked for: no second lock on top */
	char steps[64];   /* behind a title; "" where there is none */
	int idle_seconds; /* until the lock; 0: never */
};

/* In English; false when out of memory.  The ways' context outlives it. */
bool sitting_init(struct sitting *s, const struct face *face,
    const struct sitting_ways *ways);
void sitting_finish(struct sitting *s); /* wipes; takes one that is zero */

/* What is said from now on is in that language; what was answered stays. */
void sitting_set_language(struct sitting *s, enum language language);

/* A sentence in the person's language. */
const char *sitting_word(const struct sitting *s, const struct word *key);

/* The base of texts in that language. */
enum text_base sitting_base(const struct sitting *s);

/* Says a sentence, or what the format makes, until something is done. */
void sitting_say(const struct sitting *s, const struct word *key);
void sitting_tell(const struct sitting *s, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Groups of digits as one number: their spaces become no-break ones, so that in
 * Arabic they stand in the order of the sheet too (UAX #9, W4).
 */
#define SITTING_GROUPS_BYTES 128
void sitting_groups(
    const char *digits, char ret_text[static SITTING_GROUPS_BYTES]);

/* Whether the caller must go, too. */
bool sitting_left(enum way result);

/*
 * What to do with WAY_LANGUAGE and WAY_SAVE: asks, and returns
 * WAY_STAY, so that it is asked again, or how the program was left.
 * Other results are returned as they are.
 */
enum way sitting_aside(struct sitting *s, enum way result);

/* One of the six languages; WAY_NEXT when it was chosen. */
enum way language_ask(struct sitting *s);
/*
 * Covers the screen, until the word is typed where one is set, else until
 * Enter: WAY_NEXT.  The tenth wrong word is as the quick exit.
 */
enum way sitting_lock(struct sitting *s);
/* A word typed twice; an empty one takes it away. */
enum way lock_word_ask(struct sitting *s);

#endif
