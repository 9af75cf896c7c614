/* The checks behind the guards' names; for rule_guards*.c alone. */
#ifndef VALISE_DESK_RULE_GUARDS_H
#define VALISE_DESK_RULE_GUARDS_H

#include "rule_parts.h"

/* Whether it holds; else false with a reason. */
typedef bool (*rule_guard_check)(
    const struct rule_try *t, struct reason *ret_reason);

#define GUARD(name) \
	bool guard_##name(const struct rule_try *t, struct reason *ret_reason)
/* rule_guards_case.c */
GUARD(assigned);
GUARD(staff_fits);
GUARD(limb);
GUARD(urgency);
GUARD(summary);
GUARD(person);
GUARD(linked);
GUARD(consent_days);
GUARD(risks_told);
GUARD(fresh_consent);
GUARD(future);
GUARD(other_case);
GUARD(item);
GUARD(settled);
GUARD(taken);
/* rule_guards_verify.c */
GUARD(sources);
GUARD(no_silence);
GUARD(contradicting);
GUARD(corroborated);
GUARD(not_media_alone);
GUARD(other_analyst);
GUARD(elements_met);
GUARD(elements_recorded);
GUARD(not_reviewer);
/* rule_guards_action.c */
GUARD(credible);
GUARD(state_said);
GUARD(raised);
GUARD(text);
GUARD(tests);
GUARD(elements_begun);
GUARD(consent);
GUARD(consent_public);
GUARD(names_apart);
GUARD(harm);
GUARD(three_persons);
GUARD(urgent_path);
GUARD(overdue);
GUARD(answer);
GUARD(override);
GUARD(entry);
GUARD(written);
GUARD(other_signer);
GUARD(signed);
#undef GUARD

#endif
