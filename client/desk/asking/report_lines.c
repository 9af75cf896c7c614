#include "report_lines.h"

#include <stdio.h>

#include <sodium.h>

#include "common/bytes/byte_writer.h"
#include "common/cli/outside.h"
#include "common/json/json_text.h"

#define REPORT_SHOWN_MAX (64u << 20) /* bytes, with names and indents */

/* A stranger's words, names of members among them, as lines to be marked. */
static void
put_value(
    struct byte_writer *w, const char *name, const cJSON *value, int depth)
{
	const cJSON *item;

	byte_writer_printf(w, "%*s", 2 * depth, "");
	if (name != NULL) {
		byte_writer_text(w, name);
		byte_writer_text(w, ": ");
	}
	if (cJSON_IsObject(value) || cJSON_IsArray(value)) {
		byte_writer_u8(w, '\n');
		cJSON_ArrayForEach (item, value)
			put_value(w, item->string, item, depth + 1);
	} else if (cJSON_IsString(value)) {
		byte_writer_text(w, value->valuestring);
		byte_writer_u8(w, '\n');
	} else {
		json_text_write(w, value);
	}
}

void
report_lines_write(const cJSON *part)
{
	struct byte_writer w;

	byte_writer_init(&w, REPORT_SHOWN_MAX);
	put_value(&w, NULL, part, -1);
	if (w.failed)
		(void)printf("(it is too long to be shown, or memory is "
			     "short: extract writes it)\n");
	else
		outside_write(stdout, w.data, w.len);
	sodium_memzero(w.data, w.len);
	byte_writer_finish(&w);
}
