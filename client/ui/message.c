#include "message.h"

#include <stdarg.h>
#include <stdio.h>

#include <sodium.h>

#include "paint.h"
#include "common/bytes/printable_text.h"

#define MESSAGE_BYTES 512

static char message[MESSAGE_BYTES];

void
message_clear(void)
{
	sodium_memzero(message, sizeof(message));
}

bool
message_is_set(void)
{
	return message[0] != '\0';
}

void
message_set(const char *format, ...)
{
	char raw[MESSAGE_BYTES];
	va_list values;
	int len;

	va_start(values, format);
	len = vsnprintf(raw, sizeof(raw), format, values);
	va_end(values);
	if (len >= (int)sizeof(raw))
		len = sizeof(raw) - 1;
	message_clear();
	if (len > 0)
		printable_text_line(raw, (size_t)len, message, sizeof(message));
	sodium_memzero(raw, sizeof(raw));
}

void
message_paint(int row, int left, int columns, enum text_base base)
{
	if (message[0] != '\0')
		paint_line(row, left, columns, message, base, PAINT_STRONG);
}
