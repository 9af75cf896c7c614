#include "forward_round.h"

#include "client/net/log_proof.h"
#include "client/net/relay_terms.h"
#include "common/bytes/utc_time.h"
#include "common/notes/publication_name.h"

#define PROOF_SECONDS 900 /* for the download of one publication */

/*
 * Whether a publication that upstream does not have should be there: its period
 * and one more are over, and the longest wait between two tries.
 */
static bool
is_overdue(struct round *r, const struct receipt *receipt)
{
	struct relay_terms terms;
	struct reason reason;
	int64_t start;

	return publication_start(receipt->publication, &start) &&
	    relay_terms_fetch(r->http, r->base, &terms, &reason) &&
	    utc_time_now() > start + 2 * (int64_t)terms.publication_seconds +
		(int64_t)r->lane->config->retry_seconds;
}

bool
forward_prove(struct round *r)
{
	struct log_client log = {r->http, r->base, r->lane->config->intake,
	    &r->upstream->log_key, log_client_now() + PROOF_SECONDS};
	struct index *x = store_index(r->store);
	enum log_client_status status = LOG_CLIENT_OK;
	struct byte_writer promise, proof;
	struct reason reason = {""};
	struct tlog_proof parsed;
	struct receipt receipt;
	struct forward_row row;
	bool found = false, more;

	byte_writer_init(&promise, TLOG_PROOF_MAX);
	byte_writer_init(&proof, TLOG_PROOF_MAX);
	more = index_forward_next(x, r->lane->config->intake, FORWARD_PROMISED,
	    utc_time_now(), &row, &promise);
	if (!more)
		goto out;
	if (receipt_verify(r->ref->directory, promise.data, promise.len,
		row.sha256, &receipt) == RECEIPT_GENUINE &&
	    tlog_proof_parse(promise.data, promise.len, &parsed))
		status = log_proof_make(
		    &log, &receipt, &parsed, &proof, &found, &reason);
	row.tries++;
	if (status == LOG_CLIENT_OK && found && !proof.failed) {
		more = index_forward_promise(
		    x, &row, FORWARD_PROVEN, 0, proof.data, proof.len);
	} else if (status == LOG_CLIENT_OK ||
	    (status == LOG_CLIENT_ABSENT && is_overdue(r, &receipt))) {
		forward_say(r->lane,
		    "IT PROMISED AND DID NOT KEEP IT: its log lacks an "
		    "envelope, which is sent again");
		row.url[0] = '\0';
		more = index_forward_set(x, &row, FORWARD_WAITING,
		    forward_next_try(r->lane, row.tries),
		    "a promise was not kept");
	} else {
		if (status == LOG_CLIENT_FALSE)
			forward_say(r->lane, reason.text);
		/* Not published yet, no answer, or a false one: ask again. */
		more = index_forward_set(x, &row, FORWARD_PROMISED,
		    forward_next_try(r->lane, row.tries), reason.text);
		more = more && status != LOG_CLIENT_FAILED;
	}
out:
	byte_writer_finish(&promise);
	byte_writer_finish(&proof);
	return more;
}
