/* Messages that wait for a bulletin (docs/VAULT.md 3). */
#ifndef VALISE_DESK_OUTBOX_H
#define VALISE_DESK_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "client/desk/cases/case_source.h"
#include "client/desk/store/store.h"
#include "common/envelope/age_key.h"

/* One that waits; lives as long as the call, and what it lacks is NULL. */
struct outbox_message {
	const char *id; /* REPLY_CELL_ID_BYTES in hexadecimal */
	const char *text;
	const cJSON *sealed; /* its cells (case_cells.h) */
};

/*
 * Puts a message for a case, NUL-terminated after `len`, into the outbox,
 * sealed to the reply key of its source, in a transaction of its own.  False
 * with a reason where the source has none, or the text is too long for one
 * message.
 */
bool outbox_put(struct desk_store *s, const char *case_id,
    const struct case_source *source, const char *text, size_t len,
    struct reason *ret_reason);

/* The row of one: `case`, `text`, `sealed`; to be wiped, NULL with a reason. */
cJSON *outbox_get(
    struct desk_store *s, const char *id, struct reason *ret_reason);

/* Calls `each` with those that wait, as cases_each() does with cases. */
bool outbox_each(struct desk_store *s,
    bool (*each)(void *context, const struct outbox_message *message),
    void *context, const struct desk_events *events, struct reason *ret_reason);

/* Has one wait no more, inside the caller's transaction; false with a reason.
 */
bool outbox_hold_back(
    struct desk_store *s, const char *id, struct reason *ret_reason);

/* Marks one as sent, inside the caller's transaction; false with a reason. */
bool outbox_mark_sent(struct desk_store *s, const char *id, uint64_t bulletin,
    struct reason *ret_reason);

#endif
