#include "upload.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <sodium.h>

#include "common/bytes/steady_clock.h"
#include "common/bytes/text_codec.h"
#include "common/bytes/utc_time.h"
#include "common/crypto/work_stamp.h"
#include "common/log/publication_name.h"
#include "common/work/task.h"
#include "relay_terms.h"

#define URL_MAX_BYTES 2048
#define UPLOAD_RESUMED_SECONDS (61 * 86400) /* a relay keeps none so long */
#define RESTARTS_MAX 5 /* uploads begun anew, after the relay lost one */

#define TUS "Tus-Resumable: 1.0.0"

struct state {
	const struct upload *upload;
	struct relay_terms terms;
	char url[URL_MAX_BYTES]; /* of the upload; empty before creation */
	uint64_t part;           /* longest that is sent at a time */
	uint64_t offset;         /* bytes that the relay holds */
	uint64_t best;           /* most that it ever acknowledged */
	int tries;               /* creations so far */
	int restarts;
	int64_t last_progress; /* seconds, monotonic */
	long wait;             /* before the next try */
	struct task sending;
	struct byte_writer *promise;
	struct reason *reason;
	struct reason told; /* said already, so that it is said once */
};

enum step {
	STEP_ON,     /* go on with the next step */
	STEP_WAIT,   /* the line or the relay broke: try again later */
	STEP_ANEW,   /* the relay does not know the upload any more */
	STEP_REFUSED /* it will never be taken as it is */
};

static bool
get_terms(const struct upload *u, struct relay_terms *ret_terms,
    struct reason *reason)
{
	if (!relay_terms_fetch(u->client, u->base, ret_terms, reason))
		return false;
	if (!u->once || ret_terms->work_bits <= UPLOAD_ONCE_BITS_MAX)
		return true;
	reason_set(reason,
	    "it asks for %u bits of work for each, more than this relay gives",
	    ret_terms->work_bits);
	return false;
}

/* What a failed exchange means for what comes next. */
static enum step
judge(const struct state *s, const struct http_answer *a)
{
	struct reason *reason = s->reason;

	if (a->status == 0)
		return STEP_WAIT;
	if (a->status != 404 && a->status != 410)
		reason_set(reason, "the relay answered %ld%s%s", a->status,
		    a->problem[0] != '\0' ? ": " : "", a->problem);
	switch (a->status) {
	case 404:
	case 410:
		reason_set(reason, "the relay lost the upload");
		return STEP_ANEW;
	case 403:
		/* The work asked for may have been raised meanwhile. */
		return s->upload->once ? STEP_WAIT : STEP_REFUSED;
	case 409:
	case 423:
	case 429:
	case 460:
	case 500:
	case 502:
	case 503:
	case 504:
	case 507:
		return STEP_WAIT;
	default:
		return STEP_REFUSED;
	}
}

static void
on_progress(void *context, uint64_t sent)
{
	struct state *s = context;

	if (!s->upload->once)
		task_set(&s->sending, s->offset + sent);
}

/* Upload-Metadata of tus: the stamp, each value in base64. */
static void
put_metadata(const struct work_stamp *stamp, char *ret_header, size_t size)
{
	char hash[48], nonce[32], day[24];

	base64_encode(BASE64_PADDED, stamp->sha256, 32, hash);
	base64_encode(
	    BASE64_PADDED, stamp->nonce, WORK_STAMP_NONCE_BYTES, nonce);
	base64_encode(BASE64_PADDED, stamp->day, strlen(stamp->day), day);
	(void)snprintf(ret_header, size,
	    "Upload-Metadata: sha256 %s,nonce %s,day %s", hash, nonce, day);
}

static void
set_url(struct state *s, const char *base, const char *path)
{
	(void)snprintf(s->url, sizeof(s->url), "%s%s", base, path);
	if (s->upload->created != NULL)
		s->upload->created(s->upload->context, s->url);
}

/*
 * The Location of a creation: a path on this relay, or this relay's own URL.
 * Anything else would make the client talk to a host that no one chose.
 */
