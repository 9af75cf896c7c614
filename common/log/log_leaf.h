/*
 * What the leaves of a log are: entries of envelopes, the padding of a
 * publication, and its marker; and the line that says what a publication is
 * made of (docs/RECEIPT.md 3).
 */
#ifndef VALISE_LOG_LOG_LEAF_H
#define VALISE_LOG_LOG_LEAF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/bytes/byte_writer.h"
#include "publication_name.h"

#define RECEIPT_NONCE_BYTES 32
#define RECEIPT_ENTRY_BYTES 32
#define PADDING_SEED_BYTES 32
#define PUBLICATION_LEAVES_LEAST 16 /* entries and padding together */

/* SHA-256("valise-leaf/1" | 0x01 | nonce | SHA-256(file)). */
void receipt_entry(const uint8_t nonce[static RECEIPT_NONCE_BYTES],
    const uint8_t file_hash[static 32],
    uint8_t ret_entry[static RECEIPT_ENTRY_BYTES]);

/*
 * SHA-256("valise-leaf/1" | 0x00 | nonce | 32 zero bytes), where the nonce is
 * SHA-256("valise-padding/1" | seed | i as 4 bytes, big-endian).
 */
void log_leaf_padding(const uint8_t seed[static PADDING_SEED_BYTES], uint32_t i,
    uint8_t ret_leaf[static RECEIPT_ENTRY_BYTES]);

/* SHA-256("valise-leaf/1" | 0x02 | name, zero-filled to 24 bytes). */
void log_leaf_marker(
    const char *publication, uint8_t ret_leaf[static RECEIPT_ENTRY_BYTES]);

/* One publication, as the relay tells a courier. */
struct log_publication {
	char name[PUBLICATION_MAX + 1];
	uint64_t size; /* of the whole log at its end, marker and all */
	uint32_t n_padding;
	uint8_t seed[PADDING_SEED_BYTES];
};

/* What is added to so many entries: up to a power of two, at least 16. */
uint32_t log_padding_count(size_t n_entries);

/* "publication <name> <size> <padding> <seed, hexadecimal>" LF */
void log_publication_format(
    const struct log_publication *p, struct byte_writer *w);
/* A line without its end; false where it is malformed. */
bool log_publication_parse(
    const char *line, size_t len, struct log_publication *ret_publication);

#endif
