/*
 * What an opened report has to do with the cases of others: the member
 * `follows` of its row (docs/VAULT.md 3, docs/REPORT.md 6).
 */
#ifndef VALISE_DESK_CASE_LINK_H
#define VALISE_DESK_CASE_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "common/notes/receipt.h"
#include "common/report/follow_up.h"

#define CASE_ID_BYTES 20 /* 00000001, or 00000001.0001, and a NUL */
#define CASE_LINK_TEXT_BYTES 256

enum case_verdict {
	CASE_ALONE,       /* follows nothing; kept in no row */
	CASE_SIGNED,      /* a follow-up of a case, signed by its code */
	CASE_FIRST,       /* the report whose follow-up waits: kept in no row */
	CASE_WAITS,       /* signed, but no report of its voice key is known */
	CASE_UNSIGNED,    /* claims to follow; its signature does not verify */
	CASE_OTHER_REPLY, /* signed by a case's code, but with other reply key
			   */
	CASE_SAME_VOICE   /* not signed, and names the voice key of a case */
};

struct case_link {
	enum case_verdict verdict;
	char voice_case[CASE_ID_BYTES]; /* that of its voice key, or "" */
	char reference[FOLLOW_UP_REFERENCE_BYTES]; /* that it names, or "" */
	char reference_case[CASE_ID_BYTES]; /* that has the reference, or "" */
};

/* From a row; CASE_ALONE where it has none that can be read. */
void case_link_read(const cJSON *row, struct case_link *ret_link);
/* Into a row, in place of what it had; false when out of memory. */
bool case_link_put(cJSON *row, const struct case_link *link);

/* "follow-up of case 00000001, signed by the same code" and so on; or "". */
void case_link_text(
    const struct case_link *link, char ret_text[static CASE_LINK_TEXT_BYTES]);

/* Whether the report asks to withdraw (kind `withdraw`). */
bool case_link_withdraws(const cJSON *report);
/* Whether the voice key's signature stands behind it. */
bool case_link_is_signed(const struct case_link *link);

/* The reference of one acceptance of a file, without blanks. */
void case_link_reference(const uint8_t nonce[static RECEIPT_NONCE_BYTES],
    const uint8_t sha256[static 32],
    char ret_digits[static FOLLOW_UP_REFERENCE_BYTES]);

/* The number of the case that an id is of: what stands before a point. */
void case_link_head(const char *id, char ret_id[static CASE_ID_BYTES]);
/* Whether it is the id of something in a case, beside its first report. */
bool case_link_is_item(const char *id);

#endif
