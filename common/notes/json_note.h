/*
 * The text of a note that holds JSON: a line that says what it is, a line with
 * its name, a line of canonical JSON (RFC 8785); docs/DIRECTORY.md 1.
 */
#ifndef VALISE_NOTES_JSON_NOTE_H
#define VALISE_NOTES_JSON_NOTE_H

#include <stdbool.h>
#include <stddef.h>

#include <cjson/cJSON.h>

#include "common/bytes/byte_writer.h"
#include "common/bytes/reason.h"
#include "signed_note.h"

/* Whether it begins with that line. */
bool json_note_is(const char *first_line, const void *bytes, size_t len);

/* False where the name can't be one, or what stands in it has no such form. */
bool json_note_format(const char *first_line, const char *name,
    const cJSON *body, struct byte_writer *w);

/*
 * The JSON of a text of at most `most` bytes that is exactly what
 * json_note_format() would write; NULL with a reason that calls it `what`.
 */
cJSON *json_note_read(const char *first_line, const char *what,
    const char *text, size_t len, size_t most,
    char ret_name[static NOTE_NAME_MAX + 1], struct reason *ret_reason);

#endif
