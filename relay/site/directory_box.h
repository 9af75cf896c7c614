/*
 * The signed directory while it may be replaced: whoever reads it holds a
 * reference, and the old one goes when the last is given back.
 */
#ifndef VALISE_RELAY_DIRECTORY_BOX_H
#define VALISE_RELAY_DIRECTORY_BOX_H

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "common/notes/persons.h"
#include "config.h"

struct directory_ref {
	struct directory *directory;
	struct persons *persons; /* NULL: no courier is known */
	struct reason why;       /* and why, where the configuration has one */
	uint8_t *bytes;          /* as the operator gave it */
	size_t len;
	atomic_uint holders;
};

struct directory_box {
	pthread_mutex_t lock;
	struct directory_ref *current; /* NULL before the first */
};

/*
 * Reads the files that the configuration names, the directory by its
 * fingerprint, the persons' note by the directory.  NULL with a reason where
 * the directory is none; without the persons it serves senders all the same.
 * The caller is its first holder.
 */
struct directory_ref *directory_ref_read(
    const struct config *config, struct reason *ret_reason);
void directory_ref_put(struct directory_ref *ref); /* takes NULL */

void directory_box_init(struct directory_box *box);
void directory_box_finish(struct directory_box *box);
/* Takes over the caller's reference; the one before is given back. */
void directory_box_set(struct directory_box *box, struct directory_ref *ref);
/* One more reference to the current one. */
struct directory_ref *directory_box_get(struct directory_box *box);

/* The intake that a relay of that name serves under that id, or NULL. */
const struct directory_intake *relay_intake(
    const struct directory *d, const char *relay_name, const char *id);

#endif
