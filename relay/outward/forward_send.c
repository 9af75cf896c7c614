#include "forward_round.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/bytes/utc_time.h"
#include "common/net/upload.h"
#include "relay/commit/publication.h"

#define REFUSED_SECONDS 86400 /* then it is asked once more */

struct naming {
	struct index *index;
	struct forward_row *row;
};

/* Before a byte is sent there: after a restart it goes on. */
static void
keep_url(void *context, const char *url)
{
	const struct naming *n = context;

	(void)snprintf(n->row->url, sizeof(n->row->url), "%s", url);
	(void)index_forward_url(n->index, n->row->envelope, url);
}

static bool
take_end(struct round *r, struct forward_row *row, enum upload_end end,
    const struct byte_writer *promise, const struct reason *reason)
{
	struct index *x = store_index(r->store);

	switch (end) {
	case UPLOAD_PROMISED:
		r->lane->fails = 0;
		forward_good(r->lane);
		/* No url: what comes next is its log. */
		return index_forward_promise(x, row, FORWARD_PROMISED,
		    publication_round(utc_time_now(), r->period), promise->data,
		    promise->len);
	case UPLOAD_REFUSED:
		forward_say(r->lane, reason->text);
		return index_forward_set(x, row, FORWARD_REFUSED,
		    utc_time_now() + REFUSED_SECONDS, reason->text);
	case UPLOAD_FALSE:
		row->url[0] = '\0'; /* whatever it holds there is not ours */
		row->tries++;
		forward_say(r->lane, reason->text);
		return index_forward_set(x, row, FORWARD_WAITING,
		    forward_next_try(r->lane, row->tries), reason->text);
	case UPLOAD_LATER:
		break;
	}
	if (atomic_load(r->stop))
		return false; /* by us: it is not a try */
	row->tries++;
	if (http_client_answered(r->http)) {
		/* The desk's notes are still asked for. */
		forward_say(r->lane, reason->text);
		r->lane->send_not_before =
		    forward_next_try(r->lane, ++r->lane->fails);
	} else {
		forward_failed(r, reason);
	}
	(void)index_forward_set(x, row, FORWARD_WAITING,
	    forward_next_try(r->lane, row->tries), reason->text);
	return false;
}

bool
forward_send(struct round *r)
{
	struct index *x = store_index(r->store);
	struct forward_row row;
	struct envelope_row envelope;
	struct naming naming = {.index = x, .row = &row};
	struct upload u = {.client = r->http,
	    .base = r->base,
	    .directory = r->ref->directory,
	    .intake = r->intake,
	    .relay = r->upstream,
	    .fd = -1,
	    .once = true,
	    .created = keep_url,
	    .context = &naming,
	    .stop = r->stop};
	char resume[sizeof(row.url)];
	struct byte_writer promise;
	struct receipt receipt;
	struct reason reason = {""};
	enum upload_end end;
	bool more;

	byte_writer_init(&promise, TLOG_PROOF_MAX);
	more = index_forward_next(x, r->lane->config->intake, FORWARD_WAITING,
	    utc_time_now(), &row, &promise);
	byte_writer_finish(&promise);
	if (!more ||
	    !index_find(x, r->lane->config->intake, row.sha256, &envelope))
		return false;
	u.fd = store_open_envelope(r->store, &envelope, &u.fd_offset);
	if (u.fd < 0) {
		row.tries++;
		forward_say(r->lane, "an envelope can't be read; see verify");
		return index_forward_set(x, &row, FORWARD_WAITING,
		    forward_next_try(r->lane, row.tries), "it can't be read");
	}
	u.size = envelope.size;
	memcpy(u.sha256, row.sha256, 32);
	(void)snprintf(resume, sizeof(resume), "%s", row.url);
	u.resume = resume;
	u.earlier_tries = row.tries;
	end = upload_send(&u, &promise, &receipt, &reason);
	(void)close(u.fd);
	more = take_end(r, &row, end, &promise, &reason);
	if (end == UPLOAD_PROMISED)
		byte_writer_finish(&promise);
	return more;
}
