#include "opener.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sodium.h>

#include "common/bytes/secret.h"
#include "common/bytes/steady_clock.h"
#include "common/bytes/stream.h"
#include "common/envelope/open.h"
#include "common/report/payload_reader.h"
#include "common/report/report.h"
#include "common/sandbox/sandbox.h"
#include "common/work/worker_team.h"

/* Frames from the child: type, number, length, bytes. */
enum frame_type {
	FRAME_READY = 'S', /* shut in: what follows is the file's fault */
	FRAME_FILE_KEY = 'K',
	FRAME_REPORT = 'R',
	FRAME_ATTACHMENT = 'A',
	FRAME_GOOD = 'G',
	FRAME_BAD = 'B'
};

#define CPU_SECONDS 3600 /* eight GiB take a minute */
#define MEMORY_MAX (512u << 20)
/* By the wall's clock, which goes on where no processor is used. */
#define READY_MS 30000
#define FRAME_MS (2 * CPU_SECONDS * 1000)
#define END_MS 30000
#define CHILD_LOCAL 2 /* exit status: not the file's fault */
#define FRAME_HEAD_BYTES 12u
#define FRAME_MAX REPORT_MAX

static void
put_u32(uint8_t *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(value >> (8 * (3 - i)));
}

static uint32_t
get_u32(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
	    (uint32_t)at[2] << 8 | at[3];
}

/* --- the child --- */

struct child {
	int in;
	int out;
	struct payload_reader *reader;
};

static bool
put_frame(const struct child *c, enum frame_type type, unsigned number,
    const void *bytes, size_t len)
{
	uint8_t head[FRAME_HEAD_BYTES];

	put_u32(head, (uint32_t)type);
	put_u32(head + 4, number);
	put_u32(head + 8, (uint32_t)len);
	return stream_write_all(c->out, head, sizeof(head)) &&
	    stream_write_all(c->out, bytes, len);
}

static bool
send_report(void *context, const cJSON *report, const char *text, size_t len)
{
	(void)report;
	return put_frame(context, FRAME_REPORT, 0, text, len);
}

static bool
send_attachment(void *context, unsigned number, const void *bytes, size_t len)
{
	return put_frame(context, FRAME_ATTACHMENT, number, bytes, len);
}

static bool
open_in_child(
    struct child *c, const struct opener_keys *keys, struct worker_team *team)
{
	const struct open_keys open = {
	    keys->identities, keys->n, keys->file_key, team};
	const struct payload_events events = {
	    send_report, send_attachment, NULL, c};
	const struct byte_source source = byte_source_fd(&c->in);
	uint8_t *file_key = secret_alloc(AGE_FILE_KEY_BYTES);
	enum envelope_status status;
	struct byte_sink sink;
	const char *why;
	bool ok;

	c->reader = payload_reader_create(&events);
	if (c->reader == NULL || file_key == NULL)
		_exit(CHILD_LOCAL);
	sink = payload_reader_sink(c->reader);
	status = open_source(&open, &source, &sink, file_key);
	why = payload_reader_reason(c->reader)->text;
	if (status != ENVELOPE_OK && *why == '\0')
		why = envelope_status_text(status);
	ok = status == ENVELOPE_OK && payload_reader_finish(c->reader);
	if (status == ENVELOPE_OUT_OF_MEMORY ||
	    status == ENVELOPE_READ_FAILED ||
	    payload_reader_failed_here(c->reader))
		_exit(CHILD_LOCAL);
	if (!ok)
		return put_frame(c, FRAME_BAD, 0, why, strlen(why));
	return (keys->file_key != NULL ||
		   put_frame(
		       c, FRAME_FILE_KEY, 0, file_key, AGE_FILE_KEY_BYTES)) &&
	    put_frame(c, FRAME_GOOD, 0, "", 0);
}

static _Noreturn void
run_child(int in, int out, const struct opener_keys *keys)
{
	const struct sandbox_limits limits = {
	    {in, out}, CPU_SECONDS, MEMORY_MAX, 0};
	struct child c = {.in = in, .out = out};
	struct worker_team *team;

	if (keys->forget != NULL)
		keys->forget(keys->forget_context);
	/* Its threads must be there before no more can be started. */
	team = worker_team_create(worker_team_useful());
	if (team == NULL || !sandbox_enter(&limits))
		_exit(CHILD_LOCAL);
	_exit(put_frame(&c, FRAME_READY, 0, "", 0) &&
		    open_in_child(&c, keys, team)
		? 0
		: 1);
}

/* --- the parent --- */

struct parent {
	const struct opener_events *events;
	struct reason *reason;
	uint8_t *buffer;
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
	case FRAME_FILE_KEY:
		if (len != AGE_FILE_KEY_BYTES)
			return false;
		p->refused =
		    e->file_key != NULL && !e->file_key(e->context, p->buffer);
		return !p->refused;
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

/*
 * Whether it ended well; `ret_local` where it was not the file's fault: before
 * its turn, for want of memory, or killed by someone else than its own limits,
 * as a machine without memory does.
 */
static bool
wait_for(pid_t pid, bool by_us, bool *ret_local)
{
	struct rusage used;
	int status;

	while (wait4(pid, &status, 0, &used) < 0)
		if (errno != EINTR)
			return false;
	*ret_local =
	    (WIFEXITED(status) && WEXITSTATUS(status) == CHILD_LOCAL) ||
	    (!by_us && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL &&
		used.ru_utime.tv_sec + used.ru_stime.tv_sec < CPU_SECONDS - 1);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

enum opener_verdict
opener_open(int fd, const struct opener_keys *keys,
    const struct opener_events *events, struct reason *ret_reason)
{
	struct parent p = {.events = events, .reason = ret_reason};
	int pipe_fds[2];
	bool whole, ended, local = false;
	enum taken taken;
	pid_t pid;

	reason_set(ret_reason, "the process that opens could not be started");
	p.buffer = secret_alloc(FRAME_MAX + 1);
	if (p.buffer == NULL || pipe2(pipe_fds, O_CLOEXEC) != 0) {
		secret_free(p.buffer);
		return OPENER_FAILED_HERE;
	}
	pid = fork();
	if (pid == 0)
		run_child(fd, pipe_fds[1], keys);
	(void)close(pipe_fds[1]);
	if (pid < 0) {
		(void)close(pipe_fds[0]);
		secret_free(p.buffer);
		return OPENER_FAILED_HERE;
	}
	reason_set(ret_reason, "it broke the process that opens");
	taken = take_frames(&p, pipe_fds[0]);
	whole = taken == TAKEN;
	if (taken == TAKEN_WRONG)
		(void)kill(pid, SIGKILL);
	(void)close(pipe_fds[0]);
	ended = wait_for(pid, taken == TAKEN_WRONG, &local);
	secret_free(p.buffer);
	if (whole && p.good && ended)
		return OPENER_GOOD;
	if (p.refused || local || !p.ready) {
		if (!p.bad)
			reason_set(ret_reason,
			    p.refused ? "what was opened could not be taken in"
				      : "the process that opens could not be "
					"shut in, or had no memory");
		return OPENER_FAILED_HERE;
	}
	return p.bad ? OPENER_BAD : OPENER_BROKE;
}
