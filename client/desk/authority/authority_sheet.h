/* The sheet of paper by which people know the authority (docs/DESK.md). */
#ifndef VALISE_DESK_AUTHORITY_SHEET_H
#define VALISE_DESK_AUTHORITY_SHEET_H

#include <stddef.h>
#include <stdio.h>

#include "common/bytes/reason.h"
#include "common/notes/directory.h"
#include "common/qr/qr_code.h"
#include "common/report/language.h"

struct authority_sheet {
	struct directory *directory;
	char fingerprint[FINGERPRINT_TEXT_BYTES];
	struct qr_code code;
};

enum authority_sheet_status {
	AUTHORITY_SHEET_GOOD,
	AUTHORITY_SHEET_EXPIRED, /* made, and to be warned about */
	AUTHORITY_SHEET_REFUSED, /* with a reason */
	AUTHORITY_SHEET_NO_MEMORY
};

/*
 * Makes the sheet of a signed directory.  Refuses what has too few signatures
 * or a link that does not verify.  Where it was made, also of an expired one,
 * authority_sheet_finish() frees it.
 */
enum authority_sheet_status authority_sheet_init(
    struct authority_sheet *ret_sheet, const void *bytes, size_t len,
    struct reason *ret_reason);
void authority_sheet_finish(struct authority_sheet *sheet);

/*
 * Writes a page of at most 80 columns: name, version, dates, the ten groups of
 * the current authority's fingerprint, the same as a QR code, and the keys of
 * releases.  Arabic stands in the order in which it is read: whatever prints it
 * turns it.
 */
void authority_sheet_write(
    const struct authority_sheet *sheet, enum language language, FILE *out);

#endif
