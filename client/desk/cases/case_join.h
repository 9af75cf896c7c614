/*
 * What storing one envelope changes in the rows of others, inside the caller's
 * transaction (docs/VAULT.md 3).
 */
#ifndef VALISE_DESK_CASE_JOIN_H
#define VALISE_DESK_CASE_JOIN_H

#include <stdbool.h>

#include <cjson/cJSON.h>

#include "case_link.h"
#include "client/desk/store/store.h"

/* Says which row a file is in; what else is known of the file stays. */
bool case_join_file(
    struct desk_store *s, const char *sha256_hex, const char *id);

/*
 * Marks the case of a withdrawal that is signed; its own row, `own`, is stored
 * at `id`, and is stored again where it heads the case.
 */
bool case_join_withdraw(
    struct desk_store *s, cJSON *own, const char *id, struct reason *reason);

/*
 * The follow-up that heads case `head` moves to `id`, for `first`, its first
 * report, has come.  The mark of a withdrawal goes over to `first`, which the
 * caller then stores at `head`.
 */
bool case_join_make_way(struct desk_store *s, cJSON *first, const char *head,
    const char *id, struct reason *reason);

#endif
