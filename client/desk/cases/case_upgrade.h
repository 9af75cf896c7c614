/*
 * Rows of a program from before who told was held apart: they are parted as
 * those that come (docs/VAULT.md 4).
 */
#ifndef VALISE_DESK_CASE_UPGRADE_H
#define VALISE_DESK_CASE_UPGRADE_H

#include <stdbool.h>

#include "case_source.h"
#include "client/desk/vault/vault.h"

/*
 * Parts every row that is not yet, each in a transaction of its own; once all
 * are, that is known and costs nothing.  Whatever stores reports, reads sources
 * or tells one something calls it first.  One that can't be parted is left as
 * it is and told, and the others are; false with a reason where there was one.
 */
bool case_upgrade(struct vault *v, const struct desk_events *events,
    struct reason *ret_reason);

/* Has the next call look at all rows: they are others than they were (repair).
 */
bool case_upgrade_forget(struct desk_store *s);

/* The same by who is to hold what is parted. */
bool case_upgrade_rows(struct desk_store *s, const struct case_holders *holders,
    const struct desk_events *events, struct reason *ret_reason);

/* Writes down that all are, or that it is to be looked again; and whether it
 * stands there.  For case_upgrade.c alone. */
bool case_upgrade_mark(struct desk_store *s, bool done);
bool case_upgrade_is_marked(struct desk_store *s);

#endif
