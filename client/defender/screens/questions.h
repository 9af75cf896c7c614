/* The form of a report: a question for each member (docs/REPORT.md 3). */
#ifndef VALISE_DEFENDER_QUESTIONS_H
#define VALISE_DEFENDER_QUESTIONS_H

#include "client/form/question.h"

/* Those with a screen of their own. */
enum question_own {
	QUESTION_OWN_HOLD,    /* consent C0, of the first person */
	QUESTION_OWN_LINK,    /* the bodies, or "not sure" */
	QUESTION_OWN_FILES,   /* what is attached */
	QUESTION_OWN_REPLIES, /* whether there is a reply code */
	QUESTION_OWN_NARRATIVE
};

/* The whole form, in the order in which it is asked. */
extern const struct question question_form[];

/* That of a member of the form; it is there. */
const struct question *question_of(const char *member);

/* What is needed by a report of that kind; NULL is as "new". */
enum question_need question_need_of(const struct question *q, const char *kind);

#endif
