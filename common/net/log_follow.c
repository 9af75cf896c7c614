#include "log_follow.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/bytes/byte_reader.h"
#include "common/bytes/text_codec.h"

#define FORMAT "valise-audit/1"

void
log_follow_init(struct log_follow *f)
{
	memset(&f->frontier, 0, sizeof(f->frontier));
	byte_writer_init(&f->note, TLOG_PROOF_MAX);
}

void
log_follow_finish(struct log_follow *f)
{
	byte_writer_finish(&f->note);
}

void
log_follow_format(const struct log_follow *f, struct byte_writer *w)
{
	char hex[2 * MERKLE_HASH_BYTES + 1];

	byte_writer_printf(w, "%s\n%" PRIu64 "\n", FORMAT, f->frontier.size);
	for (size_t i = 0; i < f->frontier.n_nodes; i++) {
		hex_encode(f->frontier.nodes[i].bytes, MERKLE_HASH_BYTES, hex);
		byte_writer_printf(w, "%s\n", hex);
	}
	byte_writer_printf(w, "\n");
	byte_writer_put(w, f->note.data, f->note.len);
}

bool
log_follow_parse(struct log_follow *f, const void *bytes, size_t len)
{
	struct byte_reader r;
	const char *line;
	uint64_t size;
	size_t line_len;

	log_follow_init(f);
	byte_reader_init(&r, bytes, len);
	if (!byte_reader_line(&r, &line, &line_len) ||
	    line_len != strlen(FORMAT) || memcmp(line, FORMAT, line_len) != 0 ||
	    !byte_reader_line(&r, &line, &line_len) ||
	    !decimal_decode(line, line_len, LOG_CLIENT_SIZE_MAX, &size))
		return false;
	f->frontier.size = size;
	/* A perfect subtree for each bit of the size. */
	for (; size != 0; size &= size - 1) {
		if (!byte_reader_line(&r, &line, &line_len) ||
		    !hex_decode(line, line_len,
			f->frontier.nodes[f->frontier.n_nodes++].bytes,
			MERKLE_HASH_BYTES))
			return false;
	}
	if (!byte_reader_line(&r, &line, &line_len) || line_len != 0)
		return false;
	byte_writer_put(&f->note, r.at, r.left);
	return !f->note.failed;
}

struct walk {
	const struct log_client *log;
	const struct checkpoint *to;
	const struct checkpoint *witness;
	const struct merkle_frontier *before;
	struct merkle_frontier frontier;
	struct reason *reason;
};

static bool
same_root(const struct walk *w, const struct merkle_hash *root)
{
	struct merkle_hash ours;

	merkle_frontier_root(&w->frontier, &ours);
	return memcmp(&ours, root, sizeof(ours)) == 0;
}

/* Through what someone else was given, and through what was seen before. */
static enum log_client_status
check_passing(struct walk *w)
{
	if (w->before->size == w->frontier.size) {
		struct merkle_hash seen;

		merkle_frontier_root(w->before, &seen);
		if (!same_root(w, &seen)) {
			reason_set(w->reason,
			    "the first %" PRIu64
			    " entries are not those that were seen: the log "
			    "was REWRITTEN",
			    w->before->size);
			return LOG_CLIENT_FALSE;
		}
	}
	if (w->witness == NULL || w->witness->size != w->frontier.size ||
	    same_root(w, &w->witness->root))
		return LOG_CLIENT_OK;
	reason_set(w->reason,
	    "it gave someone else another tree of %" PRIu64
	    " entries: the log is FORKED",
	    w->witness->size);
	return LOG_CLIENT_FALSE;
}

static enum log_client_status
take_block(struct walk *w)
{
	uint8_t entries[TILE_WIDTH][RECEIPT_ENTRY_BYTES];
	uint64_t block = w->frontier.size / TILE_WIDTH;
	enum log_client_status status;
	struct merkle_hash leaf;
	size_t n;

	status = log_client_block(
	    w->log, w->to->size, block, entries, &n, w->reason);
	for (size_t i = (size_t)(w->frontier.size % TILE_WIDTH);
	     i < n && status == LOG_CLIENT_OK; i++) {
		merkle_leaf(entries[i], sizeof(entries[i]), &leaf);
		if (!merkle_frontier_append(&w->frontier, &leaf, NULL, NULL))
			return LOG_CLIENT_FAILED;
		status = check_passing(w);
	}
	return status;
}

static enum log_client_status
walk_on(struct walk *w)
{
	uint64_t from = w->frontier.size;
	enum log_client_status status = check_passing(w);

	while (status == LOG_CLIENT_OK && w->frontier.size < w->to->size)
		status = take_block(w);
	if (status != LOG_CLIENT_OK || same_root(w, &w->to->root))
		return status;
	reason_set(w->reason,
	    from == w->to->size
		? "it signed two trees of %" PRIu64
		  " entries: the log is FORKED"
		: "what it serves does not grow from what was seen into the "
		  "tree of %" PRIu64
		  " entries that it signed: the log was REWRITTEN",
	    w->to->size);
	return LOG_CLIENT_FALSE;
}

enum log_client_status
log_follow_on(struct log_follow *f, const struct log_client *log,
    const struct checkpoint *witness, bool whole,
    struct byte_writer *ret_evidence, struct reason *ret_reason)
{
	struct walk w = {.log = log,
	    .witness = witness,
	    .before = &f->frontier,
	    .frontier = f->frontier,
	    .reason = ret_reason};
	enum log_client_status status;
	struct checkpoint to;
	struct byte_writer note;

	status = log_client_checkpoint(log, NULL, &note, &to, ret_reason);
	if (status == LOG_CLIENT_ABSENT && f->frontier.size > 0) {
		reason_set(ret_reason,
		    "it has no log any more, and had %" PRIu64
		    " entries: the log was CUT OFF",
		    f->frontier.size);
		return LOG_CLIENT_FALSE;
	}
	if (status != LOG_CLIENT_OK)
		return status;
	w.to = &to;
	if (to.size < f->frontier.size ||
	    (witness != NULL && to.size < witness->size)) {
		reason_set(ret_reason,
		    "it has %" PRIu64
		    " entries, and had more before: the log was CUT OFF",
		    to.size);
		status = LOG_CLIENT_FALSE;
	} else {
		/* What lies before is walked again for a witness' sake. */
		if (whole ||
		    (witness != NULL && witness->size < f->frontier.size))
			memset(&w.frontier, 0, sizeof(w.frontier));
		status = walk_on(&w);
	}
	if (status == LOG_CLIENT_FALSE)
		byte_writer_put(ret_evidence, note.data, note.len);
	if (status == LOG_CLIENT_OK) {
		f->frontier = w.frontier;
		f->note.len = 0;
		byte_writer_put(&f->note, note.data, note.len);
	}
	byte_writer_finish(&note);
	return status;
}
