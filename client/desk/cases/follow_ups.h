/*
 * Which voice key and which reference is of which case: read from all rows
 * when an import first needs it, and kept in memory only.  So a vault of an
 * older program needs no change, and nothing in the clear tells a voice key.
 */
#ifndef VALISE_DESK_FOLLOW_UPS_H
#define VALISE_DESK_FOLLOW_UPS_H

#include <stdbool.h>
#include <stddef.h>

#include <cjson/cJSON.h>

#include "case_link.h"
#include "case_voice.h"
#include "client/desk/store/store.h"
#include "common/notes/manifest.h"

struct follow_ups;

/*
 * Reads all rows; to be destroyed.  Rows that do not open are told and passed
 * over.  NULL with a reason: memory, or the store.
 */
struct follow_ups *follow_ups_read(struct desk_store *s,
    const struct desk_events *events, struct reason *ret_reason);
void follow_ups_destroy(struct follow_ups *f); /* takes NULL */

enum report_form {
	REPORT_EXACT,
	REPORT_INEXACT /* it has no canonical form: nothing verifies it */
};

/*
 * What a report that just opened has to do with the cases known so far.  It is
 * verified here and not where it was opened: a file that broke that process
 * must not be able to say whose it is.  docs/REPORT.md 6.3.  False where memory
 * ended before it was verified: then there is no verdict.
 */
bool follow_ups_decide(const struct follow_ups *f, const char *intake,
    const cJSON *report, enum report_form form, struct case_link *ret_link);

/*
 * Adds the voice of a report that was stored under `id`, and what was decided
 * of it; and the
 * references of its entries; false when out of memory.
 */
bool follow_ups_add(struct follow_ups *f, const char *id,
    const struct case_voice *of, const struct case_link *link);
bool follow_ups_add_entries(struct follow_ups *f, const char *id,
    const struct manifest_entry *entries, size_t n);

#endif
