/*
 * A promise made into a proof: the publication that it names, downloaded whole,
 * so that the relay can't tell which entry is asked for (docs/RECEIPT.md 5).
 */
#ifndef VALISE_NET_LOG_PROOF_H
#define VALISE_NET_LOG_PROOF_H

#include "log_client.h"

/*
 * `receipt` is the promise as it was verified, with its entry, `promise` the
 * same parsed.  LOG_CLIENT_OK: `ret_found` says whether the log holds the
 * entry; then the proof was put behind what `ret_proof` holds.
 * LOG_CLIENT_ABSENT: not published yet; with `overdue` the newest signed log
 * was walked whole before, and then there is none at all.
 */
enum log_client_status log_proof_make(const struct log_client *log,
    const struct receipt *receipt, const struct tlog_proof *promise,
    bool overdue, struct byte_writer *ret_proof, bool *ret_found,
    struct reason *ret_reason);

/*
 * Whether the promised publication should long be there: its name is none, or
 * its period, one more, and `grace` seconds are over.
 */
bool log_proof_overdue(
    const struct log_client *log, const struct receipt *receipt, int64_t grace);

#endif
