/* A list of questions with their answers, to go into one after the other. */
#ifndef VALISE_FORM_MEMBERS_H
#define VALISE_FORM_MEMBERS_H

#include "form.h"

struct members {
	const char *title;
	const char *ask;
	const char *help;
	const struct word *more;      /* F1 */
	const struct question *table; /* ends with a member NULL */
	cJSON *object;                /* what they are members of */
	unsigned offers;              /* besides those of every question */
};

/* Returns as a question does; WAY_SKIP only where offered. */
enum way members_ask(struct form *f, const struct members *m);

#endif
