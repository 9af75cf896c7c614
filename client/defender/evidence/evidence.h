/* The files that go with a report: opened, hashed, read as often as needed. */
#ifndef VALISE_DEFENDER_EVIDENCE_H
#define VALISE_DEFENDER_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/bytes/reason.h"
#include "common/work/task.h"

/* What is sealed (docs/REPORT.md 3.1, attachment). */
enum evidence_form {
	EVIDENCE_ORIGINAL, /* the file, byte for byte */
	EVIDENCE_CLEANED /* a copy that this program made (docs/EVIDENCE.md) */
};

/* One file to attach, opened and hashed once before it is sealed. */
struct evidence {
	const char *path; /* of the original */
	int fd;           /* of what is sealed, as are size and hash */
	enum evidence_form form;
	bool carries; /* something was found in it, or may be: not cleaned */
	uint64_t size;
	uint8_t sha256[32];
};

struct evidence_list {
	size_t n;
	struct evidence *items; /* owned */
};

/*
 * Opens and hashes each path.  False with a reason where one is not a regular
 * file, can't be read, or is over 8 GiB; the list is to be closed all the same.
 * `follow` may be NULL.
 */
bool evidence_open(const char *const *paths, size_t n,
    const struct task_follow *follow, struct evidence_list *ret_list,
    struct reason *ret_reason);
/* Closes all; cleaned copies are overwritten first. */
void evidence_close(struct evidence_list *list);

/*
 * Seals a cleaned copy instead of the original, which is closed.  `fd` is taken
 * over.  False with a reason where it can't be read.
 */
bool evidence_take_copy(struct evidence *e, int fd,
    const struct task_follow *follow, struct reason *ret_reason);

/* Called with each run of a file's bytes; false stops. */
typedef bool evidence_take(void *context, const void *bytes, size_t len);

/* Reads a file from its start to its end through `take`, hashing it. */
bool evidence_read(const struct evidence *e, evidence_take *take, void *context,
    uint64_t *ret_size, uint8_t ret_hash[static 32]);

#endif