static bool
take_location(struct state *s, const char *location)
{
	size_t base_len = strlen(s->upload->base);

	if (strncmp(location, s->upload->base, base_len) == 0)
		location += base_len;
	if (location[0] != '/' || location[1] == '/' ||
	    strpbrk(location, "?#\\@") != NULL)
		return false;
	set_url(s, s->upload->base, location);
	return true;
}

/* Only what the relay acknowledged, and more than ever before, is progress. */
static void
take_offset(struct state *s, uint64_t offset)
{
	s->offset = offset;
	if (offset <= s->best)
		return;
	s->best = offset;
	s->wait = 0;
	s->last_progress = steady_clock_seconds();
}

static bool
goes_on(void *context)
{
	const struct state *s = context;

	return (s->upload->stop == NULL || !atomic_load(s->upload->stop)) &&
	    !task_stopped(s->upload->follow);
}

bool
upload_in_parts(unsigned paced_seconds, uint64_t size)
{
	return paced_seconds != 0 || size > UPLOAD_ONE_REQUEST_MAX;
}

static enum step
create(struct state *s)
{
	const struct upload *u = s->upload;
	char url[URL_MAX_BYTES], metadata[256], length[64];
	struct work_stamp stamp = {.intake = u->intake->id, .size = u->size};
	struct byte_sink sink = byte_sink_writer(s->promise);
	struct http_request r = {.method = "POST",
	    .url = url,
	    .fd = u->fd,
	    .offset = u->fd_offset,
	    .sink = &sink,
	    .sink_limit = TLOG_PROOF_MAX};
	struct http_answer answer;

	memcpy(stamp.sha256, u->sha256, 32);
	utc_time_day(utc_time_now(), stamp.day);
	if (!work_stamp_find(&stamp,
		s->terms.work_bits + work_stamp_size_bits(u->size), goes_on,
		s)) {
		reason_set(s->reason, "it was stopped");
		return STEP_WAIT;
	}
	put_metadata(&stamp, metadata, sizeof(metadata));
	(void)snprintf(
	    length, sizeof(length), "Upload-Length: %" PRIu64, u->size);
	(void)snprintf(url, sizeof(url), "%s/v1/intakes/%s/envelopes", u->base,
	    u->intake->id);
	r.headers[0] = TUS;
	r.headers[1] = length;
	r.headers[2] = metadata;
	/* In one request the first time; in parts where the line broke that. */
	if (!upload_in_parts(u->paced_seconds, u->size) &&
	    u->size <= s->terms.part_size && s->tries++ == 0 &&
	    u->earlier_tries == 0) {
		r.headers[3] = "Content-Type: application/offset+octet-stream";
		r.len = u->size;
		r.progress = on_progress;
		r.progress_context = s;
	}
	s->offset = 0;
	s->promise->len = 0;
	if (!http_client_send(u->client, &r, &answer, s->reason))
		return STEP_WAIT;
	if (answer.status != 201)
		return judge(s, &answer);
	if (!take_location(s, answer.location)) {
		reason_set(s->reason,
		    "the relay points to an address that is not its own");
		return STEP_REFUSED;
	}
	take_offset(s, answer.has_offset ? answer.offset : 0);
	return STEP_ON;
}

static enum step
ask_offset(struct state *s)
{
	struct http_request r = {
	    .method = "HEAD", .url = s->url, .fd = -1, .headers = {TUS}};
	struct http_answer answer;

	if (!http_client_send(s->upload->client, &r, &answer, s->reason))
		return STEP_WAIT;
	if (answer.status == 200)
		reason_set(s->reason, "the relay tells no offset that can be");
	if (answer.status != 200 || !answer.has_offset ||
	    answer.offset > s->upload->size)
		return answer.status == 200 ? STEP_REFUSED : judge(s, &answer);
	take_offset(s, answer.offset);
	return STEP_ON;
}

