/* A growing buffer with a limit; a failure sticks, so it is asked about once.*/
#ifndef VALISE_BYTES_BYTE_WRITER_H
#define VALISE_BYTES_BYTE_WRITER_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct byte_writer {
	uint8_t *data; /* owned; `len` bytes, a NUL behind them */
	size_t len;
	size_t capacity;
	size_t limit;   /* most bytes it may ever hold */
	bool failed;    /* out of memory or over the limit */
	bool no_memory; /* the first of the two */
};

void byte_writer_init(struct byte_writer *w, size_t limit);
void byte_writer_finish(struct byte_writer *w); /* wipes and frees */

/* Room for that much more at once, within the limit; false where there is none.
 */
bool byte_writer_reserve(struct byte_writer *w, size_t more);
void byte_writer_put(struct byte_writer *w, const void *bytes, size_t len);
void byte_writer_text(struct byte_writer *w, const char *text);
void byte_writer_printf(struct byte_writer *w, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void byte_writer_u8(struct byte_writer *w, uint8_t value);
void byte_writer_u16be(struct byte_writer *w, uint16_t value);

#endif
