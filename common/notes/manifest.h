/* The courier's list of what lies on a medium (docs/MEDIUM.md 2). */
#ifndef VALISE_NOTES_MANIFEST_H
#define VALISE_NOTES_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/bytes/byte_reader.h"
#include "common/bytes/byte_writer.h"
#include "directory.h"
#include "publication_name.h"
#include "receipt.h"

#define MANIFEST_MAX (16u << 20)

/* One accepted entry: a duplicate of a file has several. */
struct manifest_entry {
	uint8_t sha256[32];
	uint64_t size;
	char publication[PUBLICATION_MAX + 1];
	uint8_t nonce[RECEIPT_NONCE_BYTES];
	unsigned work_bits;
};

struct manifest {
	char intake[DIRECTORY_ID_MAX + 1];
	char relay[NOTE_NAME_MAX + 1];
	size_t n_entries;
	struct manifest_entry *entries; /* owned */
};

/* "sha256 size publication nonce bits", also a line of the relay's list. */
void manifest_entry_format(
    const struct manifest_entry *e, struct byte_writer *w);
bool manifest_entry_parse(
    const char *line, size_t len, struct manifest_entry *ret_entry);

/* The unsigned text. */
void manifest_format(const struct manifest *m, struct byte_writer *w);
/* Reads the text of a note that was verified, or not yet. */
bool manifest_parse(
    const char *text, size_t len, struct manifest *ret_manifest);
void manifest_finish(struct manifest *m);

#endif
