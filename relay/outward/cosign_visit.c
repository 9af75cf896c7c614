#include "cosign_visit.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/bytes/utc_time.h"
#include "common/notes/cosignature.h"
#include "common/log/merkle_consistency.h"
#include "common/notes/tlog_proof.h"
#include "common/notes/witness_answer.h"
#include "relay/commit/publication.h"

/* Of one that forgets what it said a moment ago, enough is heard. */
#define CONFLICTS_MAX 3
/* Under one checkpoint, those of keys that were replaced among them. */
#define SIGNATURES_MAX 32

/* A checkpoint without a cosignature that the witness can still give. */
struct target {
	uint64_t number;
	struct byte_writer note;
	struct signed_note parsed; /* points into the note */
	struct checkpoint checkpoint;
};

static bool
load(const struct cosign_visit *v, uint64_t number, struct target *t)
{
	struct log_publication ignored;

	t->note.len = 0;
	t->number = number;
	return index_publication(
		   v->index, v->intake, number, &ignored, &t->note) &&
	    !t->note.failed &&
	    signed_note_parse(t->note.data, t->note.len, &t->parsed) ==
	    NOTE_OK &&
	    checkpoint_parse(
		t->parsed.text, t->parsed.text_len, &t->checkpoint);
}

enum choice { CHOICE_NONE, CHOICE_ONE, CHOICE_FAILED };

/* The first that it can still cosign and has not; or the newest. */
static enum choice
choose(struct cosign_visit *v, struct target *t, uint64_t *ret_newest_size)
{
	struct witness_span span;
	uint64_t number;
	int64_t time;

	if (!index_witness_span(v->index, v->intake, v->state.size, &span))
		return CHOICE_FAILED;
	*ret_newest_size = span.newest_size;
	if (!span.any)
		return CHOICE_NONE;
	/* The log is behind it: asked about its size, it says so itself. */
	if (v->state.size > span.newest_size)
		v->state.size = 0;
	number = v->state.size == 0 || span.number > span.newest ||
		span.newest - span.number > COSIGN_BEHIND_MAX
	    ? span.newest
	    : span.number;
	for (; number <= span.newest; number++) {
		if (!load(v, number, t))
			return CHOICE_FAILED;
		/* A bad one was changed on the disk: no second beside it. */
		if (cosignature_verify(&t->parsed, &v->witness->key, &time) ==
		    COSIGNATURE_ABSENT)
			return CHOICE_ONE;
	}
	return v->at_start ? CHOICE_ONE : CHOICE_NONE;
}

static bool
send_it(struct cosign_visit *v, const struct target *t,
    struct byte_writer *ret_body, struct http_answer *ret_answer,
    struct reason *reason)
{
	struct witness_tiles tiles = {v->index, v->intake};
	struct merkle_hash path[MERKLE_PATH_MAX];
	struct http_request request = {.method = "POST",
	    .url = v->url,
	    .headers = {"Content-Type: text/plain; charset=utf-8"},
	    .fd = -1,
	    .sink_limit = WITNESS_ANSWER_MAX,
	    .sink_refusals = true};
	struct byte_writer body;
	struct byte_sink sink;
	size_t len;
	bool ok;

	if (!merkle_consistency_path(index_witness_tiles, &tiles, v->state.size,
		t->checkpoint.size, path, &len)) {
		reason_set(reason, "the log's own hashes can't be read");
		return false;
	}
	byte_writer_init(&body, WITNESS_ANSWER_MAX);
	witness_request_format(
	    &body, v->state.size, path, len, t->note.data, t->note.len);
	ret_body->len = 0;
	sink = byte_sink_writer(ret_body);
	request.sink = &sink;
	request.bytes = body.data;
	request.len = body.len;
	ok = !body.failed &&
	    http_client_send(v->http, &request, ret_answer, reason);
	byte_writer_finish(&body);
	return ok;
}

static enum witness_end
store_line(struct cosign_visit *v, const struct target *t,
    const struct byte_writer *line, struct reason *reason)
{
	struct witness_state next = v->state;
	int64_t time;

	next.size = t->checkpoint.size;
	next.end = WITNESS_GOOD;
	if (cosignature_verify(&t->parsed, &v->witness->key, &time) !=
	    COSIGNATURE_ABSENT) {
		v->state = next; /* asked at the start, and it agrees */
		return WITNESS_GOOD;
	}
	if (t->parsed.n_signatures >= SIGNATURES_MAX) {
		reason_set(reason, "the checkpoint has signatures enough");
		return WITNESS_IMPOSSIBLE;
	}
	next.cosigned++;
	if (line->failed ||
	    !index_witness_cosign(v->index, v->witness->id, v->intake, &next,
		t->number, line->data, line->len)) {
		reason_set(reason, "its cosignature can't be stored");
		return WITNESS_IMPOSSIBLE;
	}
	v->state = next;
	return WITNESS_GOOD;
}

/* 200: the line is taken if it verifies, and if today's directory counts it. */
static enum witness_end
take_lines(struct cosign_visit *v, const struct target *t,
    const struct byte_writer *body, struct reason *reason)
{
	const struct directory_witness *w = v->witness;
	enum witness_end end = WITNESS_NONSENSE;
	struct byte_writer line;
	int64_t time = 0;

	byte_writer_init(&line, WITNESS_ANSWER_MAX);
	switch (witness_answer_read(body->data, body->len, t->parsed.text,
	    t->parsed.text_len, &w->key, &line, &time)) {
	case WITNESS_COSIGNED:
		if (time >= w->from && time < w->until)
			end = store_line(v, t, &line, reason);
		else
			reason_set(reason,
			    "its cosignature has a time at which the directory "
			    "does not have it: its clock is wrong");
		break;
	case WITNESS_NO_LINES:
		reason_set(reason, "its answer is no list of signatures");
		break;
	case WITNESS_OTHER_KEY:
		reason_set(
		    reason, "it signs with another key than the directory has");
		break;
	case WITNESS_FALSE:
		reason_set(reason, "its cosignature does not verify");
		break;
	}
	byte_writer_finish(&line);
	return end;
}

