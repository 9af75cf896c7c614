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
	uint64_t bytes;
	struct reason *reason;
};

/*
 * Downloads, hashes, writes durably and reads back one listed envelope; one
 * that is there already is only read.  True also where the relay has no bytes
 * of it (`gone`, `damaged` count them); false, with a reason, where it must be
 * tried again.
 */
bool collect_one(struct collecting *k, const struct manifest_entry *e);

#endif
