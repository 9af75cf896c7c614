/*
 * The process that opens: forked before anyone gives a passphrase, so that it
 * and its children have nothing of the desk.  It alone has the epochs' keys,
 * for as long as an import lasts, parses headers alone, and forks a child for
 * each envelope, which gets that file key (docs/VAULT.md 5).
 */
#ifndef VALISE_DESK_OPENING_H
#define VALISE_DESK_OPENING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/bytes/reason.h"
#include "common/envelope/age_header.h"
#include "common/envelope/age_key.h"
#include "common/sandbox/sandbox.h"

#define OPENING_KEYS_MAX 520 /* epochs */
#define OPENING_NO_EPOCH UINT32_MAX
#define OPENING_JOBS 4 /* envelopes that are opened at once */
/* So much of a file is looked at by the process that has the keys: the header
 * of an envelope has 1,627 bytes, those of other age programs somewhat more. */
#define OPENING_HEADER_MAX 4096

struct opening;

/* What a child gets. */
struct opening_child {
	int in;  /* the envelope, to be read from its start */
	int out; /* the pipe to the desk */
	uint64_t size;
	const uint8_t *file_key; /* AGE_FILE_KEY_BYTES, guarded */
	const struct sandbox_filter *filter;
};

/* How it runs in a test, where another child stands for one that was broken. */
struct opening_plan {
	void (*run)(const struct opening_child *child); /* ends the process */
	int64_t clock_ms; /* 0: what opening_clock_ms() says */
};

/*
 * Starts it: to be called before the first passphrase is asked for, and after
 * self_test_sealing(), by which the ciphers' library has read what files it
 * wants.  `plan` is NULL but in tests.  NULL with a reason.
 */
struct opening *opening_start(
    const struct opening_plan *plan, struct reason *ret_reason);
void opening_end(struct opening *o); /* and all its children; takes NULL */

/*
 * Gives it the epochs' keys, in a page of memory that both have, locked, and
 * that no child has; at most OPENING_KEYS_MAX.  False with a reason.
 */
bool opening_give(struct opening *o, const struct age_identity *const *keys,
    size_t n, struct reason *ret_reason);
void opening_take_back(struct opening *o); /* wipes the page */

/* How long the child of an envelope of that size may take, by the wall. */
int64_t opening_clock_ms(uint64_t size);

#endif
