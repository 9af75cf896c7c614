/*
 * The row of a case, or of an item in one, as the store has it (docs/VAULT.md
 * 3).  Whatever reads rows reads them here.
 */
#ifndef VALISE_DESK_CASE_ROW_H
#define VALISE_DESK_CASE_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "case_link.h"
#include "case_voice.h"
#include "common/bytes/reason.h"
#include "common/notes/receipt.h"

/* Members of a row that is the stub of one that was disposed of, and of one
 * that must not be (docs/DISPOSAL.md). */
#define CASE_DISPOSED "disposed"
#define CASE_RETAINED "retained"
#define CASE_EPOCH "epoch"

#define CASE_ENTRIES_MAX 100 /* of one file; more duplicates are not kept */

/* One acceptance of the file by a relay.  What a row lacks is NULL or false. */
struct case_entry {
	const char *nonce_hex;
	const char *publication;
	const char *relay;
	bool has_work;
	bool has_nonce;
	uint8_t nonce[RECEIPT_NONCE_BYTES];
	uint64_t work_bits;
};

/* Strings are the row's own JSON's; what the row lacks is NULL or false. */
struct case_row {
	char id[CASE_ID_BYTES];
	const char *sha256_hex;
	const char *week; /* in which it was opened, or was not */
	const char
	    *epoch; /* the name of the key that opened it; NULL: unknown */
	const char *state; /* OPENED or QUARANTINED */
	const char *why;   /* where it did not open */
	/* Its JSON without who told it; case_row_report() reads it. */
	const char *report;
	const char *source;       /* who told it, sealed (case_source.h) */
	const cJSON *attachments; /* where they are (case_attachments.h) */
	const cJSON *received;    /* the cell that says so (case_cells.h) */
	bool unparted; /* an older program's: who told it is in the report */
	bool has_hash;
	bool has_size;
	bool has_acknowledged;
	bool withdrawn; /* by whom and when below; only at a case's head */
	/* Its content is gone: by which disposal, and when; else NULL. */
	const char *disposal, *disposed_day, *schedule;
	/* Not to be disposed of, by whom, since when, why; or NULL.  Only at a
	 * case's head. */
	const char *held_by, *held_day, *held_why;
	uint8_t sha256[32];
	uint64_t size;         /* bytes of the sealed original */
	uint64_t acknowledged; /* the bulletin that did; 0: none yet */
	const char *withdrawn_by;
	const char *withdrawn_week;
	struct case_link link;
	struct case_voice voice;
	size_t n_entries;
	struct case_entry entries[CASE_ENTRIES_MAX];
	cJSON *json; /* owned, where case_row_take() made it; else NULL */
};

/* Fills it from a row's JSON, which outlives it; nothing is to be freed. */
void case_row_read(struct case_row *ret_row, const char *id, const cJSON *json);
/* Takes the JSON over; NULL, and the JSON wiped, when out of memory. */
struct case_row *case_row_take(const char *id, cJSON *json);
/* Wipes what was taken over; takes NULL. */
void case_row_destroy(struct case_row *row);

/*
 * The report, to be wiped by json_text_wipe(); NULL where it never opened.
 * False with a reason where memory is short: then nothing is known of it.
 */
bool case_row_report(
    const struct case_row *row, cJSON **ret_report, struct reason *ret_reason);
/* The most work that was done for one of its entries, in bits. */
uint64_t case_row_work(const struct case_row *row);

/* Calls `each` with the references of its entries; false stops. */
bool case_row_each_reference(const struct case_row *row,
    bool (*each)(void *context, const char *digits), void *context);
/* Whether one of them is that one. */
bool case_row_has_reference(const struct case_row *row, const char *digits);

#endif
