/* Who is to hold the sources of what comes (docs/VAULT.md 4). */
#ifndef VALISE_DESK_CASE_HOLDERS_H
#define VALISE_DESK_CASE_HOLDERS_H

#include "case_source.h"
#include "client/desk/vault/vault.h"

/*
 * The staff of today whose role is head or intake; of a trial whoever opens it.
 * One whose key can't be sealed to is left out.  False with a reason where
 * there is nobody.
 */
bool case_holders_first(
    struct vault *v, struct case_holders *ret, struct reason *ret_reason);

/* Adds staff of that id, today; false with a reason. */
bool case_holders_add(struct vault *v, const char *id, struct case_holders *h,
    struct reason *ret_reason);

/* Whether that id is staff today, so that it can be given anything. */
bool case_holders_is_staff(struct vault *v, const char *id);

#endif
