/*
 * A form as a table of questions that a program gives (question.h), asked of
 * one person; the answers go into a tree (tree.h) as each is left.  A question
 * is a file here for each kind; what only the program can ask, and what it
 * knows of the answers, is in its callbacks.
 */
#ifndef VALISE_FORM_FORM_H
#define VALISE_FORM_FORM_H

#include <cjson/cJSON.h>

#include "client/sitting/sitting.h"
#include "common/bytes/byte_writer.h"
#include "question.h"

/* Each may be NULL, and gets `context`. */
struct form_own {
	/* Asks a QUESTION_OWN; tells how it was left, as question_screen(). */
	enum screen_result (*ask)(void *context, const struct question *q);
	/* Puts what stands behind its title; nothing: it is not answered. */
	void (*show)(void *context, const struct question *q,
	    const cJSON *object, struct byte_writer *out);
	/* What is needed; without it a question's own `need` holds. */
	enum question_need (*need)(void *context, const struct question *q);
	/* A question is asked: what was kept may no longer be all. */
	void (*touched)(void *context);
	void *context;
};

struct form {
	struct sitting *sitting; /* outlives it */
	struct form_own own;
};

/*
 * Asks one question about a member of `object`, whatever its kind, and follows
 * the keys that lead aside.  SCREEN_NEXT, SCREEN_BACK, SCREEN_SKIP (the answer
 * was taken away), or how the program was left.  Where memory ends that is
 * said, and the answer is as it was.
 */
enum screen_result question_screen(
    struct form *f, cJSON *object, const struct question *q);

/* The parts of that, by kind; SCREEN_LANGUAGE and SCREEN_SAVE too. */
enum screen_result choice_screen(
    struct form *f, cJSON *object, const struct question *q);
enum screen_result several_screen(
    struct form *f, cJSON *object, const struct question *q);
enum screen_result text_screen(
    struct form *f, cJSON *object, const struct question *q);
enum screen_result line_screen(
    struct form *f, cJSON *object, const struct question *q);
enum screen_result date_screen(
    struct form *f, cJSON *object, const struct question *q);
enum screen_result record_screen(
    struct form *f, cJSON *object, const struct question *q);
enum screen_result records_screen(
    struct form *f, cJSON *object, const struct question *q);

/*
 * As several_screen(), with an item `extra` before the codes that has none of
 * its own and excludes them; whether it is chosen to and from `extra_chosen`.
 */
enum screen_result several_or_screen(struct form *f, cJSON *object,
    const struct question *q, const char *extra, bool *extra_chosen);

#endif
