/* JSON as text: reading after the strict scan, and the one canonical form. */
#ifndef VALISE_JSON_JSON_TEXT_H
#define VALISE_JSON_JSON_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "common/bytes/byte_writer.h"
#include "common/bytes/reason.h"

/* json_scan(), then cJSON; NULL with a reason on failure. */
cJSON *json_text_read(const char *text, size_t len, struct reason *ret_reason);

/*
 * Two spaces of indent, keys in byte order, LF at each line's end, strings
 * escaped only where RFC 8259 demands it (controls as \u00xx), integers.
 */
void json_text_write(struct byte_writer *w, const cJSON *value);

/* A string member's text, or NULL where it is absent or of another type. */
const char *json_text_string(const cJSON *object, const char *member);

/* A non-negative integer member; false where absent, negative or a string. */
bool json_text_integer(
    const cJSON *object, const char *member, uint64_t *ret_value);

/* Frees a tree after wiping the strings in it. */
void json_text_wipe(cJSON *value);

#endif
