#include "segment.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "common/bytes/byte_reader.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/stream.h"
#include "common/crypto/sha256.h"

#define MAGIC "VLSREC2\n"
#define MAGIC_BYTES 8
#define CHECK_BYTES 16
#define ZERO_BYTES 65536u

/* Where the fields of a head stand; docs/SPOOL.md 3 has the same table. */
enum {
	AT_SEQUENCE = 8,
	AT_SIZE = 16,
	AT_TYPE = 24,
	AT_SHA256 = 32,
	AT_NONCE = 64,
	AT_PUBLICATION = 96,
	AT_INTAKE = 128,
	AT_STAMP_DAY = 192,
	AT_STAMP_NONCE = 208,
	AT_CHECK = SEGMENT_HEAD_BYTES - CHECK_BYTES
};

static void
put_u64(uint8_t *at, uint64_t value)
{
	for (int i = 0; i < 8; i++)
		at[i] = (uint8_t)(value >> (8 * (7 - i)));
}

static uint64_t
get_u64(const uint8_t *at)
{
	uint64_t value = 0;

	for (int i = 0; i < 8; i++)
		value = value << 8 | at[i];
	return value;
}

uint64_t
segment_record_bytes(const struct record *r)
{
	uint64_t body = r->type == RECORD_INLINE ? r->entry.size : 0;

	return SEGMENT_HEAD_BYTES +
	    (body + SEGMENT_ALIGN - 1) / SEGMENT_ALIGN * SEGMENT_ALIGN;
}

void
segment_head(
    const struct record *r, uint8_t ret_head[static SEGMENT_HEAD_BYTES])
{
	uint8_t hash[SHA256_BYTES];

	memset(ret_head, 0, SEGMENT_HEAD_BYTES);
	memcpy(ret_head, MAGIC, MAGIC_BYTES);
	put_u64(ret_head + AT_SEQUENCE, r->sequence);
	put_u64(ret_head + AT_SIZE, r->entry.size);
	ret_head[AT_TYPE] = (uint8_t)r->type;
	memcpy(ret_head + AT_SHA256, r->entry.sha256, 32);
	memcpy(ret_head + AT_NONCE, r->entry.nonce, RECEIPT_NONCE_BYTES);
	memcpy(ret_head + AT_PUBLICATION, r->entry.publication,
	    strlen(r->entry.publication));
	memcpy(ret_head + AT_INTAKE, r->intake, strlen(r->intake));
	memcpy(ret_head + AT_STAMP_DAY, r->entry.stamp_day,
	    strlen(r->entry.stamp_day));
	memcpy(ret_head + AT_STAMP_NONCE, r->entry.stamp_nonce,
	    WORK_STAMP_NONCE_BYTES);
	sha256_hash(ret_head, AT_CHECK, hash);
	memcpy(ret_head + AT_CHECK, hash, CHECK_BYTES);
}

bool
segment_head_parse(
    const uint8_t head[static SEGMENT_HEAD_BYTES], struct record *ret_record)
{
	uint8_t hash[SHA256_BYTES];
	struct record r;

	memset(&r, 0, sizeof(r));
	if (memcmp(head, MAGIC, MAGIC_BYTES) != 0)
		return false;
	sha256_hash(head, AT_CHECK, hash);
	if (memcmp(hash, head + AT_CHECK, CHECK_BYTES) != 0)
		return false;
	r.sequence = get_u64(head + AT_SEQUENCE);
	r.entry.size = get_u64(head + AT_SIZE);
	memcpy(r.entry.sha256, head + AT_SHA256, 32);
	memcpy(r.entry.nonce, head + AT_NONCE, RECEIPT_NONCE_BYTES);
	memcpy(r.entry.publication, head + AT_PUBLICATION, PUBLICATION_MAX);
	memcpy(r.intake, head + AT_INTAKE, DIRECTORY_ID_MAX);
	memcpy(r.entry.stamp_day, head + AT_STAMP_DAY, MANIFEST_DAY_CHARS);
	memcpy(
	    r.entry.stamp_nonce, head + AT_STAMP_NONCE, WORK_STAMP_NONCE_BYTES);
	if (head[AT_TYPE] < RECORD_INLINE || head[AT_TYPE] > RECORD_DUPLICATE ||
	    !directory_id_valid(r.intake) ||
	    !publication_valid(
		r.entry.publication, strlen(r.entry.publication)))
		return false;
	r.type = (enum record_type)head[AT_TYPE];
	if (r.type == RECORD_INLINE && r.entry.size > SEGMENT_INLINE_MAX)
		return false;
	*ret_record = r;
	return true;
}

bool
segment_fill(int fd, uint64_t offset, uint64_t len)
{
	static const uint8_t zeroes[ZERO_BYTES];
	size_t take;

	while (len > 0) {
		take = len < ZERO_BYTES ? (size_t)len : ZERO_BYTES;
		if (!stream_pwrite_all(fd, zeroes, take, (off_t)offset))
			return false;
		offset += take;
		len -= take;
	}
	return true;
}

bool
segment_zero(int fd, uint64_t offset, uint64_t len)
{
	return segment_fill(fd, offset, len) && fdatasync(fd) == 0;
}

bool
segment_create(const char *path, uint64_t size)
{
	struct durable_file file;
	int saved;

	if (!durable_file_begin(&file, path, 0600))
		return false;
	if (!segment_zero(file.fd, 0, size)) {
		saved = errno;
		durable_file_abandon(&file);
		errno = saved;
		return false;
	}
	return durable_file_commit(&file, DURABLE_KEEP_EXISTING);
}

enum segment_found
segment_look(int fd, uint64_t size, uint64_t offset, struct record *ret_record)
{
	uint8_t head[SEGMENT_HEAD_BYTES], hash[SHA256_BYTES];
	enum segment_found found = SEGMENT_END;
	struct record r;
	uint8_t *body;

	if (size < SEGMENT_HEAD_BYTES || offset > size - SEGMENT_HEAD_BYTES)
		return SEGMENT_END;
	if (!stream_pread_all(fd, head, sizeof(head), (off_t)offset))
		return SEGMENT_FAILED;
	if (!segment_head_parse(head, &r) ||
	    segment_record_bytes(&r) > size - offset)
		return SEGMENT_END;
	if (r.type != RECORD_INLINE) {
		*ret_record = r;
		return SEGMENT_RECORD;
	}
	body = malloc(r.entry.size + 1);
	if (body == NULL)
		return SEGMENT_FAILED;
	if (!stream_pread_all(
		fd, body, r.entry.size, (off_t)(offset + SEGMENT_HEAD_BYTES))) {
		found = SEGMENT_FAILED;
	} else {
		sha256_hash(body, r.entry.size, hash);
		if (memcmp(hash, r.entry.sha256, 32) == 0 ||
		    sodium_is_zero(body, r.entry.size)) {
			*ret_record = r;
			found = SEGMENT_RECORD;
		}
	}
	free(body);
	return found;
}
