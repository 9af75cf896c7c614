/*
 * The keys of cases, one each, sealed in a file of their own beside the store
 * (docs/VAULT.md 2): whoever has the store without this file reads no case, and
 * what is gone from it, and from its copies, is gone from every copy of the
 * store.
 */
#ifndef VALISE_DESK_CASE_KEYS_H
#define VALISE_DESK_CASE_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/bytes/reason.h"

#define CASE_KEY_BYTES 32
#define CASE_KEYS_MAX 1000000          /* cases of one vault */
#define CASE_KEYS_FILE_MAX (80u << 20) /* bytes, more than those take */

struct case_keys;

/* An empty file, durably; false with a reason, also where there is one. */
bool case_keys_make(const char *path, struct reason *ret_reason);

/*
 * Reads the file; `wrap`, which the keys are sealed with, is copied into
 * guarded memory.  A key that does not open hides no other.  NULL with a
 * reason.
 */
struct case_keys *case_keys_open(const char *path,
    const uint8_t wrap[static CASE_KEY_BYTES], struct reason *ret_reason);
void case_keys_close(struct case_keys *k); /* wipes; takes NULL */

/* How many there are that open. */
size_t case_keys_count(const struct case_keys *k);

/* The number of the case that a row of it is named after: 0 where it is none.
 */
uint32_t case_keys_number(const char *id);

/* False where that case has none that opens. */
bool case_keys_get(const struct case_keys *k, uint32_t number,
    uint8_t ret_key[static CASE_KEY_BYTES]);

/*
 * The same; one that there is not is made and durable before this returns, and
 * some for the next numbers with it.  False: memory, the disk, or too many.
 */
bool case_keys_need(struct case_keys *k, uint32_t number,
    uint8_t ret_key[static CASE_KEY_BYTES]);

/* What a new file is to have. */
struct case_keys_next {
	uint32_t last; /* up to this number: what was made ahead is not for who
			* had the file before */
	/* Cases that end: a key of chance in place of theirs, for what is
	 * left to be said of them. */
	const uint32_t *gone;
	size_t n_gone;
};
/*
 * The keys under another key, in a new file that was read back.  NULL with a
 * reason, and what was begun may be there.
 */
struct case_keys *case_keys_wrap_again(const struct case_keys *k,
    const struct case_keys_next *next, const char *path,
    const uint8_t wrap[static CASE_KEY_BYTES], struct reason *ret_reason);

/*
 * Calls `each` with every number that a file has a key of, without opening
 * any, in the order in which they stand there.  False with a reason where the
 * file can't be read, or is none.
 */
bool case_keys_each_number(const char *path,
    void (*each)(void *context, uint32_t number), void *context,
    struct reason *ret_reason);

#endif
