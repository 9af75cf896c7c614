/* The courier's list of what lies on a medium of one relay (docs/MEDIUM.md 2).
 */
#ifndef VALISE_NOTES_MANIFEST_H
#define VALISE_NOTES_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/bytes/byte_reader.h"
#include "common/bytes/byte_writer.h"
#include "common/crypto/work_stamp.h"
#include "common/log/log_leaf.h"
#include "common/log/publication_name.h"
#include "directory.h"
#include "receipt.h"

#define MANIFEST_MAX (16u << 20)
#define MANIFEST_DAY_CHARS 10

/* One accepted entry: a duplicate of a file has several. */
struct manifest_entry {
	uint8_t sha256[32];
	uint64_t size;
	char publication[PUBLICATION_MAX + 1];
	uint8_t nonce[RECEIPT_NONCE_BYTES];
	/* The sender's work: its day, "" where none is known, and its nonce. */
	char stamp_day[MANIFEST_DAY_CHARS + 1];
	uint8_t stamp_nonce[WORK_STAMP_NONCE_BYTES];
	unsigned work_bits; /* computed by manifest_parse(); not in the text */
};

struct manifest {
	char intake[DIRECTORY_ID_MAX + 1];
	char relay[NOTE_NAME_MAX + 1];
	/* Every publication of the relay's log, from its first. */
	size_t n_publications;
	struct log_publication *publications; /* owned */
	/* By publication, then by entry: an order that no sender chooses. */
	size_t n_entries;
	struct manifest_entry *entries; /* owned */
};

/* "sha256 size publication nonce stamp", also a line of the relay's list. */
void manifest_entry_format(
    const struct manifest_entry *e, struct byte_writer *w);
bool manifest_entry_parse(
    const char *line, size_t len, struct manifest_entry *ret_entry);

/* Publication, then entry; for qsort(). */
int manifest_entry_compare(const void *one, const void *other);

/* The unsigned text; `entries` must be in their order. */
void manifest_format(const struct manifest *m, struct byte_writer *w);
/* Reads the text of a note that was verified, or not yet. */
bool manifest_parse(
    const char *text, size_t len, struct manifest *ret_manifest);
void manifest_finish(struct manifest *m);

#endif
