/* A list of questions with their answers, to go into one after the other. */
#ifndef VALISE_DEFENDER_MEMBERS_H
#define VALISE_DEFENDER_MEMBERS_H

#include "screens.h"

struct members {
	const char *title;
	const char *ask;
	const char *help;
	enum word_key more;           /* F1 */
	const struct question *table; /* ends with a member NULL */
	cJSON *object;                /* what they are members of */
	unsigned offers;              /* besides those of every question */
	/* What F2 means: true goes on, false stays, having said why. */
	bool (*may_go_on)(struct session *s);
};

/* Returns as a question does; SCREEN_SKIP only where offered. */
enum screen_result members_screen(struct session *s, const struct members *m);

#endif
