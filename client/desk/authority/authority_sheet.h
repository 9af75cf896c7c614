/* The sheet of paper by which people know the authority (docs/DESK.md). */
#ifndef VALISE_DESK_AUTHORITY_SHEET_H
#define VALISE_DESK_AUTHORITY_SHEET_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "common/cli/cli.h"

/*
 * Prints a page of a signed directory: name, version, dates, the ten groups of
 * the current authority's fingerprint, and the same as a QR code.  Refuses,
 * with a sentence on standard error, what has too few signatures or a link
 * that does not verify; warns where it has expired.
 */
enum cli_status authority_sheet_print(
    const uint8_t *bytes, size_t len, FILE *out);

#endif
