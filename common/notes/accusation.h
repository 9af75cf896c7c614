/*
 * A broken promise as anyone can verify it, offline: a folder of five small
 * files, without the nonce, so that nobody learns which envelope it was
 * (docs/RECEIPT.md 6).
 */
#ifndef VALISE_NOTES_ACCUSATION_H
#define VALISE_NOTES_ACCUSATION_H

#include "common/bytes/stream.h"
#include "receipt.h"

/* The files of the folder. */
#define ACCUSATION_FILE "accusation"
#define ACCUSATION_DIRECTORY_FILE "directory.note"
#define ACCUSATION_PROMISE_FILE "promise"
#define ACCUSATION_CHECKPOINT_FILE "checkpoint"
#define ACCUSATION_ENTRIES_FILE "entries"

#define ACCUSATION_TEXT_MAX 512
#define ACCUSATION_ENTRIES_MAX (1u << 24)

struct accusation {
	uint8_t entry[RECEIPT_ENTRY_BYTES];    /* that was promised */
	char publication[PUBLICATION_MAX + 1]; /* whose marker ends the tree */
};

/* "valise-accusation/1", the entry, the publication, a line each. */
void accusation_format(const struct accusation *a, struct byte_writer *w);
bool accusation_parse(
    const char *text, size_t len, struct accusation *ret_accusation);

/* What else is in the folder. */
struct accusation_parts {
	const void *promise; /* a tlog-proof without its extra line */
	size_t promise_len;
	const void *checkpoint; /* the log's, signed */
	size_t checkpoint_len;
	const struct byte_source *entries; /* 32 bytes each, to the end */
};

enum accusation_verdict {
	ACCUSATION_PROVEN,     /* the relay promised, and did not keep it */
	ACCUSATION_PROMISE,    /* it is no promise of that entry */
	ACCUSATION_CHECKPOINT, /* it is not signed by that relay's log key */
	ACCUSATION_ENTRIES,    /* they are not those of the checkpoint */
	ACCUSATION_EARLY,      /* the tree does not cover the promised day */
	ACCUSATION_KEPT        /* the entry is among them */
};
const char *accusation_verdict_text(enum accusation_verdict verdict);

/* `ret_receipt` says which relay, intake and day; not after _PROMISE. */
enum accusation_verdict accusation_verify(const struct directory *d,
    const struct accusation *a, const struct accusation_parts *parts,
    struct receipt *ret_receipt);

#endif
