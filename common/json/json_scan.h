/*
 * A strict look at JSON text before cJSON reads it: cJSON notices neither
 * duplicate keys nor odd numbers, and both let two readers see two documents.
 */
#ifndef VALISE_JSON_JSON_SCAN_H
#define VALISE_JSON_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "common/bytes/reason.h"

#define JSON_DEPTH_MAX 16
#define JSON_MEMBERS_MAX 512              /* of one object */
#define JSON_INTEGER_MAX 9007199254740991 /* 2^53 - 1, exact in a double */

/*
 * RFC 8259 with nothing left open: valid UTF-8, no duplicate key in an object
 * (compared after unescaping), integers only and without leading zero, minus
 * zero, fraction or exponent, no U+0000, surrogates only in pairs, nothing but
 * white space behind the value.  On failure `ret_reason` says what and where,
 * and errno is ENOMEM where that is no fault of the text, else EBADMSG.
 */
bool json_scan(const char *text, size_t len, struct reason *ret_reason);

#define JSON_NUMBER_MAX 63 /* bytes of a number that is not refused */

/*
 * The same of what others wrote: other numbers and halves of surrogate pairs
 * are taken.  A half becomes U+FFFD in the text itself.  Where there was one or
 * the other, `ret_exact` is false: there is no canonical form (RFC 8785) of it
 * here, and nothing that is signed over that can be verified.
 */
bool json_scan_received(
    char *text, size_t len, bool *ret_exact, struct reason *ret_reason);

#endif
