/*
 * json-peer: a line of JSON in, its canonical form out; "refused" for what has
 * none.  For tests/peers/canonical.mjs.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/json/json_canonical.h"
#include "common/json/json_text.h"

#define LINE_MAX_BYTES (1u << 20)

static void
answer(const char *line)
{
	struct reason reason;
	struct byte_writer w;
	cJSON *value = json_text_read(line, strlen(line), &reason);

	byte_writer_init(&w, LINE_MAX_BYTES);
	if (value != NULL && json_canonical_write(&w, value))
		(void)fwrite(w.data, 1, w.len, stdout);
	else
		(void)fputs("refused", stdout);
	(void)putchar('\n');
	(void)fflush(stdout);
	byte_writer_finish(&w);
	cJSON_Delete(value);
}

int
main(void)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t len;

	while ((len = getline(&line, &room, stdin)) > 0) {
		line[len - 1] = '\0';
		answer(line);
	}
	free(line);
	return 0;
}
