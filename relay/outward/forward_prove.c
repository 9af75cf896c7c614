#include "forward_round.h"

#include "common/bytes/steady_clock.h"
#include "common/bytes/utc_time.h"
#include "common/net/log_proof.h"

#define PROOF_SECONDS 900 /* for the download of one publication */

bool
forward_prove(struct round *r)
{
	struct log_client log = {r->http, r->base, r->intake, r->upstream->name,
	    steady_clock_seconds() + PROOF_SECONDS};
	struct index *x = store_index(r->store);
	enum log_proof_end end;
	struct byte_writer promise, proof;
	struct reason reason = {""};
	struct tlog_proof parsed;
	struct receipt receipt;
	struct forward_row row;
	struct log_proof_question question = {r->ref->directory, &receipt, NULL,
	    (int64_t)r->lane->config->retry_seconds};
	bool more;

	byte_writer_init(&promise, TLOG_PROOF_MAX);
	byte_writer_init(&proof, TLOG_PROOF_MAX);
	more = index_forward_next(x, r->lane->config->intake, FORWARD_PROMISED,
	    utc_time_now(), &row, &promise);
	if (!more)
		goto out;
	row.tries++;
	if (receipt_verify(r->ref->directory, promise.data, promise.len,
		row.sha256, &receipt) != RECEIPT_GENUINE ||
	    !tlog_proof_parse(promise.data, promise.len, &parsed)) {
		/* Its key is another one since: a new promise is asked for. */
		forward_say(r->lane,
		    "a promise of it does not verify with today's directory; "
		    "the envelope is sent again");
		more = index_forward_set(x, &row, FORWARD_WAITING,
		    forward_next_try(r->lane, row.tries), "an old promise");
		goto out;
	}
	question.parsed = &parsed;
	end = log_proof_make(&log, &question, &proof, &reason);
	if ((end == LOG_PROOF_KEPT || end == LOG_PROOF_LATE) && !proof.failed) {
		if (end == LOG_PROOF_LATE)
			forward_say(r->lane,
			    "IT PROMISED AND DID NOT KEEP IT IN TIME: its log "
			    "has an envelope later than it signed for");
		more = index_forward_promise(
		    x, &row, FORWARD_PROVEN, 0, proof.data, proof.len);
	} else if (end == LOG_PROOF_BROKEN || end == LOG_PROOF_OVERDUE) {
		forward_say(r->lane,
		    end == LOG_PROOF_BROKEN
			? "IT PROMISED AND DID NOT KEEP IT: its log lacks an "
			  "envelope, which is sent again"
			: "it has not published what it promised, and is "
			  "overdue: the envelope is sent again");
		row.url[0] = '\0';
		more = index_forward_set(x, &row, FORWARD_WAITING,
		    forward_next_try(r->lane, row.tries),
		    "a promise was not kept");
	} else {
		if (end == LOG_PROOF_FALSE)
			forward_say(r->lane, reason.text);
		/* Not published yet, no answer, or a false one: ask again. */
		more = index_forward_set(x, &row, FORWARD_PROMISED,
		    forward_next_try(r->lane, row.tries), reason.text);
		more = more && end != LOG_PROOF_FAILED;
	}
out:
	byte_writer_finish(&promise);
	byte_writer_finish(&proof);
	return more;
}
