/*
 * What of a directory and its persons' note ends, and when: so that whoever
 * runs on it is told 30, 14 and 3 days before (docs/DIRECTORY.md 4).
 */
#ifndef VALISE_NOTES_DIRECTORY_ENDS_H
#define VALISE_NOTES_DIRECTORY_ENDS_H

#include "persons.h"

enum directory_end_kind {
	END_DIRECTORY, /* no one seals by it any more */
	END_KEYS,      /* of an intake: the last key that is sealed to */
	END_RELAY,     /* of an intake: its last time there */
	END_WITNESS,
	END_COURIER
};

struct directory_end {
	enum directory_end_kind kind;
	const char *name;   /* of relay, witness or courier; "" */
	const char *intake; /* "" where it is of all */
	int64_t at;         /* seconds since 1970 */
};

/* Whose ends are wanted. */
struct directory_ends_of {
	const struct directory *directory;
	const struct persons *persons; /* NULL: no couriers */
	const char *intake;            /* NULL: all */
	const char *relay;             /* NULL: all, "": none */
	const char *courier;           /* NULL: all */
	bool witnesses;
};

/*
 * Each, in the order of the directory; of relays, witnesses and couriers that
 * were not asked for by name, none that ended over a week ago.
 */
void directory_ends(const struct directory_ends_of *of,
    void (*tell)(void *context, const struct directory_end *end),
    void *context);

#define DIRECTORY_END_TEXT_BYTES 640
/*
 * Days that are left: 30, 14, 3 where it is that or less but over the next; 0
 * where it is over; -1 where it is further away.
 */
int directory_end_level(const struct directory_end *end, int64_t now);
/* "the keys of reprisals end on 2026-12-11, in 12 days", "... ended on ...". */
void directory_end_text(const struct directory_end *end, int64_t now,
    char ret_text[static DIRECTORY_END_TEXT_BYTES]);

#endif
