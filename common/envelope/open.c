#include "open.h"

#include <string.h>

#include <sodium.h>

#include "chunk_line.h"
#include "common/bytes/secret_pool.h"
#include "open_stanza.h"

struct opener {
	const struct byte_source *source;
	const struct byte_sink *sink;
	struct byte_writer head;  /* header, and what was read behind it */
	size_t head_at;           /* first byte of `head` not consumed */
	struct worker_team *team; /* the caller's, or NULL */
	uint64_t expected;        /* at most so many bytes of payload */
	uint8_t file_key[AGE_FILE_KEY_BYTES];
};

/* Reads the source until the header is whole. */
static enum envelope_status
read_header(struct opener *o, struct age_header *ret_header)
{
	const size_t version = strlen(AGE_VERSION_LINE "\n");
	uint8_t buffer[4096];
	size_t end, compare;
	ssize_t got;

	for (;;) {
		compare = o->head.len < version ? o->head.len : version;
		if (compare > 0 &&
		    memcmp(o->head.data, AGE_VERSION_LINE "\n", compare) != 0)
			return ENVELOPE_HEADER_MALFORMED;
		end = o->head.len == 0
		    ? 0
		    : age_header_find_end(o->head.data, o->head.len);
		if (end > 0)
			break;
		got =
		    o->source->read(o->source->context, buffer, sizeof(buffer));
		if (got < 0)
			return ENVELOPE_READ_FAILED;
		if (got == 0)
			return ENVELOPE_HEADER_MALFORMED;
		byte_writer_put(&o->head, buffer, (size_t)got);
		if (o->head.failed)
			return o->head.no_memory ? ENVELOPE_OUT_OF_MEMORY
						 : ENVELOPE_HEADER_TOO_LONG;
	}
	o->head_at = end;
	if (!age_header_parse(o->head.data, end, ret_header))
		return ENVELOPE_HEADER_MALFORMED;
	return ENVELOPE_OK;
}

/* What was read too far, then the source. */
static ssize_t
read_payload(void *context, void *buffer, size_t len)
{
	struct opener *o = context;
	size_t left = o->head.len - o->head_at;

	if (left == 0)
		return o->source->read(o->source->context, buffer, len);
	if (left > len)
		left = len;
	memcpy(buffer, o->head.data + o->head_at, left);
	o->head_at += left;
	return (ssize_t)left;
}

/*
 * Why a chunk did not open, for the local screen only.  A genuine full chunk
 * that should have had a successor, or a genuine final one with bytes behind
 * it, is verified: it may be released, but the file is refused.
 */
static enum envelope_status
classify(struct chunk_batch *b, uint64_t counter, const uint8_t *sealed,
    size_t len, bool last)
{
	uint8_t nonce[CHUNK_AEAD_NONCE_BYTES];

	age_stream_nonce(counter, !last, nonce);
	if (!chunk_aead_open(b->aead, nonce, sealed, len, b->out + b->out_len))
		return ENVELOPE_CHUNK_FORGED;
	if (!last || len == AGE_SEALED_CHUNK_BYTES)
		b->out_len += len - CHUNK_AEAD_TAG_BYTES;
	return last ? ENVELOPE_TRUNCATED : ENVELOPE_TRAILING;
}

static enum envelope_status
open_chunk(struct chunk_batch *b, uint64_t counter, const uint8_t *sealed,
    size_t len, bool last)
{
	uint8_t nonce[CHUNK_AEAD_NONCE_BYTES];

	if (len < CHUNK_AEAD_TAG_BYTES)
		return ENVELOPE_TRUNCATED;
	age_stream_nonce(counter, last, nonce);
	if (!chunk_aead_open(b->aead, nonce, sealed, len, b->out + b->out_len))
		return classify(b, counter, sealed, len, last);
	if (len == CHUNK_AEAD_TAG_BYTES && counter > 0)
		return ENVELOPE_TRUNCATED;
	b->out_len += len - CHUNK_AEAD_TAG_BYTES;
	return ENVELOPE_OK;
}

/* Chunk by chunk up to the first that does not open. */
static void
open_batch(struct team_piece *piece)
{
	struct chunk_batch *b = (struct chunk_batch *)piece;
	uint64_t counter = b->counter;
	size_t at = 0, len;
	bool last;

	do {
		len = b->in_len - at;
		last = b->last && len <= AGE_SEALED_CHUNK_BYTES;
		if (len > AGE_SEALED_CHUNK_BYTES)
			len = AGE_SEALED_CHUNK_BYTES;
		b->status = open_chunk(b, counter++, b->in + at, len, last);
		at += len;
	} while (b->status == ENVELOPE_OK && at < b->in_len);
}

