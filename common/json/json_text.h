/* JSON as text: reading after the strict scan, and writing it for people. */
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
 * What others wrote, by json_scan_received(): `ret_exact` (or NULL) is false
 * where it has no canonical form.  NULL with a reason on failure, and errno as
 * json_scan() leaves it.
 */
cJSON *json_text_read_received(
    const char *text, size_t len, bool *ret_exact, struct reason *ret_reason);

/*
 * To be read: two spaces of indent, keys in byte order, LF at each line's end,
 * strings escaped only where RFC 8259 demands it (controls as \u00xx).  What is
 * signed or hashed is json_canonical.h's.
 */
void json_text_write(struct byte_writer *w, const cJSON *value);

/* A string member's text, or NULL where it is absent or of another type. */
const char *json_text_string(const cJSON *object, const char *member);

/* A whole number from 0 to 2^53 - 1; false where it is absent or another. */
bool json_text_integer(
    const cJSON *object, const char *member, uint64_t *ret_value);

/* Frees a tree after wiping the strings in it. */
void json_text_wipe(cJSON *value);

#endif
