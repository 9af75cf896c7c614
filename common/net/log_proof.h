/*
 * A promise against the log: the publication that covers its day, downloaded
 * whole, so that the relay can't tell which entry is asked for
 * (docs/RECEIPT.md 5).
 */
#ifndef VALISE_NET_LOG_PROOF_H
#define VALISE_NET_LOG_PROOF_H

#include "log_client.h"

enum log_proof_end {
	LOG_PROOF_KEPT,    /* it stands before the first marker of its day */
	LOG_PROOF_LATE,    /* it came into the log behind that marker */
	LOG_PROOF_BROKEN,  /* the marker is signed for, and it is nowhere */
	LOG_PROOF_WAITING, /* nothing covers its day yet */
	LOG_PROOF_OVERDUE, /* the same, and by the directory it is over */
	LOG_PROOF_FAILED,  /* no answer, or one that is none */
	LOG_PROOF_FALSE    /* what the relay signed and what it serves differ */
};

/* What is asked about: a promise, verified with its envelope. */
struct log_proof_question {
	const struct directory *directory;
	const struct receipt *receipt;   /* with its entry */
	const struct tlog_proof *parsed; /* the same */
	int64_t grace; /* seconds that overdue waits beyond the directory's */
};

/*
 * LOG_PROOF_KEPT and LOG_PROOF_LATE: the proof was put behind what `ret_proof`
 * holds.  All others but WAITING and OVERDUE have a reason.  Before a relay is
 * said to have broken its word, all of its log up to the marker and its newest
 * tree were read and had the roots that it signed.
 */
enum log_proof_end log_proof_make(const struct log_client *log,
    const struct log_proof_question *question, struct byte_writer *ret_proof,
    struct reason *ret_reason);

/*
 * Whether the log that is served had that root at that size, as someone else
 * saw it, and the entry is in it: LOG_CLIENT_FALSE where another root comes out
 * of it, or what the relay serves is none.
 */
enum log_client_status log_proof_within(const struct log_client *log,
    uint64_t size, const struct merkle_hash *root,
    const uint8_t entry[static RECEIPT_ENTRY_BYTES], bool *ret_found,
    struct reason *ret_reason);

/*
 * What an accusation holds of the log: all entries up to the first marker that
 * covers the promise's day, into `entries`, and the signed checkpoint there.
 * LOG_PROOF_BROKEN where the entry is not among them, LOG_PROOF_KEPT where it
 * is.
 */
enum log_proof_end log_proof_gather(const struct log_client *log,
    const struct log_proof_question *question, const struct byte_sink *entries,
    char ret_publication[static PUBLICATION_MAX + 1],
    struct byte_writer *ret_checkpoint, struct reason *ret_reason);

#endif
