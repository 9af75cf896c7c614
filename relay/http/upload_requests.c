/* tus 1.0: creation, creation-with-upload, expiration, termination. */
#include "upload_requests.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "answer.h"
#include "checksum.h"
#include "common/bytes/steady_clock.h"
#include "common/bytes/stream.h"
#include "common/bytes/utc_time.h"
#include "common/crypto/sha256.h"
#include "relay/site/upload_name.h"
#include "upload_creation.h"
#include "upload_jobs.h"

#define RECEIPT_TYPE "text/plain; charset=utf-8"

static bool
take_upload_data(struct request *r, const void *bytes, size_t len)
{
	if (r->checksum != NULL)
		checksum_update(r->checksum, bytes, len);
	if (r->upload == NULL) {
		byte_writer_put(&r->body, bytes, len);
		r->failure = 413;
		return !r->body.failed;
	}
	/* A chunked body may be longer than anything that was announced. */
	if (len > r->row.size - r->row.offset - r->written ||
	    len > r->server->site->config->part_bytes - r->written) {
		r->failure = 413;
		return false;
	}
	if (!stream_pwrite_all(
		r->fd, bytes, len, (off_t)(r->row.offset + r->written))) {
		r->failure = errno == ENOSPC || errno == EDQUOT ? 507 : 500;
		return false;
	}
	r->written += len;
	room_came(r, len);
	r->upload->arriving = r->written;
	r->upload->moved = steady_clock_seconds();
	return true;
}

static void
format_expires(int64_t at, char *ret_text, size_t size)
{
	time_t t = (time_t)at;
	struct tm tm;

	(void)gmtime_r(&t, &tm);
	(void)strftime(ret_text, size, "%a, %d %b %Y %H:%M:%S GMT", &tm);
}

/* 201 of a creation, 204 of a part; the promise where it is there already. */
static enum answer_result
answer_upload(struct request *r, unsigned status, uint64_t offset,
    const struct byte_writer *promise)
{
	char location[128], offset_text[24], expires[64];
	const char *headers[10] = {"Upload-Offset", offset_text};
	size_t n = 2;

	(void)snprintf(location, sizeof(location), "/v1/uploads/%s", r->row.id);
	(void)snprintf(offset_text, sizeof(offset_text), "%" PRIu64, offset);
	if (status == 201) {
		headers[n++] = "Location";
		headers[n++] = location;
	}
	if (offset < r->row.size) {
		format_expires(r->row.expires, expires, sizeof(expires));
		headers[n++] = "Upload-Expires";
		headers[n++] = expires;
	}
	headers[n] = NULL;
	if (promise == NULL || status == 204)
		return answer_empty(r->connection, status, headers);
	return answer_bytes(r->connection, status, RECEIPT_TYPE, promise->data,
	    promise->len, headers);
}

/* The request is done with its upload, which another may take or drop. */
static void
let_go(struct request *r)
{
	r->row = r->upload->row;
	r->upload->busy = false;
	r->upload->arriving = 0;
	r->upload = NULL;
}

/* What came is in the file: make it durable, or commit it. */
static enum answer_result
end_part(struct request *r)
{
	uint64_t before = r->upload->row.offset;

	if (r->checksum != NULL && !checksum_matches(r->checksum)) {
		struct upload_open *upload = r->upload;

		/* What lies behind the offset is written over. */
		let_go(r);
		/* No one was told where a new one is. */
		if (strcmp(r->handler->method, "POST") == 0)
			upload_forget(r->server, upload);
		return answer_problem(r->connection, 460,
		    "the part is not what its checksum says", 0);
	}
	if (r->written == 0 && before < r->row.size) {
		let_go(r);
		return answer_upload(r,
		    strcmp(r->handler->method, "POST") == 0 ? 201 : 204,
		    r->row.offset, NULL);
	}
	r->upload->row.offset += r->written;
	r->row.offset = r->upload->row.offset;
	r->upload->arriving = 0;
	r->written = 0;
	if (!upload_file_job(r->server, r->upload, r)) {
		/* HEAD never tells more than is durable. */
		r->upload->row.offset = before;
		let_go(r);
		return answer_problem(
		    r->connection, 503, "out of memory; try again", 60);
	}
	return ANSWER_OK;
}

