#include "json_string.h"

#include <string.h>

void
json_string_write(struct byte_writer *w, const char *text)
{
	static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
	const char *run = text, *c = text, *found;

	byte_writer_u8(w, '"');
	for (; *c != '\0'; c++) {
		if (*c != '"' && *c != '\\' && (unsigned char)*c >= 0x20)
			continue;
		byte_writer_put(w, run, (size_t)(c - run));
		run = c + 1;
		found = strchr(from, *c);
		if (found != NULL)
			byte_writer_printf(w, "\\%c", to[found - from]);
		else
			byte_writer_printf(w, "\\u%04x", (unsigned)*c);
	}
	byte_writer_put(w, run, (size_t)(c - run));
	byte_writer_u8(w, '"');
}
