/* One try of an act; for rules*.c and rule_*.c alone. */
#ifndef VALISE_DESK_RULE_PARTS_H
#define VALISE_DESK_RULE_PARTS_H

#include "rules.h"
#include "work.h"

struct rule_try {
	cJSON *work;
	const struct rule_act *act;
	const cJSON *given;
	const struct rule_now *now;
	cJSON *action; /* that it is on; NULL: on none */
	struct rule_done *done;
};

/* Text of a field that was given; "" where it was not. */
const char *try_text(const struct rule_try *t, const char *member);
/* A number that was given; false where it was not. */
bool try_number(
    const struct rule_try *t, const char *member, uint64_t *ret_number);
/* A new item of one of its lists, which the act says it made; NULL: memory. */
cJSON *try_add(struct rule_try *t, cJSON *object, const char *list);
/* Copies those that were given into an object; false: memory. */
bool try_copy(const struct rule_try *t, cJSON *to, const char *const *members);
/* Says who did it and when, in these members; false: memory. */
bool try_sign(const struct rule_try *t, cJSON *to, const char *by_member,
    const char *day_member);
/* Of what an action was before it changed, or was stopped, nothing counts. */
void try_forget_approval(cJSON *action);
/* Stops what is not out yet; false: memory. */
bool try_stop_actions(cJSON *work, const char *why);

/* NULL: it holds.  Else it is not met, and the reason says why. */
bool rule_guard_holds(
    enum rule_guard guard, const struct rule_try *t, struct reason *ret_reason);

#define RULE_ALL "officer intake verifier head"

/* The tables of acts, each ended by one without a name. */
extern const struct rule_act rule_acts_case[];
extern const struct rule_act rule_acts_desk[];
extern const struct rule_act rule_acts_people[];
extern const struct rule_act rule_acts_verify[];
extern const struct rule_act rule_acts_action[];

#endif