static enum answer_result
end_creation(struct request *r)
{
	struct job *job;
	uint8_t hash[SHA256_BYTES];
	struct sha256 *sha;
	bool hashed;

	if (r->upload != NULL)
		return end_part(r);
	if (r->checksum != NULL && !checksum_matches(r->checksum))
		return answer_problem(r->connection, 460,
		    "the bytes are not what their checksum says", 0);
	sha = sha256_create();
	job = job_create(JOB_COMMIT);
	if (sha == NULL || job == NULL || r->body.len != r->row.size) {
		sha256_destroy(sha);
		job_destroy(job);
		return answer_problem(r->connection, 400, "it is cut short", 0);
	}
	sha256_update(sha, r->body.data, r->body.len);
	hashed = sha256_final(sha, hash);
	sha256_destroy(sha);
	if (!hashed) {
		job_destroy(job);
		return answer_problem(
		    r->connection, 503, "out of memory; try again", 60);
	}
	if (memcmp(hash, r->row.sha256, 32) != 0) {
		job_destroy(job);
		return answer_problem(r->connection, 460,
		    "the bytes are not those that were announced", 0);
	}
	job->record.type = RECORD_INLINE;
	upload_row_entry(&r->row, &job->record);
	memcpy(job->stamp, r->row.stamp, sizeof(job->stamp));
	job->body = r->body.data; /* taken over */
	memset(&r->body, 0, sizeof(r->body));
	return request_wait(r, job);
}

static enum answer_result
upload_done(struct request *r)
{
	struct server_counters *n = &r->server->counters;
	struct job *job = r->job;
	bool created = strcmp(r->handler->method, "POST") == 0;

	switch (job->result) {
	case JOB_DONE:
		if (job->kind == JOB_COMMIT)
			memcpy(r->row.id, job->upload_id, sizeof(r->row.id));
		return answer_upload(r, created ? 201 : 204,
		    job->kind == JOB_SYNC ? job->offset : r->row.size,
		    job->kind == JOB_COMMIT ? &job->promise : NULL);
	case JOB_HASH_WRONG:
		return answer_problem(r->connection, 460,
		    "the bytes are not those that were announced", 0);
	case JOB_NO_ROOM:
		n->refused_room++;
		return answer_problem(
		    r->connection, 507, "no room to store it; try again", 3600);
	case JOB_FAILED:
		break;
	}
	n->failed++;
	return answer_problem(
	    r->connection, 503, "it could not be stored; try again", 60);
}

/*
 * A connection that broke, or a part that failed: what came of it is kept,
 * unless its checksum was given, which can't be compared any more.
 */
static void
upload_gone(struct request *r)
{
	if (r->stamped)
		upload_drop_stamp(r);
	if (r->upload == NULL || r->waiting || r->job != NULL)
		return;
	r->upload->arriving = 0;
	/* One with a checksum counts whole or not at all. */
	if (r->written > 0 && r->checksum == NULL) {
		r->upload->row.offset += r->written;
		if (upload_file_job(r->server, r->upload, NULL))
			return;
		r->upload->row.offset -= r->written;
	}
	r->upload->busy = false;
}

/* The upload that the path names, if it is still open. */
static bool
find_open(struct request *r)
{
	r->upload = uploads_find(&r->server->uploads, r->segments[2]);
	if (r->upload == NULL)
		return false;
	r->row = r->upload->row;
	return true;
}

static enum answer_result
begin_patch(struct request *r)
{
	const char *type = request_header(r, "Content-Type");
	enum answer_result result;
	uint64_t offset, length = 0;

	if (!upload_speaks_tus(r, &result))
		return result;
	if (!find_open(r)) {
		r->answered = true;
		return answer_none(r->connection);
	}
	if (r->server->paused) {
		r->upload = NULL;
		return request_problem(
		    r, 503, "paused; try again", UPLOAD_PAUSED_SECONDS);
	}
	if (r->upload->busy) {
		r->upload = NULL;
		return request_problem(r, 423, "busy; try again", 1);
	}
	r->upload->busy = true;
	if (type == NULL || strcmp(type, UPLOAD_TYPE) != 0)
		return request_problem(
		    r, 415, "the type must be " UPLOAD_TYPE, 0);
	if (!request_number(r, "Upload-Offset", &offset))
		return request_problem(r, 400, "Upload-Offset is missing", 0);
	if (offset != r->row.offset)
		return request_problem(r, 409, "that is not the offset", 0);
	if (request_header(r, "Content-Length") != NULL &&
	    !request_number(r, "Content-Length", &length))
		return request_problem(r, 400, "a malformed length", 0);
	if (length > r->server->site->config->part_bytes ||
	    length > r->row.size - offset)
		return request_problem(r, 413, "the part is too long", 0);
	if (!upload_reads_checksum(r, &result))
		return result;
	length = upload_may_come(r, length, r->row.size - offset);
	if (!upload_make_room(r->server, length, ROOM_PARTS)) {
		r->server->counters.refused_room++;
		return request_problem(
		    r, 507, "no room to store it; try again", 3600);
	}
	room_keep(r, length);
	r->fd = store_upload_open(r->server->store, r->row.id);
	return r->fd >= 0
	    ? ANSWER_OK
	    : request_problem(r, 503, "it could not be opened", 60);
}

