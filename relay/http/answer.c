#include "answer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <microhttpd.h>

#include "common/bytes/utc_time.h"
#include "library_answers.h"

/* Rounded down to the hour: HTTP asks for a date, not for ours. */
static void
rounded_date(char *ret_text, size_t size)
{
	time_t hour = (time_t)(utc_time_now() / 3600 * 3600);
	struct tm tm;

	(void)gmtime_r(&hour, &tm);
	(void)strftime(ret_text, size, "%a, %d %b %Y %H:%M:%S GMT", &tm);
}

void
answer_write_fields(struct byte_writer *w)
{
	char date[64];

	rounded_date(date, sizeof(date));
	byte_writer_printf(w, "Date: %s\r\nTus-Resumable: 1.0.0\r\n", date);
}

static enum answer_result
queue(struct MHD_Connection *c, unsigned status, const char *type,
    struct MHD_Response *response, answer_headers headers)
{
	enum answer_result result;
	char date[64];

	if (response == NULL)
		return ANSWER_BROKEN;
	rounded_date(date, sizeof(date));
	(void)MHD_add_response_header(response, "Date", date);
	(void)MHD_add_response_header(response, "Tus-Resumable", "1.0.0");
	if (type != NULL)
		(void)MHD_add_response_header(response, "Content-Type", type);
	for (; headers != NULL && headers[0] != NULL; headers += 2)
		(void)MHD_add_response_header(response, headers[0], headers[1]);
	result = library_answers_queue(c, status, response) ? ANSWER_OK
							    : ANSWER_BROKEN;
	MHD_destroy_response(response);
	return result;
}

enum answer_result
answer_empty(struct MHD_Connection *c, unsigned status, answer_headers headers)
{
	return answer_bytes(c, status, NULL, "", 0, headers);
}

enum answer_result
answer_bytes(struct MHD_Connection *c, unsigned status, const char *type,
    const void *bytes, size_t len, answer_headers headers)
{
	return queue(c, status, type,
	    MHD_create_response_from_buffer(
		len, (void *)bytes, MHD_RESPMEM_MUST_COPY),
	    headers);
}

enum answer_result
answer_shared(struct MHD_Connection *c, const char *type, const void *bytes,
    size_t len, void (*done)(void *context), void *context)
{
	struct MHD_Response *response =
	    MHD_create_response_from_buffer_with_free_callback_cls(
		len, (void *)bytes, done, context);

	if (response == NULL)
		done(context);
	return queue(c, 200, type, response, NULL);
}

enum answer_result
answer_writer(struct MHD_Connection *c, const char *type, struct byte_writer *w)
{
	enum answer_result result;

	if (w->failed)
		result = answer_problem(c, 503, "out of memory", 60);
	else
		result = answer_bytes(c, 200, type,
		    w->data == NULL ? (const uint8_t *)"" : w->data, w->len,
		    NULL);
	byte_writer_finish(w);
	return result;
}

void
answer_write_problem(struct byte_writer *w, unsigned status, const char *detail)
{
	/* The details are our own literals: nothing in them needs escaping. */
	byte_writer_printf(w,
	    "{\"type\":\"about:blank\",\"status\":%u,\"detail\":\"%s\"}\n",
	    status, detail);
}

enum answer_result
answer_problem(struct MHD_Connection *c, unsigned status, const char *detail,
    unsigned retry_seconds)
{
	char seconds[16];
	const char *headers[] = {"Retry-After", seconds, NULL};
	struct byte_writer w;
	enum answer_result result;

	byte_writer_init(&w, 1024);
	answer_write_problem(&w, status, detail);
	(void)snprintf(seconds, sizeof(seconds), "%u", retry_seconds);
	result = answer_bytes(c, status, "application/problem+json", w.data,
	    w.len, retry_seconds == 0 ? NULL : headers);
	byte_writer_finish(&w);
	return result;
}

enum answer_result
answer_none(struct MHD_Connection *c)
{
	return answer_problem(c, 404, "not found", 0);
}

enum answer_result
answer_file(struct MHD_Connection *c, unsigned status, int fd, uint64_t offset,
    uint64_t len, answer_headers headers)
{
	struct MHD_Response *response =
	    MHD_create_response_from_fd_at_offset64(len, fd, offset);

	if (response == NULL)
		(void)close(fd);
	return queue(c, status, "application/octet-stream", response, headers);
}
