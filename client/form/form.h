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
	/* Asks a QUESTION_OWN; tells how it was left, as form_ask(). */
	enum way (*ask)(void *context, const struct question *q);
	/* Puts what stands behind its title; nothing: it is not answered. */
	void (*show)(void *context, const struct question *q,
	    const cJSON *object, struct byte_writer *out);
	/* What is needed; without it a question's own `need` holds. */
	enum question_need (*need)(void *context, const struct question *q);
	/* The tree that QUESTION_NUMBERS looks into; without it it has none. */
	const cJSON *(*root)(void *context);
	/* Record `at` of a QUESTION_RECORDS is gone: numbers move up. */
	void (*removed)(void *context, const struct question *q, size_t at);
	/* A question is asked: what was kept may no longer be all. */
	void (*touched)(void *context);
	void *context;
};

/* The ways that every question has besides going on and back. */
#define FORM_OFFERS (OFFERS_LANGUAGE | OFFERS_SKIP | OFFERS_SAVE)

struct form {
	struct sitting *sitting; /* outlives it */
	struct form_own own;
};

/*
 * Asks one question about a member of `object`, whatever its kind, and follows
 * the keys that lead aside.  WAY_NEXT, WAY_BACK, WAY_SKIP (the answer
 * was taken away), or how the program was left.  Where memory ends that is
 * said, and the answer is as it was.
 */
enum way form_ask(struct form *f, cJSON *object, const struct question *q);

/* The parts of that, by kind; WAY_LANGUAGE and WAY_SAVE too. */
enum way form_choice(struct form *f, cJSON *object, const struct question *q);
enum way form_several(struct form *f, cJSON *object, const struct question *q);
enum way form_text(struct form *f, cJSON *object, const struct question *q);
enum way form_line(struct form *f, cJSON *object, const struct question *q);
enum way form_date(struct form *f, cJSON *object, const struct question *q);
enum way form_record(struct form *f, cJSON *object, const struct question *q);
enum way form_records(struct form *f, cJSON *object, const struct question *q);
enum way form_numbers(struct form *f, cJSON *object, const struct question *q);

/*
 * As form_several(), with an item `extra` before the codes that has none of
 * its own and excludes them; whether it is chosen to and from `extra_chosen`.
 */
enum way form_several_or(struct form *f, cJSON *object,
    const struct question *q, const char *extra, bool *extra_chosen);

#endif
