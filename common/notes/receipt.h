/*
 * What a sender holds: a promise, later a proof, both tlog-proofs over an entry
 * that only the holder of the file and the nonce can compute (docs/RECEIPT.md).
 */
#ifndef VALISE_NOTES_RECEIPT_H
#define VALISE_NOTES_RECEIPT_H

#include <stdint.h>

#include "common/log/log_leaf.h"
#include "common/log/publication_name.h"
#include "directory.h"
#include "tlog_proof.h"
#include "witnesses.h"

#define PROMISE_LEAVES_LEAST 16    /* of the little tree of a promise */
#define RECEIPT_REFERENCE_BYTES 15 /* 1234 5678 9012 and a NUL */

/* First 8 bytes, big-endian, mod 10^12, as three groups of four digits. */
void receipt_reference(const uint8_t entry[static RECEIPT_ENTRY_BYTES],
    char ret_text[static RECEIPT_REFERENCE_BYTES]);

enum receipt_form { RECEIPT_PROMISE, RECEIPT_PROOF };

struct receipt {
	enum receipt_form form;
	char relay[NOTE_NAME_MAX + 1];
	char intake[DIRECTORY_ID_MAX + 1];
	char publication[PUBLICATION_MAX +
	    1]; /* of a promise: when it must be in the log */
	uint8_t entry[RECEIPT_ENTRY_BYTES]; /* where a file was given */
	struct witness_verdict witnesses;   /* of a proof; none of a promise */
};

enum receipt_status {
	RECEIPT_GENUINE,        /* everything that was asked verifies */
	RECEIPT_MALFORMED,      /* not a receipt of Valise, or damaged */
	RECEIPT_UNKNOWN_RELAY,  /* names a relay that the directory lacks */
	RECEIPT_SIGNATURE,      /* not signed by that relay's key */
	RECEIPT_KEY_OVER,       /* by one whose time was over before its day */
	RECEIPT_COSIGNATURE,    /* a known witness' line does not verify */
	RECEIPT_OTHER_ENVELOPE, /* does not lead from this file to the root */
};
const char *receipt_status_text(enum receipt_status status);

/*
 * `file_hash` may be NULL: then only the signatures are verified, for the
 * receipt does not carry the hash of the file.  Whether enough witnesses
 * cosigned a proof is for the caller to judge (witnesses_enough()).
 */
enum receipt_status receipt_verify(const struct directory *d, const void *bytes,
    size_t len, const uint8_t *file_hash, struct receipt *ret_receipt);

/*
 * The same of a proof without its nonce, as an accusation has it: that `entry`
 * is what was promised.
 */
enum receipt_status receipt_verify_entry(const struct directory *d,
    const void *bytes, size_t len,
    const uint8_t entry[static RECEIPT_ENTRY_BYTES],
    struct receipt *ret_receipt);

/* The origin of a promise's little tree, and of the log. */
void receipt_promise_origin(const char *relay, const char *intake,
    const char *publication, const char *batch,
    char ret_origin[static CHECKPOINT_ORIGIN_MAX + 1]);
void receipt_log_origin(const char *relay, const char *intake,
    char ret_origin[static CHECKPOINT_ORIGIN_MAX + 1]);

#endif
