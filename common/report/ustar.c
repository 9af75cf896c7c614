#include "ustar.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* POSIX.1-1988 ustar: where the fields stand. */
enum {
	NAME = 0,
	MODE = 100,
	UID = 108,
	GID = 116,
	SIZE = 124,
	MTIME = 136,
	CHECKSUM = 148,
	TYPE = 156,
	LINK_NAME = 157,
	MAGIC = 257,
	VERSION = 263,
	PREFIX = 345
};

uint64_t
ustar_file_bytes(uint64_t size)
{
	uint64_t fill =
	    (USTAR_BLOCK_BYTES - size % USTAR_BLOCK_BYTES) % USTAR_BLOCK_BYTES;

	return USTAR_BLOCK_BYTES + size + fill;
}

/* The sum of all bytes, those of the checksum itself taken as spaces. */
static unsigned
checksum_of(const uint8_t block[static USTAR_BLOCK_BYTES])
{
	unsigned sum = 0;

	for (unsigned i = 0; i < USTAR_BLOCK_BYTES; i++)
		sum += i >= CHECKSUM && i < CHECKSUM + 8 ? ' ' : block[i];
	return sum;
}

void
ustar_header(const char *name, uint64_t size,
    uint8_t ret_block[static USTAR_BLOCK_BYTES])
{
	char *text = (char *)ret_block;
	char digits[16];

	memset(ret_block, 0, USTAR_BLOCK_BYTES);
	memcpy(text + NAME, name, strnlen(name, USTAR_NAME_MAX));
	memcpy(text + MODE, "0000600", 8);
	memcpy(text + UID, "0000000", 8);
	memcpy(text + GID, "0000000", 8);
	(void)snprintf(
	    digits, sizeof(digits), "%011" PRIo64, size & USTAR_SIZE_MAX);
	memcpy(text + SIZE, digits, 12);
	memcpy(text + MTIME, "00000000000", 12);
	text[TYPE] = '0';
	memcpy(text + MAGIC, "ustar", 6);
	memcpy(text + VERSION, "00", 2);
	(void)snprintf(digits, sizeof(digits), "%06o", checksum_of(ret_block));
	memcpy(text + CHECKSUM, digits, 7);
	text[CHECKSUM + 7] = ' ';
}

/* Octal digits, perhaps after spaces, up to a NUL, a space or the end. */
static bool
read_octal(const uint8_t *field, size_t len, uint64_t *ret_value)
{
	uint64_t value = 0;
	size_t i = 0, digits = 0;

	while (i < len && field[i] == ' ')
		i++;
	for (; i < len && field[i] >= '0' && field[i] <= '7'; i++, digits++)
		value = value << 3 | (uint64_t)(field[i] - '0');
	for (; i < len; i++)
		if (field[i] != '\0' && field[i] != ' ')
			return false;
	*ret_value = value;
	return digits > 0 && digits <= 11;
}

enum ustar_block
ustar_read(const uint8_t block[static USTAR_BLOCK_BYTES],
    char ret_name[static USTAR_NAME_MAX + 1], uint64_t *ret_size)
{
	static const uint8_t zeroes[USTAR_BLOCK_BYTES];
	uint64_t size, checksum;

	if (memcmp(block, zeroes, USTAR_BLOCK_BYTES) == 0)
		return USTAR_ZEROES;
	if (memcmp(block + MAGIC, "ustar\0", 6) != 0 ||
	    memcmp(block + VERSION, "00", 2) != 0 ||
	    (block[TYPE] != '0' && block[TYPE] != '\0') ||
	    block[LINK_NAME] != '\0' || block[PREFIX] != '\0' ||
	    block[NAME] == '\0' || !read_octal(block + SIZE, 12, &size) ||
	    !read_octal(block + CHECKSUM, 8, &checksum) ||
	    checksum != checksum_of(block))
		return USTAR_MALFORMED;
	memcpy(ret_name, block + NAME, USTAR_NAME_MAX);
	ret_name[USTAR_NAME_MAX] = '\0';
	*ret_size = size;
	return USTAR_FILE;
}