/*
 * 409: it has cosigned another size.  WITNESS_NEW: asked again from there.
 * The size that was told already means that its root there is another.
 */
static enum witness_end
take_size(struct cosign_visit *v, const struct target *t,
    const struct byte_writer *body, uint64_t newest_size, unsigned conflicts,
    struct reason *reason)
{
	uint64_t size;

	if (!witness_size_read(body->data, body->len, &size)) {
		reason_set(reason,
		    "it answered 409 without the size that it has cosigned");
		return WITNESS_NONSENSE;
	}
	if (size > newest_size) {
		reason_set(reason,
		    "IT HAS COSIGNED MORE THAN THIS LOG HAS, %" PRIu64
		    " entries of %" PRIu64
		    ": the spool is an older copy, or the log is forked",
		    size, newest_size);
		v->state.size = size;
		return WITNESS_AHEAD;
	}
	if (size == v->state.size && size == t->checkpoint.size) {
		reason_set(reason,
		    "IT HAS COSIGNED ANOTHER LOG: another tree of %" PRIu64
		    " entries: this log is forked",
		    size);
		return WITNESS_FORKED;
	}
	if (size == v->state.size || conflicts >= CONFLICTS_MAX) {
		reason_set(reason,
		    "it says that it has cosigned %" PRIu64
		    " entries, and does not go on from there",
		    size);
		return WITNESS_NONSENSE;
	}
	v->state.size = size;
	return WITNESS_NEW;
}

static enum witness_end
ask(struct cosign_visit *v, struct target *t, uint64_t newest_size,
    unsigned conflicts, struct reason *reason)
{
	struct http_answer answer = {0};
	enum witness_end end = WITNESS_SILENT;
	struct byte_writer body;

	byte_writer_init(&body, WITNESS_ANSWER_MAX);
	if (!send_it(v, t, &body, &answer, reason)) {
		byte_writer_finish(&body);
		return WITNESS_SILENT;
	}
	v->retry_after = answer.retry_after;
	switch (answer.status) {
	case 200:
		end = take_lines(v, t, &body, reason);
		break;
	case 409:
		end = take_size(v, t, &body, newest_size, conflicts, reason);
		break;
	case 422:
		reason_set(reason,
		    "IT HAS COSIGNED ANOTHER LOG: this one does not grow from "
		    "the tree of %" PRIu64 " entries that it knows",
		    v->state.size);
		end = WITNESS_FORKED;
		break;
	case 403:
		reason_set(reason, "it does not know this log's key (403)");
		end = WITNESS_UNKNOWN;
		break;
	case 404:
		reason_set(reason, "it does not know this log (404)");
		end = WITNESS_UNKNOWN;
		break;
	default:
		reason_set(reason, "it answered %ld", answer.status);
	}
	byte_writer_finish(&body);
	return end;
}

enum witness_end
cosign_visit(struct cosign_visit *v, struct reason *ret_reason)
{
	enum witness_end end = WITNESS_GOOD;
	uint64_t newest_size = 0;
	unsigned conflicts = 0;
	struct target t = {0};

	byte_writer_init(&t.note, TLOG_PROOF_MAX);
	index_witness_get(v->index, v->witness->id, v->intake, &v->state);
	v->more = false;
	v->retry_after = 0;
	for (unsigned n = 0; end == WITNESS_GOOD || end == WITNESS_NEW;) {
		enum choice choice;

		if (atomic_load(v->stop))
			break;
		choice = choose(v, &t, &newest_size);
		if (choice == CHOICE_FAILED) {
			reason_set(ret_reason, "the log can't be read");
			end = WITNESS_IMPOSSIBLE;
			break;
		}
		if (choice == CHOICE_NONE || n == COSIGN_AT_ONCE) {
			v->more = choice != CHOICE_NONE;
			end = WITNESS_GOOD;
			break;
		}
		end = ask(v, &t, newest_size, conflicts, ret_reason);
		if (end == WITNESS_NEW)
			conflicts++;
		else
			n++;
		v->at_start &= end != WITNESS_GOOD;
	}
	byte_writer_finish(&t.note);
	return end;
}

const char *
witness_end_text(enum witness_end end)
{
	static const char *const texts[] = {
	    [WITNESS_NEW] = "not asked yet",
	    [WITNESS_GOOD] = "good",
	    [WITNESS_SILENT] = "it does not answer",
	    [WITNESS_NONSENSE] = "ITS ANSWERS ARE NO COSIGNATURES",
	    [WITNESS_UNKNOWN] = "IT DOES NOT KNOW THIS LOG OR ITS KEY",
	    [WITNESS_AHEAD] = "IT HAS COSIGNED MORE THAN THIS LOG HAS",
	    [WITNESS_FORKED] = "IT HAS COSIGNED ANOTHER LOG",
	    [WITNESS_IMPOSSIBLE] = "it can't be asked: see the log",
	};

	return texts[end];
}

bool
witness_end_refused(enum witness_end end)
{
	return end == WITNESS_UNKNOWN || end == WITNESS_AHEAD ||
	    end == WITNESS_FORKED;
}
