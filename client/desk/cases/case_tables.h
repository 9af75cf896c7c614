/* The kinds of the cases' rows (docs/VAULT.md 3); for cases/ and out/. */
#ifndef VALISE_DESK_CASE_TABLES_H
#define VALISE_DESK_CASE_TABLES_H

#include <stdbool.h>
#include <stdint.h>

#include "client/desk/store/store.h"

#define TABLE_CASES "case"
#define TABLE_FILES "file"             /* sha256 to case id */
#define TABLE_META "meta"              /* counters */
#define TABLE_SOURCES "source"         /* of a case: who holds who told it */
#define TABLE_ATTACHMENTS "attachment" /* sha256 of a sealed one */
#define TABLE_LOOKS "look"             /* who was shown who told, and why */
#define TABLE_WORK "work"              /* of a case: what is done on it */

/* Of out/, which an older program's rows are mended in (case_upgrade.c). */
#define TABLE_OUTBOX "outbox"
#define TABLE_DRAFT "draft"
#define DRAFT_ID "bulletin"

/*
 * Counts on under `counter`, inside the caller's transaction; an unreadable
 * counter never starts again.  False with a reason.
 */
bool cases_next_number(struct desk_store *s, const char *counter,
    uint64_t *ret_number, struct reason *reason);

#endif
