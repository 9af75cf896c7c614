/*
 * Cases that may be the same, proposed by rule and decided by a person: the
 * same reply key, an attachment of the same bytes, an alike account, a person
 * of the same name in an act of the same kind (docs/CASES.md 7).
 */
#ifndef VALISE_DESK_PROPOSALS_H
#define VALISE_DESK_PROPOSALS_H

#include <stdbool.h>
#include <stddef.h>

#include "client/desk/cases/case_work.h"
#include "client/desk/store/desk_event.h"

#define PROPOSALS_MAX \
	20 /* the strongest; who sends many hides none of them \
	    */

enum proposal_rule {
	PROPOSAL_REPLY_KEY = 1,
	PROPOSAL_ATTACHMENT = 2,
	PROPOSAL_TEXT = 4,
	PROPOSAL_PERSON = 8
};
struct proposal {
	char id[CASE_ID_BYTES];
	unsigned rules; /* those that fit, added up */
	unsigned alike; /* percent of the words in a row that both have */
};
struct proposals {
	size_t n;
	size_t more; /* that fit too, and are not in the list */
	struct proposal list[PROPOSALS_MAX];
};

/*
 * What may be the same as this case, without what was linked or dismissed.
 * False with a reason: memory, or the store.
 */
bool proposals_of(struct desk_store *s, const struct case_work *of,
    struct proposals *ret_proposals, const struct desk_events *events,
    struct reason *ret_reason);

/*
 * How alike two texts are, 0 to 100: of the rows of four words (of scripts that
 * part no words, of four characters) that the shorter has, those that the other
 * has too.  -1: memory.
 */
int proposals_alike(const char *one, const char *other);

#endif
