#include "open.h"

#include <string.h>

#include <sodium.h>

#include "age_stream.h"
#include "common/bytes/secret.h"
#include "open_stanza.h"

struct opener {
	const struct byte_source *source;
	const struct byte_sink *sink;
	struct byte_writer head; /* header, and what was read behind it */
	size_t head_at;          /* first byte of `head` not consumed */
	uint8_t file_key[AGE_FILE_KEY_BYTES];
	uint8_t sealed[AGE_SEALED_CHUNK_BYTES + 1];
	uint8_t plain[AGE_CHUNK_BYTES];
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
			return ENVELOPE_HEADER_TOO_LONG;
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

/* Why a chunk that is not the only one failed: only for the local screen. */
static enum envelope_status
classify(struct opener *o, struct chunk_aead *aead, uint64_t counter,
    size_t len, bool more)
{
	uint8_t nonce[CHUNK_AEAD_NONCE_BYTES];

	age_stream_nonce(counter, more, nonce);
	if (!chunk_aead_open(aead, nonce, o->sealed, len, o->plain))
		return ENVELOPE_CHUNK_FORGED;
	/*
	 * A genuine full chunk that should have had a successor, or a genuine
	 * final one with bytes behind it: it is verified, so it may be
	 * released, but the file is refused.
	 */
	if ((more || len == AGE_SEALED_CHUNK_BYTES) &&
	    !o->sink->write(
		o->sink->context, o->plain, len - CHUNK_AEAD_TAG_BYTES))
		return ENVELOPE_WRITE_FAILED;
	return more ? ENVELOPE_TRAILING : ENVELOPE_TRUNCATED;
}

static enum envelope_status
open_chunks(struct opener *o, struct chunk_aead *aead)
{
	const struct byte_source payload = {read_payload, o};
	uint8_t nonce[CHUNK_AEAD_NONCE_BYTES];
	size_t have = 0, len;
	bool last = false;
	ssize_t got;

	for (uint64_t counter = 0; !last; counter++) {
		/* One byte more than a chunk tells whether another follows. */
		got = byte_source_fill(
		    &payload, o->sealed + have, sizeof(o->sealed) - have);
		if (got < 0)
			return ENVELOPE_READ_FAILED;
		have += (size_t)got;
		last = have < sizeof(o->sealed);
		len = last ? have : AGE_SEALED_CHUNK_BYTES;
		if (len < CHUNK_AEAD_TAG_BYTES)
			return ENVELOPE_TRUNCATED;
		age_stream_nonce(counter, last, nonce);
		if (!chunk_aead_open(aead, nonce, o->sealed, len, o->plain))
			return classify(o, aead, counter, len, !last);
		if (len == CHUNK_AEAD_TAG_BYTES && counter > 0)
			return ENVELOPE_TRUNCATED;
		if (!o->sink->write(
			o->sink->context, o->plain, len - CHUNK_AEAD_TAG_BYTES))
			return ENVELOPE_WRITE_FAILED;
		o->sealed[0] = o->sealed[AGE_SEALED_CHUNK_BYTES];
		have = 1;
	}
	return ENVELOPE_OK;
}

static enum envelope_status
open_payload(struct opener *o)
{
	const struct byte_source payload = {read_payload, o};
	uint8_t nonce[AGE_NONCE_BYTES], key[32];
	enum envelope_status status;
	struct chunk_aead *aead;
	ssize_t got;

	got = byte_source_fill(&payload, nonce, sizeof(nonce));
	if (got < 0)
		return ENVELOPE_READ_FAILED;
	if (got != (ssize_t)sizeof(nonce))
		return ENVELOPE_NONCE_SHORT;
	age_header_payload_key(o->file_key, nonce, key);
	aead = chunk_aead_create(CHUNK_AEAD_OPEN, key);
	sodium_memzero(key, sizeof(key));
	if (aead == NULL)
		return ENVELOPE_OUT_OF_MEMORY;
	status = open_chunks(o, aead);
	chunk_aead_destroy(aead);
	return status;
}

static enum envelope_status
open_all(const struct age_identity *const *identities, size_t n,
    const uint8_t *file_key, const struct byte_source *source,
    const struct byte_sink *sink, uint8_t *ret_file_key)
{
	uint8_t mac[AGE_MAC_BYTES];
	enum envelope_status status;
	struct age_header header;
	struct opener *o;

	o = secret_alloc(sizeof(*o));
	if (o == NULL)
		return ENVELOPE_OUT_OF_MEMORY;
	o->source = source;
	o->sink = sink;
	byte_writer_init(&o->head, AGE_HEADER_MAX);
	status = read_header(o, &header);
	if (status != ENVELOPE_OK)
		goto out;
	if (file_key != NULL)
		memcpy(o->file_key, file_key, AGE_FILE_KEY_BYTES);
	else
		status = open_stanza(&header, identities, n, o->file_key);
	if (status != ENVELOPE_OK)
		goto out;
	age_header_mac(o->file_key, header.bytes, header.mac_covers, mac);
	if (sodium_memcmp(mac, header.mac, sizeof(mac)) != 0) {
		status = ENVELOPE_MAC_WRONG;
		goto out;
	}
	if (ret_file_key != NULL)
		memcpy(ret_file_key, o->file_key, AGE_FILE_KEY_BYTES);
	status = open_payload(o);
out:
	byte_writer_finish(&o->head);
	secret_free(o);
	return status;
}

enum envelope_status
open_source(const struct age_identity *const *identities, size_t n,
    const struct byte_source *source, const struct byte_sink *sink,
    uint8_t *ret_file_key)
{
	return open_all(identities, n, NULL, source, sink, ret_file_key);
}

enum envelope_status
open_source_with_file_key(const uint8_t file_key[static AGE_FILE_KEY_BYTES],
    const struct byte_source *source, const struct byte_sink *sink)
{
	return open_all(NULL, 0, file_key, source, sink, NULL);
}

enum envelope_status
open_bytes(const struct age_identity *identity, const void *bytes, size_t len,
    struct byte_writer *ret_plain)
{
	struct byte_memory memory = {bytes, len};
	struct byte_source source = byte_source_memory(&memory);
	struct byte_sink sink = byte_sink_writer(ret_plain);
	enum envelope_status status;

	status = open_source(&identity, 1, &source, &sink, NULL);
	if (status != ENVELOPE_OK)
		byte_writer_finish(ret_plain);
	return status;
}