static enum step
send_part(struct state *s)
{
	const struct upload *u = s->upload;
	char offset[64];
	struct http_request r = {.method = "PATCH",
	    .url = s->url,
	    .fd = u->fd,
	    .offset = u->fd_offset + s->offset,
	    .progress = on_progress,
	    .progress_context = s,
	    .headers = {
		TUS, offset, "Content-Type: application/offset+octet-stream"}};
	struct http_answer answer;

	r.len = u->size - s->offset;
	if (r.len > s->part)
		r.len = s->part;
	(void)snprintf(
	    offset, sizeof(offset), "Upload-Offset: %" PRIu64, s->offset);
	if (!http_client_send(u->client, &r, &answer, s->reason))
		return STEP_WAIT;
	if (answer.status != 204)
		return judge(s, &answer);
	if (!answer.has_offset || answer.offset > u->size ||
	    answer.offset <= s->offset)
		return STEP_WAIT;
	take_offset(s, answer.offset);
	return STEP_ON;
}

static enum step
fetch_promise(struct state *s)
{
	struct byte_sink sink = byte_sink_writer(s->promise);
	char url[URL_MAX_BYTES + 16];
	struct http_request r = {.method = "GET",
	    .url = url,
	    .fd = -1,
	    .sink = &sink,
	    .sink_limit = TLOG_PROOF_MAX};
	struct http_answer answer;

	s->promise->len = 0;
	(void)snprintf(url, sizeof(url), "%s/receipt", s->url);
	if (!http_client_send(s->upload->client, &r, &answer, s->reason))
		return STEP_WAIT;
	return answer.status == 200 ? STEP_ON : judge(s, &answer);
}

/* Parts that differ by a byte at most, of a size that the relay takes. */
static uint64_t
choose_part(const struct upload *u, const struct relay_terms *terms)
{
	uint64_t parts;

	if (u->paced_seconds == 0)
		return terms->part_size;
	parts = (u->size - 1) / UPLOAD_PACED_PART_BYTES + 1;
	if (parts > UPLOAD_PACED_PARTS_MAX)
		parts = UPLOAD_PACED_PARTS_MAX;
	if (parts > UPLOAD_PACED_TOTAL / u->paced_seconds)
		parts = UPLOAD_PACED_TOTAL / u->paced_seconds;
	if (parts < (u->size - 1) / terms->part_size + 1)
		parts = (u->size - 1) / terms->part_size + 1;
	return (u->size - 1) / parts + 1;
}

/* Waits, looking now and then whether it is to stop. */
static void
wait_for(struct state *s, uint32_t milliseconds)
{
	struct timespec pause = {0, 0};
	uint32_t step;

	for (; milliseconds > 0 && goes_on(s); milliseconds -= step) {
		step = milliseconds < 200 ? milliseconds : 200;
		pause.tv_nsec = (long)step * 1000000;
		(void)nanosleep(&pause, NULL);
	}
}

/* The wait before a part, where it was asked for; it is no lack of progress. */
static void
pace(struct state *s)
{
	uint32_t milliseconds;

	if (s->upload->paced_seconds == 0)
		return;
	milliseconds = randombytes_uniform(2000 * s->upload->paced_seconds);
	wait_for(s, milliseconds);
	s->last_progress += milliseconds / 1000;
}

/* All of it from wherever the relay is. */
static enum step
advance(struct state *s)
{
	enum step step = STEP_ON;

	if (s->url[0] == '\0') {
		step = create(s);
		if (step == STEP_ON && s->promise->len > 0 &&
		    s->offset == s->upload->size)
			return STEP_ON;
	} else {
		step = ask_offset(s);
	}
	while (step == STEP_ON && s->offset < s->upload->size) {
		pace(s);
		step = goes_on(s) ? send_part(s) : STEP_WAIT;
	}
	return step == STEP_ON ? fetch_promise(s) : step;
}

/* Longer from try to try, and never all senders at once. */
static void
wait_a_while(struct state *s)
{
	s->wait = s->wait == 0 ? 1 : s->wait * 2;
	if (s->wait > 30)
		s->wait = 30;
	wait_for(s, (uint32_t)(s->wait - 1) * 1000 + randombytes_uniform(1000));
}

