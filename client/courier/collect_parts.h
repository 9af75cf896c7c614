/* Collecting from inside; for collect*.c alone. */
#ifndef VALISE_COURIER_COLLECT_PARTS_H
#define VALISE_COURIER_COLLECT_PARTS_H

#include "common/notes/manifest.h"
#include "courier.h"

struct collecting {
	struct courier *c;
	const char *medium;
	struct manifest manifest;
	size_t room;
	size_t downloaded;
	size_t held;
	size_t gone;
	size_t damaged;
	size_t left; /* named; the relay keeps them */
	uint64_t bytes;
	uint8_t last[32]; /* the file that was looked at last */
	struct reason *reason;
};

enum collected {
	COLLECTED,    /* also where the relay has no bytes: `gone`, `damaged` */
	COLLECT_LEFT, /* it does not fit or is not right: the next may be */
	COLLECT_BROKEN /* the relay did not answer to its end */
};

/*
 * Downloads, hashes, writes durably and reads back one listed envelope; one
 * that is there already is only read.  With a reason where it was left.
 */
enum collected collect_one(
    struct collecting *k, const struct manifest_entry *e);

#endif
