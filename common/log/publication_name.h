/* Names of publications, "2026-11-25" or "2026-11-25T100000Z". */
#ifndef VALISE_LOG_PUBLICATION_NAME_H
#define VALISE_LOG_PUBLICATION_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PUBLICATION_MAX 24 /* bytes of such a name */

/*
 * Whether it has the letters and the length that such a name may have: it
 * becomes part of origins and paths.
 */
bool publication_valid(const char *text, size_t len);

/* When the period of a name began; false where it is no such name. */
bool publication_start(const char *name, int64_t *ret_start);

#endif