/*
 * A name that this relay gave and does not find: it may not be noted yet.  Asks
 * for that, once; whoever asked is answered after it.
 */
static enum answer_result
look_again(struct request *r)
{
	struct job *job = r->job == NULL ? job_create(JOB_FLUSH) : NULL;

	return job == NULL ? answer_none(r->connection) : request_wait(r, job);
}

static enum answer_result
end_head(struct request *r)
{
	char offset[24], length[24];
	const char *headers[] = {"Upload-Offset", offset, "Upload-Length",
	    length, "Cache-Control", "no-store", NULL};
	struct index *index = store_index(r->server->store);
	uint64_t at, size = 0, sequence;

	if (find_open(r)) {
		if (r->upload->busy) {
			r->upload = NULL;
			return answer_problem(
			    r->connection, 423, "busy; try again", 1);
		}
		r->upload = NULL;
		at = r->row.offset;
		size = r->row.size;
	} else {
		if (!index_finished_size(index, r->segments[2], &size)) {
			if (!upload_name_open(
				r->server->name_key, r->segments[2], &sequence))
				return answer_none(r->connection);
			if (!index_entry_size(index, sequence, &size))
				return look_again(r);
		}
		at = size;
	}
	(void)snprintf(offset, sizeof(offset), "%" PRIu64, at);
	(void)snprintf(length, sizeof(length), "%" PRIu64, size);
	return answer_empty(r->connection, 200, headers);
}

static enum answer_result
end_delete(struct request *r)
{
	struct upload_open *upload;

	if (!find_open(r))
		return answer_none(r->connection);
	upload = r->upload;
	r->upload = NULL;
	if (upload->busy)
		return answer_problem(r->connection, 423, "busy; try again", 1);
	upload_forget(r->server, upload);
	return answer_empty(r->connection, 204, NULL);
}

static enum answer_result
end_receipt(struct request *r)
{
	struct index *index = store_index(r->server->store);
	struct upload_open *upload;
	struct byte_writer w;
	uint64_t sequence;

	byte_writer_init(&w, TLOG_PROOF_MAX);
	if (index_promise_of_upload(index, r->segments[2], &w))
		return answer_writer(r->connection, RECEIPT_TYPE, &w);
	if (upload_name_open(r->server->name_key, r->segments[2], &sequence)) {
		if (index_promise_of_entry(index, sequence, &w))
			return answer_writer(r->connection, RECEIPT_TYPE, &w);
		byte_writer_finish(&w);
		return look_again(r);
	}
	byte_writer_finish(&w);
	upload = uploads_find(&r->server->uploads, r->segments[2]);
	/* Whole, but its commit failed for want of room or memory: again. */
	if (upload != NULL && !upload->busy &&
	    upload->row.offset == upload->row.size)
		(void)upload_file_job(r->server, upload, NULL);
	/* Not whole yet, or being committed: ask again. */
	if (upload != NULL)
		return answer_problem(
		    r->connection, 409, "it is not complete", 1);
	return answer_none(r->connection);
}

static enum answer_result
end_options(struct request *r)
{
	char size[24];
	const char *headers[] = {"Tus-Version", "1.0.0", "Tus-Extension",
	    "creation,creation-with-upload,expiration,termination,checksum",
	    "Tus-Checksum-Algorithm", CHECKSUM_ALGORITHMS, "Tus-Max-Size", size,
	    NULL};

	(void)snprintf(size, sizeof(size), "%" PRIu64,
	    r->server->site->config->max_envelope_bytes);
	return answer_empty(r->connection, 204, headers);
}

const struct request_handler upload_requests[] = {
    {"OPTIONS", "/v1/intakes/*/envelopes", false, 0, NULL, NULL, end_options,
	NULL, NULL},
    {"POST", "/v1/intakes/*/envelopes", false, 0, upload_begin_creation,
	take_upload_data, end_creation, upload_done, upload_gone},
    {"OPTIONS", "/v1/uploads/*", false, 0, NULL, NULL, end_options, NULL, NULL},
    {"HEAD", "/v1/uploads/*", false, 0, NULL, NULL, end_head, end_head, NULL},
    {"PATCH", "/v1/uploads/*", false, 0, begin_patch, take_upload_data,
	end_part, upload_done, upload_gone},
    {"DELETE", "/v1/uploads/*", false, 0, NULL, NULL, end_delete, NULL, NULL},
    {"GET", "/v1/uploads/*/receipt", false, 0, NULL, NULL, end_receipt,
	end_receipt, NULL},
    {0}};
