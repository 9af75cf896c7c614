/* That a tree grew out of a smaller one, from a log's stored tile hashes. */
#ifndef VALISE_LOG_MERKLE_CONSISTENCY_H
#define VALISE_LOG_MERKLE_CONSISTENCY_H

#include "merkle.h"

#define MERKLE_READ_MAX 128 /* hashes asked for at once */

/*
 * Reads hashes `first` to `first + n - 1` of tile level `level` (the root of
 * each is over 256^level leaves), n <= MERKLE_READ_MAX; false where one is
 * missing.
 */
typedef bool merkle_read(void *context, unsigned level, uint64_t first,
    size_t n, struct merkle_hash ret_hashes[static MERKLE_READ_MAX]);

/*
 * PROOF(old_size, D[new_size]) of RFC 6962 2.1.2 (RFC 9162 2.1.4.1), in the
 * order in which it is sent; none where the sizes are the same or `old_size`
 * is 0.  False where old_size > new_size, or a hash can't be read.
 */
bool merkle_consistency_path(merkle_read *read, void *context,
    uint64_t old_size, uint64_t new_size,
    struct merkle_hash ret_path[static MERKLE_PATH_MAX], size_t *ret_len);

/* MTH(D[size]) from the same hashes; of size 0 the hash of nothing. */
bool merkle_stored_root(merkle_read *read, void *context, uint64_t size,
    struct merkle_hash *ret_root);

#endif
