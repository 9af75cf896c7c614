/*
 * Following a log: that each checkpoint is of a tree that grew out of the one
 * before, so that nothing was rewritten, forked or cut off
 * (RFC 6962 2.1; c2sp.org/tlog-tiles).
 */
#ifndef VALISE_NET_LOG_FOLLOW_H
#define VALISE_NET_LOG_FOLLOW_H

#include "log_client.h"

#define LOG_FOLLOW_STATE_MAX (128u * 1024)

/* What was seen last: the right edge of its tree, and the signed checkpoint. */
struct log_follow {
	struct merkle_frontier frontier;
	struct byte_writer note; /* empty before the first */
};

/* Nothing seen yet; finish() frees, and leaves it so. */
void log_follow_init(struct log_follow *f);
void log_follow_finish(struct log_follow *f);

/* As a text, to be kept; and read back, false where it is not one. */
void log_follow_format(const struct log_follow *f, struct byte_writer *w);
bool log_follow_parse(struct log_follow *f, const void *bytes, size_t len);

/*
 * Fetches the newest checkpoint and every entry behind the last one, and moves
 * on.  LOG_CLIENT_FALSE: the log is not a continuation of what was seen;
 * `ret_evidence` then gets the signed checkpoint that shows it, and `f` stays.
 * `witness`, where not NULL, is a checkpoint of the same log that someone else
 * was given: the log must pass through it.  `whole` walks from the first entry
 * on, through what was seen before; so does a witness that lies before it.
 */
enum log_client_status log_follow_on(struct log_follow *f,
    const struct log_client *log, const struct checkpoint *witness, bool whole,
    struct byte_writer *ret_evidence, struct reason *ret_reason);

#endif
