/* How urgent a case is by what is told, and why; and what is due when. */
#ifndef VALISE_DESK_URGENCY_H
#define VALISE_DESK_URGENCY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "common/bytes/utc_time.h"

/* From the most urgent on. */
enum urgency {
	URGENCY_LIFE,   /* danger to life or of torture, now */
	URGENCY_DANGER, /* of arrest, abduction, forced return, other harm */
	URGENCY_SOON,   /* a day that was named comes within 14 days */
	URGENCY_OPEN,   /* someone is held, missing, or it was not known */
	URGENCY_ORDINARY,
	URGENCIES_N
};
/* "life", "danger", "soon", "open", "ordinary". */
#define URGENCY_WORDS "life danger soon open ordinary"
const char *urgency_word(enum urgency urgency);
bool urgency_find(const char *word, enum urgency *ret_urgency);

/*
 * What the report says of it, on that day; `ret_why` is what it was derived
 * from, a member's name and its code ("danger_now life").
 */
#define URGENCY_WHY_BYTES 96
enum urgency urgency_of_report(const cJSON *report, const char *day,
    char ret_why[static URGENCY_WHY_BYTES]);
/* What counts: what a person decided, else what the report says. */
enum urgency urgency_of(const cJSON *work, const cJSON *report, const char *day,
    char ret_why[static URGENCY_WHY_BYTES]);

enum due_kind {
	DUE_REPLY,    /* an answer of a State; `number`: of the action */
	DUE_RECORD,   /* what an urgent appeal skipped */
	DUE_REVIEW,   /* of a closed case */
	DUE_CONSENT,  /* it expires; `number`: of the person */
	DUE_HARM,     /* what was assessed of harm expires */
	DUE_OVERRIDE, /* of who may do what; `number`: of the action */
	DUE_INFO,     /* what was asked of a source */
	DUE_DEADLINE, /* that the report names */
	DUE_SET       /* by a person; `why` says what for */
};
struct due {
	enum due_kind kind;
	char day[UTC_DAY_BYTES];
	uint64_t number;
	const char *why; /* the work's own text, or NULL */
};
const char *due_word(enum due_kind kind);
/* Calls `each` with all that is due, in no order; false ends it. */
bool due_each(const cJSON *work, const cJSON *report,
    bool (*each)(void *context, const struct due *due), void *context);

#endif
