/* What is done to a case as a whole (docs/CASES.md 1). */
#include <stdio.h>
#include <string.h>

#include "common/json/json_text.h"
#include "rule_days.h"
#include "rule_parts.h"

#define LIMBS "54/24-4a 54/24-4b 54/24-4c 54/24-4d 12/2-1 none"

static const struct rule_field none[] = {{0}};
static const struct rule_field reason_field[] = {
    {"reason", RULE_LINE, RULE_MUST, NULL, "why"}, {0}};

static bool
to(struct rule_try *t, enum rule_state state)
{
	return work_set_state(t->work, state);
}

/* Who answers for the case from now on. */
static bool
apply_people(struct rule_try *t)
{
	static const char *const members[] = {"officer", "alternate", NULL};

	return try_copy(t, t->work, members) &&
	    work_put(t->work, "assigned", t->now->day);
}

static const struct rule_field triage_fields[] = {
    {"class", RULE_CODE, RULE_MUST, RULE_CLASSES, "how secret it is"},
    {"officer", RULE_PERSON, RULE_MUST, NULL, "who answers for it"},
    {"alternate", RULE_PERSON, RULE_MUST, NULL, "who stands in"}, {0}};

static bool
apply_triage(struct rule_try *t)
{
	return work_put(t->work, "class", try_text(t, "class")) &&
	    apply_people(t) && to(t, STATE_TRIAGE);
}

static const struct rule_field assign_fields[] = {
    {"officer", RULE_PERSON, RULE_MUST, NULL, "who answers for it"},
    {"alternate", RULE_PERSON, RULE_MUST, NULL, "who stands in"},
    {"reason", RULE_LINE, RULE_MUST, NULL, "why"}, {0}};

static const struct rule_field assess_fields[] = {
    {"limb", RULE_CODE, RULE_MAY, LIMBS, "of which resolution"},
    {"urgency", RULE_CODE, RULE_MAY, "life danger soon open ordinary",
	"as a person sees it"},
    {"urgency-why", RULE_LINE, RULE_MAY, NULL, "on what it rests"},
    {"consent-summary", RULE_TEXT, RULE_MAY, NULL,
	"what is consented to, by whom"},
    {"class", RULE_CODE, RULE_MAY, RULE_CLASSES, "how secret it is"}, {0}};

static bool
apply_assess(struct rule_try *t)
{
	static const char *const members[] = {
	    "limb", "urgency", "urgency_why", "consent_summary", "class", NULL};

	return try_copy(t, t->work, members) &&
	    (*try_text(t, "urgency") == '\0' ||
		work_put(t->work, "urgency_by", t->now->who));
}

static bool
apply_verifying(struct rule_try *t)
{
	return to(t, STATE_VERIFYING);
}

static const struct rule_field ask_fields[] = {
    {"reason", RULE_LINE, RULE_MUST, NULL, "what is asked, of whom"},
    {"until", RULE_DAY, RULE_MAY, NULL, "until when; else 60 days"}, {0}};

static bool
apply_needs_info(struct rule_try *t)
{
	char day[UTC_DAY_BYTES];

	rule_day_add(t->now->day, RULE_INFO_DAYS, day);
	return work_put(t->work, "info_due",
		   *try_text(t, "until") != '\0' ? try_text(t, "until")
						 : day) &&
	    work_put(t->work, "info_asked", try_text(t, "reason")) &&
	    to(t, STATE_NEEDS_INFO);
}

static bool
apply_dormant(struct rule_try *t)
{
	return to(t, STATE_DORMANT);
}

static bool
apply_not_pursued(struct rule_try *t)
{
	return to(t, STATE_NOT_PURSUED);
}

static const struct rule_field refer_fields[] = {
    {"intake", RULE_LINE, RULE_MUST, NULL, "to whose desk"},
    {"reason", RULE_LINE, RULE_MUST, NULL, "why"}, {0}};

static bool
apply_referred(struct rule_try *t)
{
	return work_put(t->work, "referred_to", try_text(t, "intake")) &&
	    to(t, STATE_REFERRED);
}

static bool
apply_credible(struct rule_try *t)
{
	return work_put(t->work, "credible", t->now->day) &&
	    to(t, STATE_CREDIBLE);
}

static bool
apply_not_established(struct rule_try *t)
{
	return to(t, STATE_NOT_ESTABLISHED);
}

/* Into the state before; and back. */
static bool
apply_hold(struct rule_try *t)
{
	return work_put(
		   t->work, "before", rule_state_word(work_state(t->work))) &&
	    work_put(t->work, "interrupted_by", t->now->who) &&
	    try_stop_actions(t->work, "HOLD") && to(t, STATE_HOLD);
}

static bool
go_back(struct rule_try *t)
{
	enum rule_state before;

	return to(t,
	    rule_state_find(work_text(t->work, "before"), &before)
		? before
		: STATE_TRIAGE);
}

static bool
apply_lift(struct rule_try *t)
{
	/* A hold of a person's own does not use up that of a withdrawal. */
	return (work_look(t->work, "held_for") == NULL ||
		   work_put(t->work, "hold_lifted", t->now->day)) &&
	    work_put_copy(t->work, "held_for", NULL) && go_back(t);
}

static const struct rule_field withdraw_fields[] = {
    {"reason", RULE_LINE, RULE_MUST, NULL, "how it is known"}, {0}};

