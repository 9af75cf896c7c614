#include "upload_creation.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "answer.h"
#include "checksum.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/steady_clock.h"
#include "common/bytes/text_codec.h"
#include "common/bytes/utc_time.h"
#include "common/crypto/sha256.h"
#include "common/crypto/work_stamp.h"
#include "relay/commit/publication.h"
#include "connections.h"
#include "room.h"
#include "upload_jobs.h"
#include "work_asked.h"

bool
upload_speaks_tus(struct request *r, enum answer_result *ret_result)
{
	static const char *const versions[] = {"Tus-Version", "1.0.0", NULL};
	const char *version = request_header(r, "Tus-Resumable");

	if (version != NULL && strcmp(version, "1.0.0") == 0)
		return true;
	r->answered = true;
	*ret_result = answer_empty(r->connection, 412, versions);
	return false;
}

bool
upload_reads_checksum(struct request *r, enum answer_result *ret_result)
{
	const char *header = request_header(r, "Upload-Checksum");

	if (header == NULL)
		return true;
	r->checksum = checksum_create(header);
	if (r->checksum != NULL)
		return true;
	*ret_result = request_problem(r, 400, "no such checksum", 0);
	return false;
}

/* One value of Upload-Metadata, "key base64,key base64", decoded. */
static bool
metadata(const char *header, const char *key, void *ret_bytes, size_t len)
{
	size_t key_len = strlen(key), value_len, got;

	while (header != NULL && *header != '\0') {
		if (strncmp(header, key, key_len) == 0 &&
		    header[key_len] == ' ') {
			header += key_len + 1;
			value_len = strcspn(header, ",");
			return base64_decode(BASE64_PADDED, header, value_len,
				   ret_bytes, len, &got) &&
			    got == len;
		}
		header += strcspn(header, ",");
		header += strspn(header, ", ");
	}
	return false;
}

static bool
day_is_near(const char *day)
{
	char near[UTC_DAY_BYTES];

	for (int64_t d = -1; d <= 1; d++) {
		utc_time_day(utc_time_now() + d * 86400, near);
		if (strcmp(day, near) == 0)
			return true;
	}
	return false;
}

/* Checked before a byte is taken (docs/RELAY-API.md 3.2); NULL, or the reason.
 */
static const char *
read_stamp(struct request *r)
{
	const char *header = request_header(r, "Upload-Metadata");
	struct work_stamp stamp = {.intake = r->intake->id};
	uint8_t whole[32 + 10 + WORK_STAMP_NONCE_BYTES + DIRECTORY_ID_MAX];
	unsigned bits;
	size_t len;

	memset(stamp.day, 0, sizeof(stamp.day));
	if (header == NULL)
		return "the work stamp is missing (Upload-Metadata)";
	if (!metadata(header, "sha256", stamp.sha256, 32) ||
	    !metadata(header, "nonce", stamp.nonce, WORK_STAMP_NONCE_BYTES) ||
	    !metadata(header, "day", stamp.day, 10))
		return "the work stamp is malformed: sha256 of 32 bytes, nonce "
		       "of 16 and day of 10, each once in base64";
	if (!day_is_near(stamp.day))
		return "the work stamp is of another day than today: is the "
		       "clock right?";
	stamp.size = r->row.size;
	bits = work_stamp_bits(&stamp);
	memcpy(r->row.stamp_day, stamp.day, sizeof(r->row.stamp_day));
	memcpy(r->row.stamp_nonce, stamp.nonce, sizeof(r->row.stamp_nonce));
	memcpy(r->row.sha256, stamp.sha256, 32);
	memcpy(whole, stamp.sha256, 32);
	memcpy(whole + 32, stamp.day, 10);
	memcpy(whole + 42, stamp.nonce, WORK_STAMP_NONCE_BYTES);
	len = 42 + WORK_STAMP_NONCE_BYTES;
	memcpy(whole + len, r->intake->id, strlen(r->intake->id));
	sha256_hash(whole, len + strlen(r->intake->id), r->row.stamp);
	return work_asked_has(r->server, bits, stamp.size)
	    ? NULL
	    : "the work stamp is too weak";
}

/* Another creation under way with the same stamp. */
static bool
stamp_in_use(const struct request *r)
{
	const struct request *other = r->server->stamped;

	for (; other != NULL; other = other->next_stamped)
		if (memcmp(other->row.stamp, r->row.stamp, 32) == 0)
			return true;
	return false;
}

void
upload_drop_stamp(struct request *r)
{
	struct request **at = &r->server->stamped;

	while (*at != NULL && *at != r)
		at = &(*at)->next_stamped;
	if (*at != NULL)
		*at = r->next_stamped;
	r->stamped = false;
}

static void
make_id(char ret_id[static UPLOAD_ID_BYTES])
{
	uint8_t random[16];

	randombytes_buf(random, sizeof(random));
	hex_encode(random, sizeof(random), ret_id);
}

/* Its last quarter is for small ones. */
static bool
fits_memory(const struct server *server, uint64_t length)
{
	uint64_t most = server->site->config->max_flight_bytes;

	if (length > ROOM_SMALL_MAX)
		most -= most / 4;
	return length <= SEGMENT_INLINE_MAX && length <= most &&
	    server->flight_bytes <= most - length;
}

/*
 * A place among the unfinished uploads.  Where all are taken, whoever does
 * least gives way: a thousand that were begun and left must not keep everyone
 * out.
 */
static bool
make_place(struct server *server)
{
	const struct config *c = server->site->config;
	struct upload_open *weakest;

	while (server->uploads.n >= c->max_uploads) {
		weakest = uploads_weakest(&server->uploads,
		    steady_clock_seconds(), c->upload_minute_bytes);
		if (weakest == NULL) {
			/* Whoever asks again a little later finds its place. */
			connections_end_slowest(server);
			return false;
		}
		upload_forget(server, weakest);
	}
	return true;
}

