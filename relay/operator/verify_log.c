#include "verify_log.h"

#include <inttypes.h>
#include <string.h>

#include "common/bytes/utc_time.h"
#include "common/notes/tlog_proof.h"
#include "common/notes/witnesses.h"
#include "relay/commit/publication.h"

#define NOTE_MAX 65536
/* The committer publishes at the turn of a period: it is given this long. */
#define LATE_SECONDS 60

struct walk {
	struct index *index;
	const char *intake;
	const struct directory *directory;
	struct reason *reason;
	struct merkle_frontier frontier;
};

static bool
check_tile_hash(void *context, unsigned level, uint64_t position,
    const struct merkle_hash *hash)
{
	struct walk *w = context;
	struct merkle_hash held;

	if (index_tile_hash(w->index, w->intake, level, position, &held) &&
	    memcmp(&held, hash, sizeof(held)) == 0)
		return true;
	reason_set(w->reason,
	    "hash %" PRIu64 " of tile level %u is not that of its entries",
	    position, level);
	return false;
}

/* On to the size of the next checkpoint. */
static bool
grow(struct walk *w, uint64_t size)
{
	uint8_t leaf[32], entry[32];
	struct merkle_hash hash;

	while (w->frontier.size < size) {
		if (!index_leaf_pair(
			w->index, w->intake, w->frontier.size, leaf, entry) ||
		    memcmp(leaf, entry, 32) != 0) {
			reason_set(w->reason,
			    "entry %" PRIu64
			    " is missing or not that of its envelope",
			    w->frontier.size);
			return false;
		}
		merkle_leaf(leaf, sizeof(leaf), &hash);
		if (!merkle_frontier_append(
			&w->frontier, &hash, check_tile_hash, w))
			return false;
	}
	return true;
}

static bool
check_publication(struct walk *w, const char *name,
    const struct byte_writer *note, const struct vkey *key)
{
	struct witness_verdict verdict;
	struct signed_note parsed;
	struct checkpoint checkpoint;
	struct merkle_hash root;

	if (signed_note_parse(note->data, note->len, &parsed) != NOTE_OK ||
	    signed_note_verify(&parsed, key, 1, 1) != NOTE_OK ||
	    !checkpoint_parse(parsed.text, parsed.text_len, &checkpoint) ||
	    strcmp(checkpoint.origin, key->name) != 0) {
		reason_set(w->reason,
		    "the checkpoint of %s is not signed by the log's key",
		    name);
		return false;
	}
	if (checkpoint.size < w->frontier.size || !grow(w, checkpoint.size)) {
		if (w->reason->text[0] == '\0')
			reason_set(
			    w->reason, "the checkpoint of %s shrinks", name);
		return false;
	}
	merkle_frontier_root(&w->frontier, &root);
	if (memcmp(&root, &checkpoint.root, sizeof(root)) != 0) {
		reason_set(w->reason,
		    "the root of %s is not that of its entries", name);
		return false;
	}
	witnesses_judge(w->directory, &parsed, &verdict);
	if (verdict.bad[0] == '\0')
		return true;
	reason_set(w->reason,
	    "the cosignature of witness %s under %s does not verify",
	    verdict.bad, name);
	return false;
}

bool
verify_log(struct index *x, const char *intake, const struct vkey *key,
    const struct directory *d, uint64_t period, bool served,
    struct verify_log_result *ret_result, struct reason *ret_reason)
{
	struct walk w = {
	    .index = x, .intake = intake, .directory = d, .reason = ret_reason};
	char name[PUBLICATION_MAX + 1];
	struct byte_writer note;
	uint64_t n = 0, unlogged;
	bool ok = true, more = true;
	int64_t end;

	ret_reason->text[0] = '\0';
	while (ok && more) {
		byte_writer_init(&note, NOTE_MAX);
		more = index_publication(x, intake, n, name, &note);
		if (more) {
			ok = check_publication(&w, name, &note, key);
			n++;
		}
		byte_writer_finish(&note);
	}
	publication_name(utc_time_now() - LATE_SECONDS, period, name, &end);
	unlogged = index_unlogged(x, intake, name);
	if (ok && served && unlogged > 0) {
		reason_set(ret_reason,
		    "%" PRIu64 " entries are in no publication though theirs "
		    "is over",
		    unlogged);
		ok = false;
	}
	*ret_result = (struct verify_log_result){w.frontier.size, n, unlogged};
	return ok;
}
