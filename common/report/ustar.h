/*
 * The archive inside an envelope: POSIX ustar, regular files only, under the
 * few names that Valise writes (docs/ENVELOPE.md 4).
 */
#ifndef VALISE_REPORT_USTAR_H
#define VALISE_REPORT_USTAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define USTAR_BLOCK_BYTES 512u
#define USTAR_SIZE_MAX (((uint64_t)1 << 33) - 1) /* eleven octal digits */
#define USTAR_NAME_MAX 100
#define USTAR_END_BYTES (2 * USTAR_BLOCK_BYTES)

/* Bytes that a file of `size` takes: header, content, fill. */
uint64_t ustar_file_bytes(uint64_t size);

/* The header block of a file.  Owner, mode and times are constants. */
void ustar_header(const char *name, uint64_t size,
    uint8_t ret_block[static USTAR_BLOCK_BYTES]);

enum ustar_block {
	USTAR_FILE,     /* a well-formed header of a regular file */
	USTAR_ZEROES,   /* 512 zero bytes */
	USTAR_MALFORMED /* anything else, links and folders too */
};

/* Reads a header block.  The name is NUL-terminated, 1 to 100 bytes. */
enum ustar_block ustar_read(const uint8_t block[static USTAR_BLOCK_BYTES],
    char ret_name[static USTAR_NAME_MAX + 1], uint64_t *ret_size);

#endif
