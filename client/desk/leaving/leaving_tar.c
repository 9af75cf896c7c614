#include "leaving_tar.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes/text_codec.h"
#include "common/report/ustar.h"

bool
leaving_tar_begin(struct leaving_tar *t, const struct byte_sink *out)
{
	memset(t, 0, sizeof(*t));
	t->out = *out;
	byte_writer_init(&t->list, 1u << 20);
	t->sha = sha256_create();
	t->parts = calloc(LEAVING_TAR_PARTS, sizeof(*t->parts));
	return t->sha != NULL && t->parts != NULL;
}

void
leaving_tar_finish(struct leaving_tar *t)
{
	sha256_destroy(t->sha);
	byte_writer_finish(&t->list);
	free(t->parts);
}

static bool
write_out(struct leaving_tar *t, const void *bytes, size_t len)
{
	return t->out.write(t->out.context, bytes, len);
}

static bool
end_part(struct leaving_tar *t)
{
	static const uint8_t zeroes[USTAR_BLOCK_BYTES];
	struct leaving_tar_part *part = &t->parts[t->at];
	const size_t fill =
	    (USTAR_BLOCK_BYTES - part->size % USTAR_BLOCK_BYTES) %
	    USTAR_BLOCK_BYTES;
	char hex[2 * SHA256_BYTES + 1];

	if (!t->open)
		return true;
	t->open = false;
	if (t->writing)
		return t->left == 0 && write_out(t, zeroes, fill);
	if (!sha256_final(t->sha, part->hash))
		return false;
	hex_encode(part->hash, sizeof(part->hash), hex);
	byte_writer_printf(&t->list, "%s  %s\n", hex, part->name);
	return true;
}

bool
leaving_tar_start(struct leaving_tar *t, const char *name)
{
	uint8_t block[USTAR_BLOCK_BYTES];

	if (!end_part(t))
		return false;
	if (!t->writing) {
		if (t->n == LEAVING_TAR_PARTS)
			return false;
		t->at = t->n++;
		(void)snprintf(t->parts[t->at].name,
		    sizeof(t->parts[t->at].name), "%s", name);
		t->open = true;
		return true;
	}
	/* Each is what it was when it was measured. */
	for (t->at = 0; t->at < t->n; t->at++)
		if (strcmp(t->parts[t->at].name, name) == 0)
			break;
	if (t->at == t->n)
		return false;
	t->left = t->parts[t->at].size;
	t->open = true;
	ustar_header(name, t->left, block);
	return write_out(t, block, sizeof(block));
}

bool
leaving_tar_put(void *tar, const void *bytes, size_t len)
{
	struct leaving_tar *t = tar;

	if (!t->writing) {
		t->parts[t->at].size += len;
		sha256_update(t->sha, bytes, len);
		return true;
	}
	if (len > t->left)
		return false;
	t->left -= len;
	return write_out(t, bytes, len);
}

bool
leaving_tar_part(
    struct leaving_tar *t, const char *name, const void *bytes, size_t len)
{
	return leaving_tar_start(t, name) && leaving_tar_put(t, bytes, len);
}

bool
leaving_tar_measured(struct leaving_tar *t)
{
	const bool ok = end_part(t) && !t->list.failed;

	t->writing = true;
	return ok;
}

bool
leaving_tar_written(struct leaving_tar *t)
{
	return end_part(t);
}

uint64_t
leaving_tar_bytes(const struct leaving_tar *t)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < t->n; i++)
		bytes += ustar_file_bytes(t->parts[i].size);
	return bytes;
}
