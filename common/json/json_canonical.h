/*
 * The form of JSON that is signed and hashed: RFC 8785 (JCS), so that a second
 * program finds a library for it.
 */
#ifndef VALISE_JSON_JSON_CANONICAL_H
#define VALISE_JSON_JSON_CANONICAL_H

#include <stdbool.h>

#include <cjson/cJSON.h>

#include "common/bytes/byte_writer.h"

/*
 * No white space, keys in the order of their UTF-16 units, strings escaped as
 * ECMAScript does, whole numbers; no line end behind it.  False, and what was
 * written is of no use, where memory or the writer's limit ends, and where the
 * value has a number that is not whole, is -0 or lies beyond 2^53 - 1: two
 * readers may not read the same one then, so it has no canonical form here.
 */
bool json_canonical_write(struct byte_writer *w, const cJSON *value);

#endif
