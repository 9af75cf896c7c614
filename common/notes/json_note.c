#include "json_note.h"

#include <string.h>

#include "common/bytes/byte_reader.h"
#include "common/json/json_canonical.h"
#include "common/json/json_text.h"

bool
json_note_format(const char *first_line, const char *name, const cJSON *body,
    struct byte_writer *w)
{
	if (!vkey_name_valid(name, strlen(name)))
		return false;
	byte_writer_printf(w, "%s\n%s\n", first_line, name);
	if (!json_canonical_write(w, body))
		return false;
	byte_writer_u8(w, '\n');
	return !w->failed;
}

/* The text must be what json_note_format() would write: one spelling. */
static bool
is_canonical(const char *first_line, const char *name, const cJSON *body,
    const char *text, size_t len)
{
	struct byte_writer again;
	bool same;

	byte_writer_init(&again, 2 * len + 1);
	same = json_note_format(first_line, name, body, &again) &&
	    again.len == len && memcmp(again.data, text, len) == 0;
	byte_writer_finish(&again);
	return same;
}

bool
json_note_is(const char *first_line, const void *bytes, size_t len)
{
	size_t n = strlen(first_line);

	return len > n && memcmp(bytes, first_line, n) == 0 &&
	    ((const char *)bytes)[n] == '\n';
}

cJSON *
json_note_read(const char *first_line, const char *what, const char *text,
    size_t len, size_t most, char ret_name[static NOTE_NAME_MAX + 1],
    struct reason *ret_reason)
{
	struct byte_reader r;
	const char *line;
	size_t line_len;
	cJSON *body;

	reason_set(ret_reason, "it is not a Valise %s", what);
	byte_reader_init(&r, text, len);
	if (len > most || !json_note_is(first_line, text, len) ||
	    !byte_reader_line(&r, &line, &line_len) ||
	    !byte_reader_line(&r, &line, &line_len) ||
	    !vkey_name_valid(line, line_len))
		return NULL;
	memcpy(ret_name, line, line_len);
	ret_name[line_len] = '\0';
	body = json_text_read((const char *)r.at, r.left, ret_reason);
	if (body != NULL && is_canonical(first_line, ret_name, body, text, len))
		return body;
	if (body != NULL)
		reason_set(ret_reason,
		    "the %s's JSON is not in its canonical form", what);
	cJSON_Delete(body);
	return NULL;
}