/* Whether another try is worth it; then it has waited. */
static bool
waits(struct state *s)
{
	if (!goes_on(s)) {
		reason_set(s->reason, "it was stopped");
		return false;
	}
	if (s->upload->once ||
	    steady_clock_seconds() - s->last_progress > UPLOAD_PATIENCE_SECONDS)
		return false;
	if (strcmp(s->told.text, s->reason->text) != 0) {
		s->told = *s->reason;
		task_waits(s->upload->follow, s->told.text);
	}
	wait_a_while(s);
	return goes_on(s);
}

static enum upload_end
run(struct state *s)
{
	for (;;) {
		switch (advance(s)) {
		case STEP_ON:
			return UPLOAD_PROMISED;
		case STEP_REFUSED:
			return UPLOAD_REFUSED;
		case STEP_ANEW:
			set_url(s, "", "");
			if (++s->restarts > RESTARTS_MAX || s->upload->once)
				return UPLOAD_LATER;
			break;
		case STEP_WAIT:
			break;
		}
		if (!waits(s))
			return UPLOAD_LATER;
	}
}

/*
 * A promise for a day that never ends could not be broken: the publication must
 * be one of about now.
 */
static bool
is_of_now(const struct upload *u, const struct receipt *receipt,
    const struct relay_terms *terms)
{
	/* One that went on may have been promised when it was sent before. */
	const int64_t back =
	    u->resume != NULL ? UPLOAD_RESUMED_SECONDS : (int64_t)86400;
	int64_t now = utc_time_now(), start;

	return publication_start(receipt->publication, &start) &&
	    start >= now - (int64_t)terms->publication_seconds - back &&
	    start <= now + 86400;
}

static enum upload_end
judge_promise(const struct upload *u, const struct relay_terms *terms,
    const struct byte_writer *promise, struct receipt *ret_receipt,
    struct reason *reason)
{
	enum receipt_status verdict = receipt_verify(
	    u->directory, promise->data, promise->len, u->sha256, ret_receipt);

	if (verdict == RECEIPT_GENUINE &&
	    strcmp(ret_receipt->relay, u->relay->name) == 0 &&
	    strcmp(ret_receipt->intake, u->intake->id) == 0 &&
	    ret_receipt->form == RECEIPT_PROMISE &&
	    is_of_now(u, ret_receipt, terms))
		return UPLOAD_PROMISED;
	if (verdict == RECEIPT_GENUINE)
		reason_set(reason,
		    "the relay's promise is not for here and now (%s of %s, "
		    "%s)",
		    ret_receipt->intake, ret_receipt->relay,
		    ret_receipt->publication);
	else
		reason_set(reason, "the relay's promise does not verify: %s",
		    receipt_status_text(verdict));
	return UPLOAD_FALSE;
}

enum upload_end
upload_send(const struct upload *u, struct byte_writer *ret_promise,
    struct receipt *ret_receipt, struct reason *ret_reason)
{
	struct state s = {.upload = u,
	    .promise = ret_promise,
	    .reason = ret_reason,
	    .last_progress = steady_clock_seconds()};
	enum upload_end end;

	if (u->resume != NULL &&
	    strncmp(u->resume, u->base, strlen(u->base)) == 0)
		(void)snprintf(s.url, sizeof(s.url), "%s", u->resume);
	while (!get_terms(u, &s.terms, ret_reason))
		/* Where nothing listens at all, whoever waits should know it.
		 */
		if (http_client_refused(u->client) || !waits(&s))
			return UPLOAD_LATER;
	if (u->size > s.terms.max_size) {
		reason_set(ret_reason,
		    "it has %" PRIu64
		    " bytes, and this relay takes at most %" PRIu64,
		    u->size, s.terms.max_size);
		return UPLOAD_REFUSED;
	}
	s.part = choose_part(u, &s.terms);
	byte_writer_init(ret_promise, TLOG_PROOF_MAX);
	task_start(&s.sending, u->follow, TASK_SENDING, u->size);
	end = run(&s);
	task_end(&s.sending);
	if (end == UPLOAD_PROMISED)
		end = judge_promise(
		    u, &s.terms, ret_promise, ret_receipt, ret_reason);
	if (end != UPLOAD_PROMISED)
		byte_writer_finish(ret_promise);
	return end;
}
