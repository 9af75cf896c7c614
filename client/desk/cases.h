/* The rows of the case store, and what is done with an opened envelope. */
#ifndef VALISE_DESK_CASES_H
#define VALISE_DESK_CASES_H

#include <stdbool.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "common/notes/manifest.h"
#include "vault.h"

#define CASE_ID_BYTES 12 /* 00000001 and a NUL */
#define TABLE_CASES "case"
#define TABLE_FILES "file"    /* sha256 to case id */
#define TABLE_OUTBOX "outbox" /* messages that wait for a bulletin */
#define TABLE_META "meta"

/*
 * Stores a new case: the row, its file, the journal; in one transaction.
 * `report` NULL: the envelope did not open, and `why` says so.
 */
bool cases_add(struct vault *v, const struct manifest_entry *entries,
    size_t n_entries, const char *relay, const uint8_t *file_key,
    const char *report, size_t report_len, const char *why,
    char ret_id[static CASE_ID_BYTES], struct reason *ret_reason);

/* Adds entries (duplicates) to a file that is held already. */
bool cases_add_entries(struct vault *v, const char *sha256_hex,
    const struct manifest_entry *entries, size_t n, const char *relay,
    struct reason *ret_reason);

/* Whether the file is held; its case's id. */
enum desk_found cases_find_file(struct vault *v, const char *sha256_hex,
    char ret_id[static CASE_ID_BYTES], struct reason *ret_reason);

/* The report of a case's row, to be wiped by json_text_wipe(); or NULL. */
cJSON *cases_report(const cJSON *row, struct reason *ret_reason);

/* The row of a case by its number as typed; NULL with a reason. */
cJSON *cases_get(struct vault *v, const char *typed,
    char ret_id[static CASE_ID_BYTES], struct reason *ret_reason);

#endif
