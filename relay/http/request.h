/* One HTTP request from its first line to its answer. */
#ifndef VALISE_RELAY_REQUEST_H
#define VALISE_RELAY_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include <microhttpd.h>

#include "answer.h"
#include "server.h"

#define REQUEST_PATH_MAX 512
#define REQUEST_SEGMENTS_MAX 12

struct checksum;
struct request;

enum request_signer {
	SIGNER_NONE,
	SIGNER_COURIER,
	SIGNER_COURIER_OR_RELAY /* another relay of the intake, by its promise
				   key */
};

/*
 * `begin` runs before any byte of the body is taken and may answer; `data`
 * takes the body's bytes (NULL: into memory, up to `limit`); `end` answers, or
 * hands a job to the committer and suspends; `done` answers after that job.
 * `gone` is told that the connection broke before an answer.
 */
struct request_handler {
	const char *method;
	const char *pattern; /* segments; * stands for any, ** for the rest */
	enum request_signer signer;
	size_t limit;
	enum answer_result (*begin)(struct request *r);
	bool (*data)(struct request *r, const void *bytes, size_t len);
	enum answer_result (*end)(struct request *r);
	enum answer_result (*done)(struct request *r);
	void (*gone)(struct request *r);
};

struct request {
	struct server *server;
	struct MHD_Connection *connection;
	char uri[REQUEST_PATH_MAX + 1];  /* raw, with the query */
	char path[REQUEST_PATH_MAX + 1]; /* cut into segments by NULs */
	const char *segments[REQUEST_SEGMENTS_MAX];
	size_t n_segments;
	const struct request_handler *handler;
	struct directory_ref *directory; /* that `intake` is of, or NULL */
	const struct directory_intake *intake;
	int64_t started; /* seconds, steady */
	bool begun;
	bool whole; /* the body came to its end */
	bool answered;
	bool failed;      /* a byte too many, or a write that failed */
	unsigned failure; /* the status to answer then */
	struct byte_writer
	    body; /* counted in server->flight_bytes by `charged` */
	uint64_t charged;
	uint64_t courier_charged;
	uint64_t coming;    /* room that is kept for what it brings */
	uint64_t received;  /* bytes of the body */
	uint64_t swallowed; /* bytes of a body that was refused */
	/* Of uploads. */
	struct upload_open *upload;
	struct upload_row row; /* of a creation */
	int fd;
	uint64_t written;
	struct checksum *checksum; /* of this request's bytes, or NULL */
	struct request *next_stamped;
	bool stamped;
	/* A job that this request waits for. */
	bool waiting;
	struct job *job;
};

/* Callbacks of libmicrohttpd; the context is the server. */
void *request_on_uri(
    void *context, const char *uri, struct MHD_Connection *connection);
enum MHD_Result request_on_access(void *context,
    struct MHD_Connection *connection, const char *url, const char *method,
    const char *version, const char *data, size_t *data_size, void **request);
void request_on_completed(void *context, struct MHD_Connection *connection,
    void **request, enum MHD_RequestTerminationCode code);

/* A header of the request, or NULL. */
const char *request_header(const struct request *r, const char *name);
/* A query argument, or NULL. */
const char *request_query(const struct request *r, const char *name);
/* A header that is a canonical number. */
bool request_number(const struct request *r, const char *name, uint64_t *ret);

/* Answers, and remembers that it did. */
enum answer_result request_problem(struct request *r, unsigned status,
    const char *detail, unsigned retry_seconds);

/* Sends a job on its way and suspends until request_resume(). */
enum answer_result request_wait(struct request *r, struct job *job);
/* The job is done and the request's own: its `done` is called next. */
void request_resume(struct request *r, struct job *job);

#endif
