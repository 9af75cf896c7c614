/*
 * The relay's public log, read so that it can't tell what is looked for: whole
 * publications and whole levels of tiles (docs/RECEIPT.md 6; tlog-tiles).
 */
#ifndef VALISE_NET_LOG_CLIENT_H
#define VALISE_NET_LOG_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/log/merkle.h"
#include "common/notes/receipt.h"
#include "common/log/tile_path.h"
#include "http_client.h"

#define LOG_CLIENT_SIZE_MAX (1u << 24) /* entries */

struct log_client {
	struct http_client *http;
	const char *base; /* https://relay.example */
	/* Whose entries of the relay of that name have the log's keys. */
	const struct directory_intake *intake;
	const char *relay;
	int64_t deadline; /* seconds, monotonic; then all fails */
};

enum log_client_status {
	LOG_CLIENT_OK,
	LOG_CLIENT_ABSENT, /* there is no such checkpoint, or not yet */
	LOG_CLIENT_FAILED, /* no answer, or one that is none */
	LOG_CLIENT_FALSE   /* an answer that the key or the root disproves */
};

/*
 * The checkpoint of a publication, or the newest (`publication` NULL), whose
 * signature and origin verify.  The signed note comes back in `ret_note`.
 */
enum log_client_status log_client_checkpoint(const struct log_client *log,
    const char *publication, struct byte_writer *ret_note,
    struct checkpoint *ret_checkpoint, struct reason *ret_reason);

/* A publication, as the relay says: only its marker in the log proves it. */
struct log_client_publication {
	char name[PUBLICATION_MAX + 1];
	uint64_t first; /* position of its first leaf */
	uint64_t size;  /* of the whole log at its end */
};

/*
 * The first publication whose name is not before `from`.
 * LOG_CLIENT_ABSENT: there is none yet.
 */
enum log_client_status log_client_publication(const struct log_client *log,
    const char *from, struct log_client_publication *ret_publication,
    struct reason *ret_reason);

/* The entries of one block of TILE_WIDTH in a tree of `size`; their number. */
enum log_client_status log_client_block(const struct log_client *log,
    uint64_t size, uint64_t block,
    uint8_t ret_entries[static TILE_WIDTH][RECEIPT_ENTRY_BYTES], size_t *ret_n,
    struct reason *ret_reason);

/*
 * The roots of the tree's size / TILE_WIDTH whole blocks (tile level 1), to be
 * freed; none of them is verified before the tree's root is.
 */
enum log_client_status log_client_block_roots(const struct log_client *log,
    uint64_t size, struct merkle_hash **ret_roots, struct reason *ret_reason);

#endif