static enum envelope_status
open_payload(struct opener *o)
{
	const struct byte_source payload = {read_payload, o};
	uint8_t nonce[AGE_NONCE_BYTES], key[32];
	enum envelope_status status;
	struct chunk_line *line;
	ssize_t got;

	got = byte_source_fill(&payload, nonce, sizeof(nonce));
	if (got < 0)
		return ENVELOPE_READ_FAILED;
	if (got != (ssize_t)sizeof(nonce))
		return ENVELOPE_NONCE_SHORT;
	age_header_payload_key(o->file_key, nonce, key);
	line = chunk_line_create(
	    CHUNK_AEAD_OPEN, key, open_batch, o->team, o->sink, o->expected);
	sodium_memzero(key, sizeof(key));
	if (line == NULL)
		return ENVELOPE_OUT_OF_MEMORY;
	status = chunk_line_copy(line, &payload);
	chunk_line_destroy(line);
	return status;
}

/* The file key, by a key of the caller's, and the MAC under it. */
static enum envelope_status
find_file_key(const struct age_header *header, const struct open_keys *keys,
    uint8_t ret_file_key[static AGE_FILE_KEY_BYTES])
{
	enum envelope_status status = ENVELOPE_OK;
	uint8_t mac[AGE_MAC_BYTES];

	if (keys->file_key != NULL)
		memcpy(ret_file_key, keys->file_key, AGE_FILE_KEY_BYTES);
	else
		status = open_stanza(
		    header, keys->identities, keys->n, ret_file_key);
	if (status != ENVELOPE_OK)
		return status;
	age_header_mac(ret_file_key, header->bytes, header->mac_covers, mac);
	return sodium_memcmp(mac, header->mac, sizeof(mac)) == 0
	    ? ENVELOPE_OK
	    : ENVELOPE_MAC_WRONG;
}

enum envelope_status
open_header(const struct open_keys *keys, const void *bytes, size_t len,
    bool whole, uint8_t ret_file_key[static AGE_FILE_KEY_BYTES])
{
	const size_t version = strlen(AGE_VERSION_LINE "\n");
	struct age_header header;
	size_t end;

	if (memcmp(bytes, AGE_VERSION_LINE "\n",
		len < version ? len : version) != 0)
		return ENVELOPE_HEADER_MALFORMED;
	end = len == 0 ? 0 : age_header_find_end(bytes, len);
	if (end == 0)
		return whole ? ENVELOPE_HEADER_MALFORMED
			     : ENVELOPE_HEADER_TOO_LONG;
	if (!age_header_parse(bytes, end, &header))
		return ENVELOPE_HEADER_MALFORMED;
	return find_file_key(&header, keys, ret_file_key);
}

static enum envelope_status
open_expected(const struct open_keys *keys, const struct byte_source *source,
    const struct byte_sink *sink, uint64_t expected, uint8_t *ret_file_key)
{
	enum envelope_status status;
	struct age_header header;
	struct opener *o;

	o = secret_borrow(sizeof(*o));
	if (o == NULL)
		return ENVELOPE_OUT_OF_MEMORY;
	o->source = source;
	o->sink = sink;
	o->team = keys->team;
	o->expected = expected;
	byte_writer_init(&o->head, AGE_HEADER_MAX);
	status = read_header(o, &header);
	if (status == ENVELOPE_OK)
		status = find_file_key(&header, keys, o->file_key);
	if (status == ENVELOPE_OK) {
		if (ret_file_key != NULL)
			memcpy(ret_file_key, o->file_key, AGE_FILE_KEY_BYTES);
		status = open_payload(o);
	}
	byte_writer_finish(&o->head);
	secret_give_back(o);
	return status;
}

enum envelope_status
open_source(const struct open_keys *keys, const struct byte_source *source,
    const struct byte_sink *sink, uint8_t *ret_file_key)
{
	return open_expected(keys, source, sink, UINT64_MAX, ret_file_key);
}

enum envelope_status
open_bytes(const struct age_identity *identity, const void *bytes, size_t len,
    struct byte_writer *ret_plain)
{
	const struct open_keys keys = {.identities = &identity, .n = 1};
	struct byte_memory memory = {bytes, len};
	struct byte_source source = byte_source_memory(&memory);
	struct byte_sink sink = byte_sink_writer(ret_plain);
	enum envelope_status status;

	status = open_expected(&keys, &source, &sink, len, NULL);
	if (status != ENVELOPE_OK)
		byte_writer_finish(ret_plain);
	return status;
}
