#include "log_client.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/bytes/byte_reader.h"
#include "common/bytes/steady_clock.h"
#include "common/bytes/text_codec.h"
#include "common/bytes/utc_time.h"
#include "common/bytes/words.h"

#define ANSWER_MAX (128u << 10) /* a list of 1,000 publications */
#define URL_MAX 1400
#define ENTRY_RECORD_BYTES (2 + RECEIPT_ENTRY_BYTES)

/* GET below the intake's log; an answer of exactly `exact` bytes unless 0. */
static enum log_client_status
get(const struct log_client *log, const char *path, size_t exact,
    struct byte_writer *ret_body, struct reason *reason)
{
	struct http_request request = {.method = "GET"};
	struct http_answer answer = {0};
	struct byte_sink sink;
	char url[URL_MAX];
	bool came;

	if (steady_clock_seconds() >= log->deadline) {
		reason_set(reason,
		    "the log did not come whole in time; try again later");
		return LOG_CLIENT_FAILED;
	}
	byte_writer_init(ret_body, ANSWER_MAX);
	sink = byte_sink_writer(ret_body);
	(void)snprintf(url, sizeof(url), "%s/v1/intakes/%s/log/%s", log->base,
	    log->intake->id, path);
	request.url = url;
	request.sink = &sink;
	request.sink_limit = ANSWER_MAX;
	came = http_client_send(log->http, &request, &answer, reason);
	if (came && answer.status == 200 &&
	    (exact == 0 || ret_body->len == exact))
		return LOG_CLIENT_OK;
	byte_writer_finish(ret_body);
	if (came && answer.status == 404)
		return LOG_CLIENT_ABSENT;
	if (came && answer.status == 200)
		reason_set(reason, "a part of the log is not whole");
	else if (came)
		reason_set(reason, "the relay answered %ld", answer.status);
	return LOG_CLIENT_FAILED;
}

enum log_client_status
log_client_checkpoint(const struct log_client *log, const char *publication,
    struct byte_writer *ret_note, struct checkpoint *ret_checkpoint,
    struct reason *ret_reason)
{
	enum log_client_status status;
	char origin[CHECKPOINT_ORIGIN_MAX + 1], path[128];
	struct signed_note note;

	receipt_log_origin(log->relay, log->intake->id, origin);
	(void)snprintf(path, sizeof(path), "checkpoint%s%s",
	    publication == NULL ? "" : "/",
	    publication == NULL ? "" : publication);
	status = get(log, path, 0, ret_note, ret_reason);
	if (status != LOG_CLIENT_OK)
		return status;
	if (signed_note_parse(ret_note->data, ret_note->len, &note) ==
		NOTE_OK &&
	    directory_log_signed(
		log->intake, log->relay, &note, publication, utc_time_now()) &&
	    checkpoint_parse(note.text, note.text_len, ret_checkpoint) &&
	    strcmp(ret_checkpoint->origin, origin) == 0) {
		if (ret_checkpoint->size <= LOG_CLIENT_SIZE_MAX)
			return LOG_CLIENT_OK;
		reason_set(ret_reason,
		    "the log has more entries than this program follows");
		byte_writer_finish(ret_note);
		return LOG_CLIENT_FAILED;
	}
	reason_set(
	    ret_reason, "the relay's checkpoint is not signed by its log key");
	byte_writer_finish(ret_note);
	return LOG_CLIENT_FALSE;
}

/* "name first size" */
static bool
read_publication(const char *line, size_t len, struct log_client_publication *p)
{
	struct words w = words_of(line, len);
	const char *word;
	size_t n;

	memset(p, 0, sizeof(*p));
	if (!words_next(&w, &word, &n) || !publication_valid(word, n))
		return false;
	memcpy(p->name, word, n);
	return words_next(&w, &word, &n) &&
	    decimal_decode(word, n, LOG_CLIENT_SIZE_MAX, &p->first) &&
	    words_next(&w, &word, &n) &&
	    decimal_decode(word, n, LOG_CLIENT_SIZE_MAX, &p->size) &&
	    words_end(&w) && p->first < p->size;
}

