/* What the form asks, as data: a question for each member of an object. */
#ifndef VALISE_FORM_QUESTION_H
#define VALISE_FORM_QUESTION_H

#include <stddef.h>

#include "client/sitting/face.h"
#include "client/sitting/sitting.h"
#include "client/words/words.h"

enum question_kind {
	QUESTION_CHOICE,  /* one code of `lists`; with `max`, or own words */
	QUESTION_SEVERAL, /* codes of `lists`, in an array */
	QUESTION_TEXT,    /* many lines, at most `max` bytes */
	QUESTION_LINE,    /* one line, the same */
	QUESTION_NUMBER,  /* a whole number from 0 up */
	QUESTION_DATE,    /* the object of docs/REPORT.md 3.1 */
	QUESTION_RECORD,  /* an object with `members` */
	QUESTION_RECORDS, /* an array of such objects */
	/* An array of numbers: which of those that stand under `lists` at the
	 * root, each shown by `members`; none: all of them. */
	QUESTION_NUMBERS,
	QUESTION_OWN /* a screen of its own asks it: `own` */
};

enum question_need {
	QUESTION_OPTIONAL,
	QUESTION_BEFORE_ACTING, /* the mechanism will need it */
	QUESTION_NEEDED         /* one of the five answers */
};

/* No sentence. */

struct question {
	enum question_kind kind;
	/* Where it stands in its object, "sender.role"; NULL ends a table. */
	const char *member;
	const struct word *title;
	const struct word *ask;
	const struct word *help; /* or NULL */
	const char *lists;       /* as report_fields.h names them */
	size_t max;              /* bytes; 0: codes alone */
	const char *unknown;     /* what "don't know" chooses; or NULL */
	enum question_need need; /* of a new report or a risk */
	unsigned own; /* of QUESTION_OWN: the program's number for it */
	const struct question *members;
	const char
	    *consent; /* title and ask are this code's label, not above */
};

/* In the person's language. */
const char *question_title(const struct question *q, enum language language);
const char *question_ask(const struct question *q, enum language language);

/* The same, and its help, as a face shows them. */
struct face_ask question_face(
    const struct sitting *s, const struct question *q);

#endif
