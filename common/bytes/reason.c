#include "reason.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "printable_text.h"

void
reason_set(struct reason *reason, const char *format, ...)
{
	char raw[2 * REASON_BYTES];
	va_list args;

	if (reason == NULL)
		return;
	va_start(args, format);
	if (vsnprintf(raw, sizeof(raw), format, args) < 0)
		raw[0] = '\0';
	va_end(args);
	printable_text_line(
	    raw, strlen(raw), reason->text, sizeof(reason->text));
}
