/*
 * How much work a stamp must have: the bits of the configuration, one more each
 * time the free room was halved, and those of the size.  What was announced
 * within the hour counts still (docs/RELAY-API.md 3.2).
 */
#ifndef VALISE_RELAY_WORK_ASKED_H
#define VALISE_RELAY_WORK_ASKED_H

#include <stdbool.h>
#include <stdint.h>

#include "common/crypto/work_stamp.h"

struct server;

/* In `struct server`. */
struct work_asked {
	uint64_t bits; /* announced now */
	/* Each number that was announced: good until then, since 1970. */
	int64_t until[WORK_STAMP_BITS_MAX + 1];
};

/* At the start: what the index remembers. */
void work_asked_recall(struct server *server);
/* Once a second and after a reload; the index remembers a change. */
void work_asked_look(struct server *server);
bool work_asked_has(const struct server *server, unsigned bits, uint64_t size);

#endif
