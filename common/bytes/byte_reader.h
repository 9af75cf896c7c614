/* Reading bytes from outside: every step is checked against what is left. */
#ifndef VALISE_BYTES_BYTE_READER_H
#define VALISE_BYTES_BYTE_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A view of bytes owned by the caller, which must outlive the reader. */
struct byte_reader {
	const uint8_t *at;
	size_t left;
};

/* From the first byte; nothing is copied. */
void byte_reader_init(struct byte_reader *r, const void *bytes, size_t len);

/* Each take returns false, and moves nothing, where too few bytes are left. */
bool byte_reader_take(
    struct byte_reader *r, size_t len, const uint8_t **ret_bytes);
bool byte_reader_u8(struct byte_reader *r, uint8_t *ret_value);
bool byte_reader_u16be(struct byte_reader *r, uint16_t *ret_value);
bool byte_reader_u32be(struct byte_reader *r, uint32_t *ret_value);
bool byte_reader_u64be(struct byte_reader *r, uint64_t *ret_value);

/*
 * The next line without its LF.  False where no LF is left: a text whose last
 * line is cut short is never taken for whole.
 */
bool byte_reader_line(
    struct byte_reader *r, const char **ret_line, size_t *ret_len);

#endif
