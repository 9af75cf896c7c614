/*
 * What the authority published last, in a folder of its own, and whether what
 * is offered is the next (docs/DIRECTORY.md 3.3).
 */
#ifndef VALISE_DESK_PUBLISHED_H
#define VALISE_DESK_PUBLISHED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "common/bytes/byte_writer.h"
#include "common/bytes/reason.h"
#include "common/notes/persons.h"

struct published {
	struct directory *directory; /* NULL: none was published */
	struct persons *persons;     /* NULL: there was no such note */
};

/*
 * Reads directory.note and persons.note of the folder, and verifies them by
 * their own authority.  To be finished also after false, which comes with a
 * reason.
 */
bool published_read(const char *folder, struct published *ret_published,
    struct reason *ret_reason);
void published_finish(struct published *p);

/*
 * Whether that directory, signed or not, is the next: version 1 where there is
 * none; else one more, of the same name, by an authority that follows.  False
 * with a reason.
 */
bool published_precedes(const struct published *p, const struct directory *next,
    struct reason *ret_reason);

/* Says what the next ones change, in words; `persons` may be NULL. */
void published_show_changes(const struct published *p,
    const struct directory *next, const struct persons *persons, FILE *out);

/*
 * One note of several that have the same text and different signatures, each
 * line once, in the order of the files.  False with a reason.
 */
struct published_file {
	const void *bytes;
	size_t len;
};
bool published_merge(const struct published_file *files, size_t n,
    struct byte_writer *w, struct reason *ret_reason);

/*
 * Puts both notes into the folder, the persons' first: signed by as many as
 * they say, of one another, and the next.  False with a reason, and the folder
 * as it was, or with the persons' note alone, which counts for nothing then.
 */
bool published_write(const char *folder, const struct published *p,
    const struct published_file *directory,
    const struct published_file *persons, struct reason *ret_reason);

#endif