enum log_client_status
log_client_publication(const struct log_client *log, const char *from,
    struct log_client_publication *ret_publication, struct reason *ret_reason)
{
	enum log_client_status status;
	struct byte_writer body;
	struct byte_reader r;
	const char *line;
	char path[64];
	size_t len;

	(void)snprintf(path, sizeof(path), "publications/%s", from);
	status = get(log, path, 0, &body, ret_reason);
	if (status != LOG_CLIENT_OK)
		return status;
	byte_reader_init(&r, body.data, body.len);
	if (!byte_reader_line(&r, &line, &len) ||
	    !read_publication(line, len, ret_publication) ||
	    strcmp(ret_publication->name, from) < 0) {
		reason_set(
		    ret_reason, "the relay's list of publications is not one");
		status = LOG_CLIENT_FAILED;
	}
	byte_writer_finish(&body);
	return status;
}

enum log_client_status
log_client_block(const struct log_client *log, uint64_t size, uint64_t block,
    uint8_t ret_entries[static TILE_WIDTH][RECEIPT_ENTRY_BYTES], size_t *ret_n,
    struct reason *ret_reason)
{
	uint64_t left = size - block * TILE_WIDTH;
	size_t n = left < TILE_WIDTH ? (size_t)left : TILE_WIDTH;
	enum log_client_status status;
	char path[TILE_PATH_BYTES];
	struct byte_writer body;

	tile_path("entries", block, n, path);
	status = get(log, path, n * ENTRY_RECORD_BYTES, &body, ret_reason);
	if (status == LOG_CLIENT_ABSENT) {
		reason_set(ret_reason, "the relay's log lacks %s", path);
		return LOG_CLIENT_FAILED;
	}
	if (status != LOG_CLIENT_OK)
		return status;
	for (size_t i = 0; i < n; i++) {
		const uint8_t *at = body.data + i * ENTRY_RECORD_BYTES;

		if (at[0] != 0 || at[1] != RECEIPT_ENTRY_BYTES) {
			reason_set(ret_reason, "%s is malformed", path);
			status = LOG_CLIENT_FALSE;
		}
		memcpy(ret_entries[i], at + 2, RECEIPT_ENTRY_BYTES);
	}
	*ret_n = n;
	byte_writer_finish(&body);
	return status;
}

enum log_client_status
log_client_block_roots(const struct log_client *log, uint64_t size,
    struct merkle_hash **ret_roots, struct reason *ret_reason)
{
	uint64_t blocks = size / TILE_WIDTH;
	enum log_client_status status = LOG_CLIENT_OK;
	struct merkle_hash *roots;
	char path[TILE_PATH_BYTES];
	struct byte_writer body;
	size_t n;

	roots = calloc(blocks + 1, sizeof(*roots));
	if (roots == NULL) {
		reason_set(ret_reason, "out of memory");
		return LOG_CLIENT_FAILED;
	}
	for (uint64_t at = 0; at < blocks && status == LOG_CLIENT_OK;
	     at += TILE_WIDTH) {
		n = blocks - at < TILE_WIDTH ? (size_t)(blocks - at)
					     : TILE_WIDTH;
		tile_path("1", at / TILE_WIDTH, n, path);
		status =
		    get(log, path, n * MERKLE_HASH_BYTES, &body, ret_reason);
		if (status != LOG_CLIENT_OK)
			break;
		memcpy(roots + at, body.data, body.len);
		byte_writer_finish(&body);
	}
	if (status == LOG_CLIENT_OK) {
		*ret_roots = roots;
		return status;
	}
	if (status == LOG_CLIENT_ABSENT)
		reason_set(ret_reason, "the relay's log lacks %s", path);
	free(roots);
	return LOG_CLIENT_FAILED;
}
