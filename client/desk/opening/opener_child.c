/* The child that opens one envelope, by its file key alone. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/bytes/stream.h"
#include "common/envelope/open.h"
#include "common/report/payload_reader.h"
#include "common/work/worker_team.h"
#include "opener_frames.h"
#include "opening_parts.h"

#define MEMORY_MAX (512u << 20)
#define THREADS_FROM (128u << 10) /* bytes: less is opened by one thread */

struct saying {
	int out;
};

static void
put_u32(uint8_t *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(value >> (8 * (3 - i)));
}

static bool
put_frame(const struct saying *c, enum frame_type type, unsigned number,
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
open_and_say(const struct opening_child *child, struct worker_team *team)
{
	struct saying c = {child->out};
	const struct open_keys open = {
	    .file_key = child->file_key, .team = team};
	const struct payload_events events = {
	    send_report, send_attachment, NULL, &c};
	int in = child->in;
	const struct byte_source source = byte_source_fd(&in);
	struct payload_reader *reader = payload_reader_create(&events);
	enum envelope_status status;
	struct byte_sink sink;
	const char *why;
	bool ok;

	if (reader == NULL)
		_exit(OPENING_CHILD_LOCAL);
	sink = payload_reader_sink(reader);
	status = open_source(&open, &source, &sink, NULL);
	why = payload_reader_reason(reader)->text;
	if (status != ENVELOPE_OK && *why == '\0')
		why = envelope_status_text(status);
	ok = status == ENVELOPE_OK && payload_reader_finish(reader);
	if (status == ENVELOPE_OUT_OF_MEMORY ||
	    status == ENVELOPE_READ_FAILED ||
	    payload_reader_failed_here(reader))
		_exit(OPENING_CHILD_LOCAL);
	return ok ? put_frame(&c, FRAME_GOOD, 0, "", 0)
		  : put_frame(&c, FRAME_BAD, 0, why, strlen(why));
}

void
opening_run_child(const struct opening_child *child)
{
	const struct sandbox_limits limits = {
	    {child->in, child->out}, OPENING_CPU_SECONDS, MEMORY_MAX, 0};
	const struct saying c = {child->out};
	/* Its threads must be there before no more can be started. */
	struct worker_team *team = worker_team_create(
	    child->size > THREADS_FROM ? worker_team_useful() : 0);

	if (team == NULL || !sandbox_enter_by(&limits, child->filter))
		_exit(OPENING_CHILD_LOCAL);
	_exit(put_frame(&c, FRAME_READY, 0, "", 0) && open_and_say(child, team)
		? 0
		: 1);
}
