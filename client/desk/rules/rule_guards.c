/* Every guard by name, and where its rule is from (docs/CASES.md 6). */
#include "rule_guards.h"

#include <string.h>

#define CONDUCT "Code of Conduct (HRC resolution 5/2, annex)"
#define DESIGN "Valise"

static const struct {
	const char *name;
	const char *source;
	rule_guard_check holds;
} guards[GUARDS_N] = {
    [GUARD_END] = {"none", "", NULL},
    [GUARD_ASSIGNED] = {"assigned", DESIGN ": who answers for a case works it",
	guard_assigned},
    [GUARD_STAFF_FITS] = {"staff-fits",
	DESIGN ": an officer, and an alternate who is another",
	guard_staff_fits},
    [GUARD_LIMB] = {"limb", "HRC resolutions 54/24 para. 4 and 12/2 para. 1",
	guard_limb},
    [GUARD_URGENCY] = {"urgency", CONDUCT " art. 10", guard_urgency},
    [GUARD_SUMMARY] = {"consent-summary",
	"OHCHR, Manual on Human Rights Monitoring: informed consent",
	guard_summary},
    [GUARD_PERSON] = {"person", DESIGN ": a number of a person of the case",
	guard_person},
    [GUARD_LINKED] = {"linked", DESIGN ": victims, acts and actors of the case",
	guard_linked},
    [GUARD_CONSENT_DAYS] = {"consent-days",
	DESIGN ": not from the future, and not over", guard_consent_days},
    [GUARD_RISKS_TOLD] = {"risks-told",
	"OHCHR, Manual on Human Rights Monitoring: informed consent",
	guard_risks_told},
    [GUARD_FRESH_CONSENT] = {"fresh-consent",
	DESIGN ": nothing goes on after a withdrawal without it",
	guard_fresh_consent},
    [GUARD_FUTURE] = {"future", DESIGN ": a day that is to come", guard_future},
    [GUARD_SOURCES] = {"sources", DESIGN ": numbers of sources of the case",
	guard_sources},
    [GUARD_NO_SILENCE] = {"no-silence",
	DESIGN ": a State's silence corroborates nothing", guard_no_silence},
    [GUARD_CONTRADICTING] = {"contradicting",
	"OHCHR, Manual on Human Rights Monitoring: contrary information",
	guard_contradicting},
    [GUARD_CORROBORATED] = {"corroborated",
	"OHCHR, Manual on Human Rights Monitoring: corroboration",
	guard_corroborated},
    [GUARD_NOT_MEDIA_ALONE] = {"not-media-alone", CONDUCT " art. 9 (e)",
	guard_not_media_alone},
    [GUARD_OTHER_ANALYST] = {"other-analyst",
	DESIGN ": nobody reviews an own finding", guard_other_analyst},
    [GUARD_ELEMENTS_MET] = {"elements-met",
	DESIGN ": status, act, attribution, link", guard_elements_met},
    [GUARD_ELEMENTS_RECORDED] = {"elements-recorded",
	DESIGN ": status, act, attribution, link", guard_elements_recorded},
    [GUARD_NOT_REVIEWER] = {"not-reviewer",
	DESIGN ": an officer concludes, a verifier reviewed",
	guard_not_reviewer},
    [GUARD_CREDIBLE] = {"credible",
	"HRC resolution 12/2 para. 8: credible allegations", guard_credible},
    [GUARD_STATE_SAID] = {"state-said",
	"HRC resolution 12/2: the State's views are in the report",
	guard_state_said},
    [GUARD_RAISED] = {"raised",
	DESIGN ": after a letter, a quiet action or a UN document",
	guard_raised},
    [GUARD_TEXT] = {"text", "Manual of special procedures: four parts",
	guard_text},
    [GUARD_TESTS] = {"tests", CONDUCT " art. 9 (a) to (e)", guard_tests},
    [GUARD_ELEMENTS_BEGUN] = {"elements-begun",
	DESIGN ": a finding on each element", guard_elements_begun},
    [GUARD_CONSENT] = {"consent", "HRC resolution 54/24; consent C1 to C6, C9",
	guard_consent},
    [GUARD_CONSENT_PUBLIC] = {"consent-public",
	"HRC resolution 54/24; consent C4, C5", guard_consent_public},
    [GUARD_NAMES_APART] = {"names-apart",
	DESIGN ": no name but those whose consent allows it",
	guard_names_apart},
    [GUARD_HARM] = {"harm", "OHCHR: do no harm", guard_harm},
    [GUARD_THREE_PERSONS] = {"three-persons",
	DESIGN ": author, reviewer and approver", guard_three_persons},
    [GUARD_URGENT_PATH] = {"urgent-path", CONDUCT " art. 10",
	guard_urgent_path},
    [GUARD_OVERDUE] = {"overdue", "Manual of special procedures: 60 days",
	guard_overdue},
    [GUARD_ANSWER] = {"answer",
	DESIGN ": of what was not answered nothing is judged", guard_answer},
    [GUARD_OVERRIDE] = {"override", DESIGN ": it ends, within 30 days",
	guard_override},
    [GUARD_ENTRY] = {"entry", DESIGN ": an entry alone is left out",
	guard_entry},
    [GUARD_OTHER_CASE] = {"other-case", DESIGN ": no case is its own double",
	guard_other_case},
    [GUARD_ITEM] = {"item",
	DESIGN ": what is done or undone is there, and was not yet",
	guard_item},
    [GUARD_WRITTEN] = {"written",
	DESIGN ": what is signed is what was written last", guard_written},
    [GUARD_OTHER_SIGNER] = {"other-signer", DESIGN ": nobody signs for two",
	guard_other_signer},
    [GUARD_SIGNED] = {"signed",
	DESIGN ": as many desk keys as the directory asks for", guard_signed},
    [GUARD_SETTLED] = {"settled", DESIGN ": nothing that is owed is shut away",
	guard_settled},
    [GUARD_TAKEN] = {"taken",
	DESIGN ": what a follow-up says of consent counts before it leaves",
	guard_taken},
};

const char *
rule_guard_name(enum rule_guard guard)
{
	return guards[guard].name;
}

const char *
rule_guard_source(enum rule_guard guard)
{
	return guards[guard].source;
}

bool
rule_guard_holds(
    enum rule_guard guard, const struct rule_try *t, struct reason *ret_reason)
{
	return guards[guard].holds(t, ret_reason);
}