bool
upload_make_room(struct server *server, uint64_t size, enum room_manner manner)
{
	int64_t now = steady_clock_seconds();
	struct upload_open *idlest;
	uint64_t before;

	/* What was given away within the second may have come to less. */
	if (!room_takes(server, size, manner, 0))
		room_look(server);
	while (!room_takes(server, size, manner, 0)) {
		if (!room_takes(server, size, manner,
			uploads_idle_bytes(&server->uploads, now)))
			return false; /* not in vain */
		idlest = uploads_idlest(&server->uploads, now);
		if (idlest == NULL)
			return false;
		upload_forget(server, idlest);
		before = server->room.free;
		room_look(server);
		if (server->room.free <= before)
			return false; /* the disk lacks more than they hold */
	}
	return true;
}

/* The whole envelope in one request, held in memory. */
static enum answer_result
begin_in_memory(struct request *r, uint64_t length)
{
	struct server *server = r->server;

	r->charged = length;
	server->flight_bytes += length;
	byte_writer_init(&r->body, (size_t)length);
	if (!byte_writer_reserve(&r->body, (size_t)length))
		return request_problem(r, 503, "out of memory; try again", 60);
	r->stamped = true;
	r->next_stamped = server->stamped;
	server->stamped = r;
	return ANSWER_OK;
}

static enum answer_result
begin_file(struct request *r)
{
	struct server *server = r->server;

	if (!make_place(server)) {
		server->counters.refused_room++;
		return request_problem(
		    r, 503, "too many uploads are open; try again", 60);
	}
	r->row.expires = publication_round(utc_time_now() +
		(int64_t)server->site->config->upload_expiry_seconds,
	    server->site->config->publication_seconds);
	r->fd = store_upload_create(server->store, r->row.id);
	if (r->fd < 0)
		return request_problem(
		    r, 507, "no room to store it; try again", 3600);
	switch (index_upload_create(store_index(server->store), &r->row)) {
	case INDEX_CREATED:
		r->upload = uploads_add(&server->uploads, &r->row);
		break;
	case INDEX_STAMP_USED:
		store_upload_remove(server->store, r->row.id);
		return request_problem(r, 409, "this work stamp is in use", 0);
	case INDEX_CREATE_FAILED:
		store_upload_remove(server->store, r->row.id);
		break;
	}
	if (r->upload == NULL)
		return request_problem(
		    r, 507, "no room to store it; try again", 3600);
	r->upload->busy = true;
	return ANSWER_OK;
}

uint64_t
upload_may_come(const struct request *r, uint64_t announced, uint64_t left)
{
	uint64_t part = r->server->site->config->part_bytes;

	if (request_header(r, "Transfer-Encoding") == NULL)
		return announced;
	return left < part ? left : part;
}

/* Room for what comes with this request, and for the rest in its time. */
static bool
has_room(struct request *r, uint64_t length)
{
	struct server *server = r->server;
	bool whole = length == r->row.size;
	uint64_t now = upload_may_come(r, length, r->row.size);

	/* What is too long for its share moves no one. */
	if ((!whole && !room_promises(server, r->row.size)) ||
	    !upload_make_room(server, now, whole ? ROOM_WHOLE : ROOM_PARTS))
		return false;
	room_keep(r, now);
	return true;
}

enum answer_result
upload_begin_creation(struct request *r)
{
	const char *type = request_header(r, "Content-Type"), *reason;
	enum answer_result result;
	uint64_t length = 0;

	if (!upload_speaks_tus(r, &result))
		return result;
	if (r->server->paused)
		return request_problem(
		    r, 503, "paused; try again", UPLOAD_PAUSED_SECONDS);
	if (!request_number(r, "Upload-Length", &r->row.size) ||
	    r->row.size == 0)
		return request_problem(r, 400, "Upload-Length is missing", 0);
	if (r->row.size > r->server->site->config->max_envelope_bytes)
		return request_problem(r, 413, "it is too long", 0);
	if (request_header(r, "Content-Length") != NULL &&
	    !request_number(r, "Content-Length", &length))
		return request_problem(r, 400, "a malformed length", 0);
	if (length > r->row.size ||
	    length > r->server->site->config->part_bytes)
		return request_problem(r, 413, "the part is too long", 0);
	if (length > 0 && (type == NULL || strcmp(type, UPLOAD_TYPE) != 0))
		return request_problem(
		    r, 415, "the type must be " UPLOAD_TYPE, 0);
	if (!upload_reads_checksum(r, &result))
		return result;
	reason = read_stamp(r);
	if (reason != NULL) {
		r->server->counters.refused_work++;
		return request_problem(r, 403, reason, 0);
	}
	/* In this order: it moves from each into the next. */
	if (stamp_in_use(r) ||
	    (r->server->committer != NULL &&
		committer_has_stamp(r->server->committer, r->row.stamp)) ||
	    index_stamp_used(store_index(r->server->store), r->intake->id,
		r->row.sha256, r->row.stamp)) {
		r->server->counters.refused_work++;
		return request_problem(r, 409, "this work stamp is in use", 0);
	}
	if (!has_room(r, length)) {
		r->server->counters.refused_room++;
		return request_problem(
		    r, 507, "no room to store it; try again", 3600);
	}
	(void)snprintf(
	    r->row.intake, sizeof(r->row.intake), "%s", r->intake->id);
	make_id(r->row.id);
	/* When memory is short, by the slower way over a file. */
	if (length == r->row.size && fits_memory(r->server, length))
		return begin_in_memory(r, length);
	return begin_file(r);
}
