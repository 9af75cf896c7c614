/*
 * The attachments of an envelope, sealed again as they come out of it, each to
 * a key that only the case's row has: so that who works on the case needs
 * nothing of its source (docs/VAULT.md 4).
 */
#ifndef VALISE_DESK_CASE_ATTACHMENTS_H
#define VALISE_DESK_CASE_ATTACHMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "case_row.h"
#include "client/desk/vault/vault.h"
#include "common/bytes/durable_batch.h"
#include "common/bytes/stream.h"

struct case_attachments;

/*
 * For one envelope, with a new key; `most` is the size of the sealed original,
 * which what comes out of it never has.  NULL with a reason.
 */
struct case_attachments *case_attachments_create(
    struct vault *v, uint64_t most, struct reason *ret_reason);
/*
 * The next bytes of attachment `number` (from 1, in order).  False where they
 * are not kept: case_attachments_state() says why.
 */
bool case_attachments_put(
    struct case_attachments *a, unsigned number, const void *bytes, size_t len);
enum attachments_state {
	ATTACHMENTS_GOOD,
	ATTACHMENTS_REFUSED, /* no file makes that: what handed it over broke */
	ATTACHMENTS_FAILED   /* the disk, or memory */
};
/* How it went so far; sets the reason unless good. */
enum attachments_state case_attachments_state(
    const struct case_attachments *a, struct reason *ret_reason);
/* Removes what was written: the envelope is opened once more, or did not open.
 */
void case_attachments_drop(struct case_attachments *a);
/* How many wait for the disk, with a descriptor each. */
size_t case_attachments_held(const struct case_attachments *a);
/*
 * Hands those over to be synced with others: after case_attachments_end(), and
 * before the row is stored.  Then whether all of them were; false with a state
 * that says why.
 */
bool case_attachments_stage(
    struct case_attachments *a, struct durable_batch *batch);
bool case_attachments_settled(
    struct case_attachments *a, const struct durable_batch *batch);
/*
 * Ends the last one, and says all in the case's row, `attachments`.  False with
 * a reason.
 */
bool case_attachments_end(
    struct case_attachments *a, cJSON *row, struct reason *ret_reason);
/* Their rows, inside the transaction of the case's: so they are known. */
bool case_attachments_know(struct desk_store *s, const cJSON *row);
/* They stay, for their rows are stored. */
void case_attachments_keep(struct case_attachments *a);
/* Drops those that are not to stay; takes NULL. */
void case_attachments_destroy(struct case_attachments *a);

/* Whether the row says where they are; an older program's doesn't. */
bool case_attachments_are_there(const struct case_row *row);
/*
 * Opens each to the sink that `start` gives for its number; false from either
 * ends it.  False with a reason: one is missing, was changed, or ended.
 */
bool case_attachments_each(struct vault *v, const struct case_row *row,
    bool (*start)(void *context, unsigned number), const struct byte_sink *sink,
    void *context, struct reason *ret_reason);

/* Removes files that no row knows and no case lists: an end in the middle left
 * them.  Where that can't be told they stay. */
void case_attachments_sweep(struct vault *v);

#endif
