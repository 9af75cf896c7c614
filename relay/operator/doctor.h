/* What doctor looks at, and how it says what it found. */
#ifndef VALISE_RELAY_DOCTOR_H
#define VALISE_RELAY_DOCTOR_H

#include "relay/site/site.h"

enum finding { WELL, SOON, WRONG };

struct doctor {
	const struct site *site;
	const struct config *config;
	const struct directory *directory;
	const char *socks;    /* for the onion, or NULL */
	bool direct;          /* the directory's url is asked without Tor */
	const char *intake;   /* a test envelope goes to it, or NULL */
	const char *envelope; /* its file */
	size_t n[3];
};

/* A line on standard output, counted. */
void doctor_say(struct doctor *d, enum finding finding, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * Whether it serves, and answers where the directory says; with an envelope,
 * whether that is promised.
 */
void doctor_look_from_outside(struct doctor *d);

#endif
