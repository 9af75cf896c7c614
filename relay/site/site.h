/* What a relay is, whoever asks: its configuration, its keys, its directory. */
#ifndef VALISE_RELAY_SITE_H
#define VALISE_RELAY_SITE_H

#include "config.h"
#include "directory_box.h"
#include "keys.h"

struct site {
	const char *config_path; /* the caller's */
	/* Held.  Replaced by a reload: who needs it longer holds it too. */
	const struct config *config;
	struct relay_keys *keys; /* in guarded memory */
	struct directory_box directories;
};

/*
 * Reads configuration, directory and keys, which must belong together; `path`
 * must outlive it.  NULL with a reason; nothing is written.
 */
struct site *site_open(const char *path, struct reason *ret_reason);
/* The same where the keys need not be those of today: a spool of before. */
struct site *site_open_any_keys(const char *path, struct reason *ret_reason);
void site_close(struct site *site); /* takes NULL */

/*
 * Whether directory and persons' note can be read, and the spool can be written
 * and synced, by whoever will serve: this user,
 * or the configured one where this is root.  Writes, syncs and removes a small
 * file; a reason where that fails.  A full disk is another thing: a relay
 * serves couriers on it, which is how room comes back.
 */
enum site_write { SITE_WRITES, SITE_FULL, SITE_CANT_WRITE };
enum site_write site_can_write(
    const struct config *config, struct reason *ret_reason);

/* How far a change of the relay's keys is (rotate-keys; docs/KEYS.md 2.1). */
enum site_next {
	SITE_NEXT_NONE,   /* there is none */
	SITE_NEXT_MADE,   /* the directory does not have them everywhere */
	SITE_NEXT_LISTED, /* it has, for a time to come */
	SITE_NEXT_SERVES, /* they sign */
	SITE_NEXT_LACKS   /* it has other ones for a time to come */
};
#define SITE_NEXT_TEXT_BYTES 200
/* After the turn: a clock that is wrong by hours ends no key. */
#define SITE_RETIRE_SECONDS 86400
/* With a line that says it; `ret_when`: when it turns, or turned, in seconds.
 */
enum site_next site_next_keys(const struct site *site,
    const struct directory *d, int64_t *ret_when,
    char ret_text[static SITE_NEXT_TEXT_BYTES]);

/*
 * Whether the directory has this relay's keys, and knows each intake and
 * upstream of [forward].
 */
bool site_belongs(const struct config *config, const struct relay_keys *keys,
    const struct directory *d, struct reason *ret_reason);

#endif