static bool
apply_withdraw(struct rule_try *t)
{
	const enum rule_state state = work_state(t->work);

	return (state == STATE_HOLD ||
		   work_put(t->work, "before", rule_state_word(state))) &&
	    work_put(t->work, "interrupted_by", t->now->who) &&
	    work_put_number(t->work, "fresh_from", work_last(t->work)) &&
	    try_stop_actions(t->work, "WITHDRAWN") && to(t, STATE_WITHDRAWN);
}

static const struct rule_field close_fields[] = {
    {"review", RULE_DAY, RULE_MUST, NULL, "the day it is looked at again"},
    {"reason", RULE_LINE, RULE_MUST, NULL, "why"}, {0}};

static bool
apply_close(struct rule_try *t)
{
	static const char *const members[] = {"review", NULL};

	return try_copy(t, t->work, members) && to(t, STATE_CLOSED);
}

static bool
apply_reopen(struct rule_try *t)
{
	return to(t, STATE_TRIAGE);
}

static const enum rule_guard no_guards[] = {GUARD_END};
static const enum rule_guard assigned[] = {GUARD_ASSIGNED, GUARD_END};
static const enum rule_guard closes[] = {
    GUARD_ASSIGNED, GUARD_FUTURE, GUARD_SETTLED, GUARD_END};
static const enum rule_guard staff_fits[] = {GUARD_STAFF_FITS, GUARD_END};
static const enum rule_guard assessed[] = {
    GUARD_ASSIGNED, GUARD_LIMB, GUARD_URGENCY, GUARD_SUMMARY, GUARD_END};
static const enum rule_guard credible[] = {
    GUARD_ASSIGNED, GUARD_ELEMENTS_MET, GUARD_NOT_REVIEWER, GUARD_END};
static const enum rule_guard not_established[] = {
    GUARD_ASSIGNED, GUARD_ELEMENTS_RECORDED, GUARD_NOT_REVIEWER, GUARD_END};
static const enum rule_guard fresh[] = {
    GUARD_ASSIGNED, GUARD_FRESH_CONSENT, GUARD_END};

#define TRIAGED STATE(STATE_TRIAGE)
#define BACK \
	(TRIAGED | STATE(STATE_NEEDS_INFO) | STATE(STATE_DORMANT) | \
	    STATE(STATE_CREDIBLE) | STATE(STATE_NOT_ESTABLISHED))
#define OPEN_ONES \
	(TRIAGED | STATE(STATE_VERIFYING) | STATE(STATE_NEEDS_INFO) | \
	    STATE(STATE_DORMANT))
#define ENDED \
	(STATE(STATE_NOT_PURSUED) | STATE(STATE_REFERRED) | \
	    STATE(STATE_CREDIBLE) | STATE(STATE_NOT_ESTABLISHED) | \
	    STATE(STATE_DORMANT))
#define INTERRUPTED (STATE(STATE_HOLD) | STATE(STATE_WITHDRAWN))

const struct rule_act rule_acts_case[] = {
    {"case", "triage", "intake head", STATE(STATE_OPENED), 0, triage_fields,
	staff_fits, apply_triage, "who answers for it, and how secret it is"},
    {"case", "assess", "officer head", STATES_WORKED, 0, assess_fields,
	assigned, apply_assess, "limb, urgency, what is consented to"},
    {"case", "verifying", "officer head", BACK, 0, none, assessed,
	apply_verifying, "begins to verify, or does it again"},
    {"case", "needs-info", "officer head", OPEN_ONES, 0, ask_fields, assessed,
	apply_needs_info, "something is asked of its source"},
    {"case", "dormant", "officer head", OPEN_ONES, 0, reason_field, assessed,
	apply_dormant, "nothing can be done now"},
    {"case", "not-pursued", "officer head", OPEN_ONES, 0, reason_field,
	assessed, apply_not_pursued, "nothing will be done"},
    {"case", "refer", "officer head", OPEN_ONES, 0, refer_fields, assessed,
	apply_referred, "it is another intake's"},
    {"case", "credible", "officer head", STATE(STATE_VERIFYING), 0, none,
	credible, apply_credible, "all four elements are met"},
    {"case", "not-established", "officer head", STATE(STATE_VERIFYING), 0, none,
	not_established, apply_not_established, "an element is not met"},
    {"case", "hold", RULE_ALL, STATES_ANY & ~(unsigned)INTERRUPTED, 0,
	reason_field, no_guards, apply_hold, "stops what is not out yet"},
    {"case", "lift", "officer head", STATE(STATE_HOLD), 0, reason_field,
	assigned, apply_lift, "goes on after a hold"},
    {"case", "withdraw", RULE_ALL,
	STATES_ANY & ~(unsigned)STATE(STATE_WITHDRAWN), 0, withdraw_fields,
	no_guards, apply_withdraw, "its source wants nothing more of it"},
    {"case", "renew", "officer head", STATE(STATE_WITHDRAWN), 0, reason_field,
	fresh, go_back, "its source consented anew"},
    {"case", "close", "officer head", ENDED, 0, close_fields, closes,
	apply_close, "until the day of its review"},
    {"case", "reopen", "officer head",
	STATE(STATE_CLOSED) | STATE(STATE_NOT_PURSUED) | STATE(STATE_REFERRED),
	0, reason_field, assigned, apply_reopen, "back to triage"},
    {"case", "assign", "head", STATES_ANY & ~(unsigned)STATE(STATE_OPENED), 0,
	assign_fields, staff_fits, apply_people, "to others"},
    {0}};
