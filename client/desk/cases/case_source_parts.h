/* Source keys and what is sealed to them; for case_source.c, case_hold.c. */
#ifndef VALISE_DESK_CASE_SOURCE_PARTS_H
#define VALISE_DESK_CASE_SOURCE_PARTS_H

#include "case_source.h"
#include "common/bytes/byte_writer.h"
#include "common/report/report.h"

#define APART_MAX (REPORT_MAX + 65536) /* bytes of what is sealed apart */

/* Bytes sealed to a key, into a row's member, in base64; false: memory. */
bool case_source_seal(cJSON *row, const char *name,
    const struct age_recipient *to, const void *bytes, size_t len);
/* The same opened; to be finished also after false: it does not open, with
 * errno ENOMEM where that is no fault of its own, else EBADMSG. */
bool case_source_unseal(const char *text, const struct age_identity *identity,
    struct byte_writer *ret_plain);

/* To be freed by secret_free(); NULL: memory. */
struct age_identity *case_source_new_key(void);
/* The row of a source key that these hold; NULL: memory. */
cJSON *case_source_row(
    const struct age_identity *key, const struct case_holders *holders);
/* The source key of the row of that id, by what `id` has; NULL with a reason.
 */
struct age_identity *case_source_key(struct desk_store *s, const char *of,
    const char *id, const struct age_identity *identity,
    struct reason *ret_reason);

#endif
