/*
 * One sitting at the terminal: what was answered, in which language, and what
 * every screen has in common.
 */
#ifndef VALISE_DEFENDER_SESSION_H
#define VALISE_DEFENDER_SESSION_H

#include <stdbool.h>
#include <stddef.h>

#include <cjson/cJSON.h>

#include "client/defender/options/options.h"
#include "client/words/words.h"
#include "client/ui/screen.h"
#include "common/notes/directory.h"
#include "question.h"

#define SESSION_IDLE_SECONDS 300
#define SESSION_LOCK_BYTES 256

struct picture_service;
struct files;

struct session {
	enum language language;
	struct screen_words words; /* of that language */
	struct options *options;
	struct picture_service *pictures; /* a process without the report */
	struct directory *directory;      /* NULL before it is trusted */
	bool directory_refused; /* the one that lies here: ask for another */
	char *directory_path;   /* as given or chosen; owned */
	char fingerprint[64];   /* of the directory, as digits */
	const struct directory_intake *intake;
	cJSON *report;       /* docs/REPORT.md, as far as it is answered */
	struct files *files; /* what is attached */
	bool no_reply;
	bool helper;      /* who writes is not whose report it is */
	char *draft_path; /* of the draft saved or opened; owned, or NULL */
	bool kept;        /* a draft has all that was answered */
	bool no_draft;    /* what is written now goes into none */
	char *lock_word;  /* guarded, "" where none is set */
	bool locked;      /* the word is asked for: no second lock on top */
	char steps[64];   /* behind a title; "" where there is none */
	int idle_seconds;
};

/* False when out of memory. */
bool session_start(struct session *s, struct options *options);
void session_finish(struct session *s); /* wipes */

void session_set_language(struct session *s, enum language language);

/* A sentence in the person's language. */
const char *session_word(const struct session *s, enum word_key key);

/* The base of texts in that language. */
enum text_base session_base(const struct session *s);

/*
 * Runs a screen with the words, the lock and the leaving of every screen: never
 * returns SCREEN_LOCK.  `offers` and the rest are the caller's.
 */
enum screen_result session_run(struct session *s, struct screen *screen);

/*
 * The same for a question, with the keys that lead aside: where `holds` says
 * that there is an answer, SCREEN_SKIP takes the key twice in a row.
 */
enum screen_result session_ask(
    struct session *s, struct screen *screen, bool (*holds)(const void *state));

/*
 * Groups of digits as one number: their spaces become no-break ones, so that in
 * Arabic they stand in the order of the sheet too (UAX #9, W4).
 */
#define SESSION_GROUPS_BYTES 128
void session_groups(
    const char *digits, char ret_text[static SESSION_GROUPS_BYTES]);

/* Wipes a path or name that is owned, and frees it; takes NULL. */
void session_free_path(char *path);

/* What is said when a signal ends the screen that ran last. */
const char *session_leaving(void *state);

/* Whether the screen's caller must go, too. */
bool session_left(enum screen_result result);

/*
 * Asks in bold and helps in a line, from the top of the body; what is left of
 * the body to `ret_rest`.  `ask` and `help` may be NULL.
 */
void session_head(const struct session *s, const char *ask, const char *help,
    const struct paint_area *body, struct paint_area *ret_rest);

/* The same with a question's own sentences. */
void session_question_head(const struct session *s, const struct question *q,
    const struct paint_area *body, struct paint_area *ret_rest);

/*
 * What to do with SCREEN_LANGUAGE and SCREEN_SAVE: asks, and returns
 * SCREEN_STAY, so that the screen comes again, or how the program was left.
 * Other results are returned as they are.
 */
enum screen_result session_aside(struct session *s, enum screen_result result);

#endif
