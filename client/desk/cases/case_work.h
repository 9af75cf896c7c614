/*
 * The work on a case in the store: the row `work` of its head, under the case's
 * key (docs/VAULT.md 3, docs/CASES.md 5).
 */
#ifndef VALISE_DESK_CASE_WORK_H
#define VALISE_DESK_CASE_WORK_H

#include <stdbool.h>

#include <cjson/cJSON.h>

#include "case_row.h"
#include "client/desk/rules/rules.h"
#include "client/desk/store/store.h"

/* One case as it is worked on. */
struct case_work {
	struct case_row *row; /* its head */
	cJSON *report;        /* what stands there; NULL: it did not open */
	cJSON *work;          /* as it is in the store, or would be */
};

/*
 * The case of a number as it is typed; one of which nothing was worked has what
 * its report brings.  To be ended by case_work_finish().  False with a reason:
 * it is unknown, an item, quarantined, disposed of, or can't be read.
 */
bool case_work_open(struct desk_store *s, const char *typed,
    struct case_work *ret_work, struct reason *ret_reason);
void case_work_finish(struct case_work *work); /* wipes; takes zeroes */

/*
 * Does an act by the rules, in one transaction with its line of the journal.
 * False with a refusal, and nothing of it is stored: by "store" where that
 * failed, by "full" where the row would be too large.
 */
bool case_work_do(struct desk_store *s, const char *typed,
    const struct rule_act *act, const cJSON *given, const struct rule_now *now,
    struct rule_done *ret_done, struct rule_refusal *ret_refusal);

/* Writes down how far a person has seen it, where that changed: inside no
 * transaction.  False: the store. */
bool case_work_seen(
    struct desk_store *s, struct case_work *work, const char *who);

/* Whether staff asked that it is shown on demand alone: `id` of a case or of an
 * item; also where that can't be told. */
bool case_work_is_folded(struct desk_store *s, const char *id);

/*
 * Inside the transaction of what came: a withdrawal that is signed, and one
 * that is not.  False also where the case's work can't be read: then nothing of
 * it is stored, and the item comes again.
 */
bool case_work_withdraw(struct desk_store *s, const char *head, const char *by);
bool case_work_hold(struct desk_store *s, const char *head, const char *by);

/* The same for rows that are open: `row` is its head's.  False with a reason.
 */
bool case_work_read(struct desk_store *s, const struct case_row *row,
    cJSON **ret_report, cJSON **ret_work, struct reason *ret_reason);

#endif
