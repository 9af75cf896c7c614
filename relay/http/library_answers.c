/*
 * A head that is too long or can't be read, and a body that can't be framed,
 * the library answers before the relay is asked: with a page of its own, and of
 * a length that is none even with two heads.  It has no hook for that; but it
 * calls its MHD_queue_response() by name, as anyone does, and the loader finds
 * a program's function of that name before a library's.  So the function below
 * is asked first, writes the one answer itself, and refuses, upon which the
 * library closes the connection.  A library that was built to call itself
 * directly gives its own pages still, which tell nothing of anyone;
 * tests/tools/unframed.py sees it.
 */
#include "library_answers.h"

#include <dlfcn.h>
#include <string.h>
#include <sys/socket.h>

#include <microhttpd.h>

#include "answer.h"

#define ANSWER_MAX 1024
#define UNREAD_TIMES 64 /* of 4 KiB */

static enum MHD_Result (*library_queue)(
    struct MHD_Connection *, unsigned, struct MHD_Response *);

bool
library_answers_start(void)
{
	void *found = dlsym(RTLD_NEXT, "MHD_queue_response");

	memcpy(&library_queue, &found, sizeof(library_queue));
	return found != NULL;
}

bool
library_answers_queue(
    struct MHD_Connection *c, unsigned status, struct MHD_Response *response)
{
	return library_queue(c, status, response) == MHD_YES;
}

static const char *
detail_of(unsigned status)
{
	switch (status) {
	case MHD_HTTP_CONTENT_TOO_LARGE:
		return "too long";
	case MHD_HTTP_URI_TOO_LONG:
	case MHD_HTTP_REQUEST_HEADER_FIELDS_TOO_LARGE:
		return "the head is too long";
	case MHD_HTTP_HTTP_VERSION_NOT_SUPPORTED:
		return "another version of HTTP";
	case MHD_HTTP_INTERNAL_SERVER_ERROR:
		return "it could not be answered";
	default:
		return "no request that can be read";
	}
}

/*
 * The socket has nothing to send yet: it takes this at once, or never.  What is
 * there of the request is read away, for a close with unread bytes resets the
 * connection, and some systems then lose what they had received.
 */
static void
send_last(int fd, const void *bytes, size_t len)
{
	uint8_t unread[4096];

	(void)send(fd, bytes, len, MSG_DONTWAIT | MSG_NOSIGNAL);
	(void)shutdown(fd, SHUT_WR);
	for (int i = 0; i < UNREAD_TIMES; i++)
		if (recv(fd, unread, sizeof(unread), MSG_DONTWAIT) <= 0)
			return;
}

/*
 * Called by the library alone, when nothing of an answer has gone out; MHD_NO
 * has it close the connection.
 */
enum MHD_Result
MHD_queue_response(struct MHD_Connection *connection, unsigned status_code,
    struct MHD_Response *response)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
	    connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	const char *reason = MHD_get_reason_phrase_for(status_code);
	struct byte_writer body, answer;

	(void)response;
	byte_writer_init(&body, ANSWER_MAX);
	byte_writer_init(&answer, ANSWER_MAX);
	answer_write_problem(&body, status_code, detail_of(status_code));
	byte_writer_printf(&answer, "HTTP/1.1 %u %s\r\nConnection: close\r\n",
	    status_code, reason);
	answer_write_fields(&answer);
	byte_writer_printf(&answer,
	    "Content-Type: application/problem+json\r\n"
	    "Content-Length: %zu\r\n\r\n",
	    body.len);
	byte_writer_put(&answer, body.data, body.len);
	if (info != NULL && !body.failed && !answer.failed)
		send_last(info->connect_fd, answer.data, answer.len);
	byte_writer_finish(&answer);
	byte_writer_finish(&body);
	return MHD_NO;
}
