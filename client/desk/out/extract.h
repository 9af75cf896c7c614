/* A case in the clear, for those who work on it (docs/DESK.md, "Cases"). */
#ifndef VALISE_DESK_EXTRACT_H
#define VALISE_DESK_EXTRACT_H

#include "client/desk/opening/opening.h"
#include "client/desk/cases/case_source.h"
#include "client/desk/vault/vault.h"

enum extracted {
	EXTRACTED,
	EXTRACT_NO_FOLDER, /* with a reason; nothing was written */
	EXTRACT_FAILED     /* with a reason; nothing was left */
};

/*
 * What a case says, without who told it, into a new folder: report.json,
 * attachment-0001 and on.  A sender's name never becomes a path.  The journal
 * says so first, or nothing is done.
 */
enum extracted extract_case(struct vault *v, const struct case_row *row,
    const char *folder, struct reason *ret_reason);

/*
 * All of it as it came, with who told it: the sealed original is opened again,
 * in a process of its own (docs/VAULT.md 5).  The caller wrote down why.
 */
enum extracted extract_original(struct vault *v, struct opening *o,
    const struct case_row *row, const struct case_source *source,
    const char *folder, struct reason *ret_reason);

#endif
