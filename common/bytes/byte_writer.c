#include "byte_writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

void
byte_writer_init(struct byte_writer *w, size_t limit)
{
	memset(w, 0, sizeof(*w));
	w->limit = limit;
}

void
byte_writer_finish(struct byte_writer *w)
{
	if (w->data != NULL)
		sodium_memzero(w->data, w->capacity);
	free(w->data);
	memset(w, 0, sizeof(*w));
}

/* Grown by hand, not with realloc: the old copy may hold a secret. */
bool
byte_writer_reserve(struct byte_writer *w, size_t more)
{
	size_t wanted, capacity;
	uint8_t *grown;

	if (w->failed || more > w->limit || w->len > w->limit - more) {
		w->failed = true;
		return false;
	}
	wanted = w->len + more + 1;
	if (wanted <= w->capacity)
		return true;
	capacity = w->capacity < 256 ? 256 : w->capacity + w->capacity / 2;
	if (capacity < wanted)
		capacity = wanted;
	grown = malloc(capacity);
	if (grown == NULL) {
		w->failed = true;
		w->no_memory = true;
		return false;
	}
	if (w->data != NULL) {
		memcpy(grown, w->data, w->len);
		sodium_memzero(w->data, w->capacity);
		free(w->data);
	}
	w->data = grown;
	w->capacity = capacity;
	return true;
}

void
byte_writer_put(struct byte_writer *w, const void *bytes, size_t len)
{
	if (!byte_writer_reserve(w, len))
		return;
	if (len > 0)
		memcpy(w->data + w->len, bytes, len);
	w->len += len;
	w->data[w->len] = '\0';
}

void
byte_writer_text(struct byte_writer *w, const char *text)
{
	byte_writer_put(w, text, strlen(text));
}

void
byte_writer_printf(struct byte_writer *w, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len < 0 || !byte_writer_reserve(w, (size_t)len)) {
		w->failed = true;
		return;
	}
	va_start(args, format);
	(void)vsnprintf(
	    (char *)w->data + w->len, (size_t)len + 1, format, args);
	va_end(args);
	w->len += (size_t)len;
}

static void
put_be(struct byte_writer *w, uint64_t value, size_t len)
{
	uint8_t bytes[8];

	for (size_t i = 0; i < len; i++)
		bytes[i] = (uint8_t)(value >> (8 * (len - 1 - i)));
	byte_writer_put(w, bytes, len);
}

void
byte_writer_u8(struct byte_writer *w, uint8_t value)
{
	put_be(w, value, 1);
}

void
byte_writer_u16be(struct byte_writer *w, uint16_t value)
{
	put_be(w, value, 2);
}
