#include "byte_reader.h"

#include <string.h>

void
byte_reader_init(struct byte_reader *r, const void *bytes, size_t len)
{
	r->at = bytes;
	r->left = len;
}

bool
byte_reader_take(struct byte_reader *r, size_t len, const uint8_t **ret_bytes)
{
	if (len > r->left)
		return false;
	*ret_bytes = r->at;
	r->at += len;
	r->left -= len;
	return true;
}

static bool
take_be(struct byte_reader *r, size_t len, uint64_t *ret_value)
{
	const uint8_t *bytes;
	uint64_t value = 0;

	if (!byte_reader_take(r, len, &bytes))
		return false;
	for (size_t i = 0; i < len; i++)
		value = value << 8 | bytes[i];
	*ret_value = value;
	return true;
}

bool
byte_reader_u8(struct byte_reader *r, uint8_t *ret_value)
{
	uint64_t value;

	if (!take_be(r, 1, &value))
		return false;
	*ret_value = (uint8_t)value;
	return true;
}

bool
byte_reader_u16be(struct byte_reader *r, uint16_t *ret_value)
{
	uint64_t value;

	if (!take_be(r, 2, &value))
		return false;
	*ret_value = (uint16_t)value;
	return true;
}

bool
byte_reader_u32be(struct byte_reader *r, uint32_t *ret_value)
{
	uint64_t value;

	if (!take_be(r, 4, &value))
		return false;
	*ret_value = (uint32_t)value;
	return true;
}

bool
byte_reader_u64be(struct byte_reader *r, uint64_t *ret_value)
{
	return take_be(r, 8, ret_value);
}

bool
byte_reader_line(struct byte_reader *r, const char **ret_line, size_t *ret_len)
{
	const uint8_t *end;

	end = r->left > 0 ? memchr(r->at, '\n', r->left) : NULL;
	if (end == NULL)
		return false;
	*ret_line = (const char *)r->at;
	*ret_len = (size_t)(end - r->at);
	r->at += *ret_len + 1;
	r->left -= *ret_len + 1;
	return true;
}
