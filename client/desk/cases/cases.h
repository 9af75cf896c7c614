/* The rows of the case store, and what is done with an opened envelope. */
#ifndef VALISE_DESK_CASES_H
#define VALISE_DESK_CASES_H

#include <stdbool.h>
#include <stdint.h>

#include "case_link.h"
#include "case_row.h"
#include "client/desk/store/store.h"
#include "common/envelope/age_key.h"
#include "common/notes/manifest.h"

/* What came out of an envelope. */
struct case_content {
	/*
	 * The members of its row that are of what it says: `report`, `source`,
	 * `voice` and so on, which go over into the row.  NULL: it did not
	 * open, and `why` says so.
	 */
	cJSON *parts;
	const char *why;
	cJSON *source; /* the row of the case's new source key, or NULL */
	/* Where it is told that it came; NULL: its sender asks for no reply. */
	const struct age_recipient *reply_to;
	/* The cell that tells it, of that week, where it was sealed ahead; it
	 * goes over into the row. */
	cJSON **received;
	const char *received_week;
	struct case_link link;
	bool
	    withdraws; /* it asks to withdraw; heeded only where it is signed */
};

/*
 * Stores an envelope in one transaction: the row, its file, the journal.  It
 * becomes a new case; or with CASE_SIGNED an item of its voice key's case; or
 * with CASE_FIRST that case's first report, whose place a follow-up had, which
 * becomes an item.  A withdrawal that is signed marks the case.
 */
bool cases_add(struct desk_store *s, const struct manifest_entry *entries,
    size_t n_entries, const char *relay, const struct case_content *content,
    char ret_id[static CASE_ID_BYTES], struct reason *ret_reason);

/* Adds entries (duplicates) to a file that is held already. */
bool cases_add_entries(struct desk_store *s, const char *sha256_hex,
    const struct manifest_entry *entries, size_t n, const char *relay,
    struct reason *ret_reason);

/* Whether the file is held; its case's id. */
enum desk_found cases_find_file(struct desk_store *s, const char *sha256_hex,
    char ret_id[static CASE_ID_BYTES], struct reason *ret_reason);

/*
 * Whether the file is in an import note already; false with a reason where its
 * row can't be read.
 */
bool cases_file_noted(struct desk_store *s, const char *sha256_hex,
    bool *ret_noted, struct reason *ret_reason);
/* Marks it so, inside the caller's transaction; false with a reason. */
bool cases_mark_noted(
    struct desk_store *s, const char *sha256_hex, struct reason *ret_reason);
/* Marks a case as acknowledged, inside the caller's transaction. */
bool cases_mark_acknowledged(struct desk_store *s, const char *id,
    uint64_t bulletin, struct reason *ret_reason);

/* Has no cell tell its sender that it came, and keeps the one that would have,
 * inside the caller's transaction; false with a reason. */
bool cases_hold_received(
    struct desk_store *s, const char *id, struct reason *ret_reason);

/*
 * Calls `each` with every row, items after the head of their case; false ends
 * the walk.  The row lives as long as the call.  One that does not open is told
 * and passed over.  False with a reason as desk_store_each().
 */
bool cases_each(struct desk_store *s,
    bool (*each)(void *context, const struct case_row *row), void *context,
    const struct desk_events *events, struct reason *ret_reason);

/*
 * How many items a case has beside its first report; false with a reason where
 * that can't be read.
 */
bool cases_items(struct desk_store *s, const char *id, uint64_t *ret_n,
    struct reason *ret_reason);
/* The id of item `number`, from 1. */
void cases_item_id(
    const char *head, uint64_t number, char ret_id[static CASE_ID_BYTES]);

/* The row of that id; to be destroyed, NULL with a reason. */
struct case_row *cases_get(
    struct desk_store *s, const char *id, struct reason *ret_reason);
/* The same by its number as typed ("1"), or of an item ("1.2"). */
struct case_row *cases_get_typed(
    struct desk_store *s, const char *typed, struct reason *ret_reason);
/* The same of one that has its content: not of one that was disposed of. */
struct case_row *cases_get_whole(
    struct desk_store *s, const char *typed, struct reason *ret_reason);

#endif
