/* What a child says, taken in by the desk. */
#include "opener.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "common/bytes/secret.h"
#include "common/bytes/steady_clock.h"
#include "opener_frames.h"
#include "opening_parts.h"

/* By the wall's clock, which goes on where no processor is used; a child has a
 * clock of its own besides. */
#define READY_MS 30000
#define FRAME_MS 7200000
#define END_MS 30000

static uint32_t
get_u32(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
	    (uint32_t)at[2] << 8 | at[3];
}

struct parent {
	const struct opener_events *events;
	struct reason *reason;
	uint8_t *buffer;
	size_t used; /* of the buffer, at most */
	bool ready;
	bool good;
	bool bad;
	bool refused; /* an event said no */
};

static bool
take_frame(struct parent *p, uint32_t type, unsigned number, size_t len)
{
	const struct opener_events *e = p->events;

	if (type == FRAME_READY) {
		p->ready = true;
		return true;
	}
	switch (type) {
	case FRAME_REPORT:
		p->refused = e->report != NULL &&
		    !e->report(e->context, (const char *)p->buffer, len);
		return !p->refused;
	case FRAME_ATTACHMENT:
		p->refused = e->attachment != NULL &&
		    !e->attachment(e->context, number, p->buffer, len);
		return !p->refused;
	case FRAME_GOOD:
		p->good = true;
		return true;
	case FRAME_BAD:
		reason_set(p->reason, "%.*s", (int)len, (char *)p->buffer);
		p->bad = true;
		return true;
	default:
		return false;
	}
}

enum taken { TAKEN, TAKEN_ENDED, TAKEN_WRONG };

/* So many bytes before the deadline, whatever trickles. */
static enum taken
read_all(int fd, uint8_t *bytes, size_t len, int64_t deadline_ms)
{
	struct pollfd ready = {.fd = fd, .events = POLLIN};

	while (len > 0) {
		int64_t left = deadline_ms - steady_clock_ms();
		int found = left <= 0 ? 0 : poll(&ready, 1, (int)left);
		ssize_t got;

		if (found < 0 && errno == EINTR)
			continue;
		if (found <= 0)
			return TAKEN_WRONG;
		got = read(fd, bytes, len);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return TAKEN_ENDED;
		bytes += got;
		len -= (size_t)got;
	}
	return TAKEN;
}

/* TAKEN_ENDED: nothing more comes, so the child ended; it can't close alone. */
static enum taken
take_frames(struct parent *p, int fd)
{
	uint8_t head[FRAME_HEAD_BYTES];
	enum taken taken;
	uint32_t len;

	while (!p->good && !p->bad) {
		int64_t deadline =
		    steady_clock_ms() + (p->ready ? FRAME_MS : READY_MS);

		taken = read_all(fd, head, sizeof(head), deadline);
		if (taken != TAKEN)
			return taken;
		len = get_u32(head + 8);
		if (len > FRAME_MAX)
			return TAKEN_WRONG;
		p->used = len > p->used ? len : p->used;
		taken = read_all(fd, p->buffer, len, deadline);
		if (taken != TAKEN)
			return taken;
		if (!take_frame(p, get_u32(head), get_u32(head + 4), len))
			return TAKEN_WRONG;
	}
	/* Its last word said, it ends, and nothing more comes. */
	return read_all(fd, head, 1, steady_clock_ms() + END_MS) == TAKEN_ENDED
	    ? TAKEN
	    : TAKEN_WRONG;
}

/* The last word of the process that opens; what it was ended for is known. */
static enum opener_verdict
judge(const struct parent *p, bool whole, const struct opening_result *r,
    struct reason *reason)
{
	if (whole && p->good && r->found && r->end == OPENING_WELL)
		return OPENER_GOOD;
	if (p->refused) {
		reason_set(reason, "what was opened could not be taken in");
		return OPENER_FAILED_HERE;
	}
	if (r->refused) {
		reason_set(reason, "%s", envelope_status_text(r->status));
		return r->status == ENVELOPE_OUT_OF_MEMORY ||
			r->status == ENVELOPE_READ_FAILED
		    ? OPENER_FAILED_HERE
		    : OPENER_BAD;
	}
	if (r->end == OPENING_LATE && p->ready) {
		reason_set(reason, "it took longer than any envelope may");
		return OPENER_BROKE;
	}
	if (r->end == OPENING_LOCAL || !p->ready) {
		reason_set(reason,
		    "the process that opens could not be shut in, or had no "
		    "memory");
		return OPENER_FAILED_HERE;
	}
	return p->bad ? OPENER_BAD : OPENER_BROKE;
}

static void
say_why_not(const struct opening *o, struct reason *reason)
{
	reason_set(reason, "%s",
	    opening_is_gone(o)
		? "the process that opens is gone: close the desk, and open it "
		  "again"
		: "the process that opens could not be asked, or did not "
		  "answer in time");
}

bool
opener_begin(struct opening *o, int fd, const uint8_t *file_key,
    struct opener_job *ret_job, struct reason *ret_reason)
{
	*ret_job = (struct opener_job){.o = o, .pipe = -1};
	ret_job->number = opening_ask(o, fd, file_key, &ret_job->pipe);
	if (ret_job->number == 0)
		say_why_not(o, ret_reason);
	return ret_job->number != 0;
}

enum opener_verdict
opener_finish(struct opener_job *job, const struct opener_events *events,
    struct reason *ret_reason)
{
	struct parent p = {.events = events, .reason = ret_reason};
	enum opener_verdict verdict = OPENER_FAILED_HERE;
	const struct opening_result *result;
	enum taken taken;

	p.buffer = opening_buffer(job->o);
	reason_set(ret_reason, "it broke the process that opens");
	taken = take_frames(&p, job->pipe);
	if (taken == TAKEN_WRONG)
		opening_stop(job->o, job->number);
	(void)close(job->pipe);
	result = opening_wait(job->o, job->number, steady_clock_ms() + END_MS);
	if (result->ended)
		verdict = judge(&p, taken == TAKEN, result, ret_reason);
	else
		say_why_not(job->o, ret_reason);
	if (verdict == OPENER_GOOD && events->file_key != NULL &&
	    !events->file_key(
		events->context, result->file_key, result->epoch)) {
		reason_set(ret_reason, "what was opened could not be taken in");
		verdict = OPENER_FAILED_HERE;
	}
	job->number = 0;
	sodium_memzero(p.buffer, p.used);
	return verdict;
}

void
opener_drop(struct opener_job *job)
{
	if (job->number == 0)
		return;
	opening_stop(job->o, job->number);
	(void)close(job->pipe);
	(void)opening_wait(job->o, job->number, steady_clock_ms() + END_MS);
	job->number = 0;
}

enum opener_verdict
opener_open(struct opening *o, int fd, const uint8_t *file_key,
    const struct opener_events *events, struct reason *ret_reason)
{
	struct opener_job job;

	if (opener_begin(o, fd, file_key, &job, ret_reason))
		return opener_finish(&job, events, ret_reason);
	return OPENER_FAILED_HERE;
}
