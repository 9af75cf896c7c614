/*
 * One person at a terminal, of whatever program: the language, the words that
 * every screen has, the lock, the idle time, and how the program is left.
 */
#ifndef VALISE_SITTING_SITTING_H
#define VALISE_SITTING_SITTING_H

#include <stdbool.h>
#include <stddef.h>

#include "client/ui/screen.h"
#include "client/words/words.h"

#define SITTING_IDLE_SECONDS 300
#define SITTING_LOCK_BYTES 256
/* No sentence, where one could be. */
#define SITTING_SILENT WORDS_N

/* What the program does where a way leads aside; each gets `context`. */
struct sitting_ways {
	/* Keeps what was answered (F8); NULL where a program keeps nothing. */
	enum screen_result (*save)(void *context);
	/* What is said when a signal ends the screen that ran last. */
	const char *(*leaving)(void *context);
	void *context;
};

struct sitting {
	enum language language;
	struct screen_words words; /* of that language */
	struct sitting_ways ways;
	bool no_save;     /* what is written now is kept nowhere */
	char *lock_word;  /* guarded, "" where none is set */
	bool locked;      /* the word is asked for: no second lock on top */
	char steps[64];   /* behind a title; "" where there is none */
	int idle_seconds; /* until the lock; 0: never */
};

/* In English; false when out of memory.  The context outlives it. */
bool sitting_init(struct sitting *s, const struct sitting_ways *ways);
void sitting_finish(struct sitting *s); /* wipes; takes one that is zero */

void sitting_set_language(struct sitting *s, enum language language);

/* A sentence in the person's language. */
const char *sitting_word(const struct sitting *s, enum word_key key);

/* The base of texts in that language. */
enum text_base sitting_base(const struct sitting *s);

/*
 * Runs a screen with the words, the lock and the leaving of every screen: never
 * returns SCREEN_LOCK.  `offers` and the rest are the caller's.
 */
enum screen_result sitting_run(struct sitting *s, struct screen *screen);

/*
 * The same for a question, with the keys that lead aside: where `holds` says
 * that there is an answer, SCREEN_SKIP takes the key twice in a row.
 */
enum screen_result sitting_ask(
    struct sitting *s, struct screen *screen, bool (*holds)(const void *state));

/*
 * Groups of digits as one number: their spaces become no-break ones, so that in
 * Arabic they stand in the order of the sheet too (UAX #9, W4).
 */
#define SITTING_GROUPS_BYTES 128
void sitting_groups(
    const char *digits, char ret_text[static SITTING_GROUPS_BYTES]);

/* What is said when a signal ends the screen that ran last. */
const char *sitting_leaving(void *state);

/* Whether the screen's caller must go, too. */
bool sitting_left(enum screen_result result);

/*
 * Asks in bold and helps in a line, from the top of the body; what is left of
 * the body to `ret_rest`.  `ask` and `help` may be NULL.
 */
void sitting_head(const struct sitting *s, const char *ask, const char *help,
    const struct paint_area *body, struct paint_area *ret_rest);

/*
 * What to do with SCREEN_LANGUAGE and SCREEN_SAVE: asks, and returns
 * SCREEN_STAY, so that the screen comes again, or how the program was left.
 * Other results are returned as they are.
 */
enum screen_result sitting_aside(struct sitting *s, enum screen_result result);

/* One of the six languages; SCREEN_NEXT when it was chosen. */
enum screen_result language_screen(struct sitting *s);
/*
 * Covers the screen, until the word is typed where one is set, else until
 * Enter: SCREEN_NEXT.  The tenth wrong word is as the quick exit.
 */
enum screen_result lock_screen(struct sitting *s);
/* A word typed twice; an empty one takes it away. */
enum screen_result lock_word_screen(struct sitting *s);

#endif
