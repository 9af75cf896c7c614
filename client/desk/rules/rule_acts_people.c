/* People of a case, what was done to them, and what they consent to. */
#include <string.h>

#include "common/json/json_text.h"
#include "rule_parts.h"

static const struct rule_field person_fields[] = {
    {"person", RULE_NUMBER, RULE_MAY, NULL, "which; else a new one"},
    {"label", RULE_LINE, RULE_MAY, NULL, "what the desk calls them"},
    {"name", RULE_LINE, RULE_MAY, NULL, "in the own script"},
    {"name-latin", RULE_LINE, RULE_MAY, NULL, "in Latin letters"},
    {"unit", RULE_CODE, RULE_MAY, "@victim_units", "one, or how many"},
    {"gender", RULE_LINE, RULE_MAY, NULL, "as the person says"},
    {"age-band", RULE_CODE, RULE_MAY, "@age_bands", "how old"},
    {"profile", RULE_CODES, RULE_MAY, "@profiles", "what they do"},
    {"protected-status", RULE_CODES, RULE_MAY, "@protected_status",
	"by which they are protected"},
    {0}};

/* What a person was called before is a name that must not stand in a text
 * either. */
static bool
keep_name(const struct rule_try *t, cJSON *person, const char *member)
{
	const char *before = work_text(person, member);
	const char *now = try_text(t, member);
	cJSON *list, *name;

	if (*before == '\0' || *now == '\0' || strcmp(before, now) == 0)
		return true;
	list = work_list(person, "former_names");
	name = cJSON_CreateString(before);
	if (list != NULL && name != NULL && cJSON_AddItemToArray(list, name))
		return true;
	cJSON_Delete(name);
	return false;
}

static bool
apply_person(struct rule_try *t)
{
	static const char *const members[] = {"label", "name", "name_latin",
	    "unit", "gender", "age_band", "profile", "protected_status", NULL};
	uint64_t number;
	cJSON *person = try_number(t, "person", &number)
	    ? work_item(t->work, WORK_PEOPLE, number)
	    : try_add(t, t->work, WORK_PEOPLE);

	return person != NULL && keep_name(t, person, "name") &&
	    keep_name(t, person, "name_latin") && try_copy(t, person, members);
}

static const struct rule_field act_fields[] = {
    {"act", RULE_NUMBER, RULE_MAY, NULL, "which; else a new one"},
    {"type", RULE_CODE, RULE_MAY, "@acts", "what was done"},
    {"victims", RULE_NUMBERS, RULE_MUST, NULL, "to whom"},
    {"actors", RULE_NUMBERS, RULE_MUST, NULL, "by whom"},
    {"channel", RULE_CODE, RULE_MAY, "@channels", "how"}, {0}};

static bool
apply_act(struct rule_try *t)
{
	static const char *const members[] = {
	    "type", "victims", "actors", "channel", NULL};
	uint64_t number;
	cJSON *act = try_number(t, "act", &number)
	    ? work_item(t->work, WORK_ACTS, number)
	    : try_add(t, t->work, WORK_ACTS);

	return act != NULL && try_copy(t, act, members) &&
	    work_put(act, "linked_by", t->now->who);
}

static const struct rule_field actor_fields[] = {
    {"code", RULE_CODE, RULE_MUST, "@actors", "what they are"},
    {"relation", RULE_CODE, RULE_MAY, "@relations", "to the State"},
    {"name", RULE_LINE, RULE_MAY, NULL, "if it is known"}, {0}};

static bool
apply_actor(struct rule_try *t)
{
	static const char *const members[] = {"code", "relation", "name", NULL};
	cJSON *actor = try_add(t, t->work, WORK_ACTORS);

	return actor != NULL && try_copy(t, actor, members);
}

static const struct rule_field consent_fields[] = {
    {"person", RULE_NUMBER, RULE_MUST, NULL, "whose; 0 is who told it"},
    {"use", RULE_CODES, RULE_MUST, RULE_USES, "for what"},
    {"value", RULE_CODE, RULE_MUST, "yes no ask-first", "what was said"},
    {"by", RULE_CODE, RULE_MUST, "self relative guardian lawyer",
	"who said it"},
    {"how", RULE_CODE, RULE_MUST, "@consent_ways", "in which way"},
    {"day", RULE_DAY, RULE_MUST, NULL, "when it was said"},
    {"risks", RULE_TEXT, RULE_MAY, NULL, "which risks were told"},
    {"until", RULE_DAY, RULE_MAY, NULL, "how long it holds"}, {0}};

static bool
apply_consent(struct rule_try *t)
{
	static const char *const members[] = {
	    "person", "value", "by", "how", "day", "risks", "until", NULL};
	const cJSON *use;
	bool ok = true;

	cJSON_ArrayForEach (
	    use, cJSON_GetObjectItemCaseSensitive(t->given, "use")) {
		cJSON *record = ok ? try_add(t, t->work, WORK_CONSENTS) : NULL;

		ok = record != NULL && try_copy(t, record, members) &&
		    work_put(record, "use", cJSON_GetStringValue(use)) &&
		    work_put(record, "recorded_by", t->now->who) &&
		    work_put_number(record, "line", work_last(t->work));
	}
	return ok;
}

static const struct rule_field changed_fields[] = {
    {"person", RULE_NUMBER, RULE_MUST, NULL, "whose; 0 is who told it"},
    {"reason", RULE_LINE, RULE_MUST, NULL, "what changed"}, {0}};

/* All uses of that person wait to be asked anew; no stays no. */
static bool
apply_changed(struct rule_try *t)
{
	static const char *const members[] = {"person", NULL};
	const cJSON *record;
	uint64_t person = 0, of;
	char use[] = "C0";
	bool ok = true;

	(void)try_number(t, "person", &person);
	for (; use[1] <= '9' && ok; use[1]++) {
		const char *last = "";
		cJSON *own;

		cJSON_ArrayForEach (record, work_look(t->work, WORK_CONSENTS))
			if (json_text_integer(record, "person", &of) &&
			    of == person &&
			    strcmp(work_text(record, "use"), use) == 0)
				last = work_text(record, "value");
		if (strcmp(last, "yes") != 0)
			continue;
		own = work_add(t->work, WORK_CONSENTS);
		ok = own != NULL && try_copy(t, own, members) &&
		    work_put(own, "use", use) &&
		    work_put(own, "value", "changed") &&
		    work_put(own, "how", try_text(t, "reason")) &&
		    try_sign(t, own, "recorded_by", "day") &&
		    work_put_number(own, "line", work_last(t->work));
	}
	return ok;
}

static const enum rule_guard people[] = {
    GUARD_ASSIGNED, GUARD_PERSON, GUARD_END};
static const enum rule_guard linked[] = {
    GUARD_ASSIGNED, GUARD_LINKED, GUARD_END};
static const enum rule_guard assigned[] = {GUARD_ASSIGNED, GUARD_END};
static const enum rule_guard consent[] = {GUARD_ASSIGNED, GUARD_PERSON,
    GUARD_CONSENT_DAYS, GUARD_RISKS_TOLD, GUARD_END};

#define WORKED (STATES_WORKED | STATE(STATE_HOLD))

const struct rule_act rule_acts_people[] = {
    {"case", "person", "officer head", WORKED, 0, person_fields, people,
	apply_person, "one more person, or more of one"},
    {"case", "act", "officer head", WORKED, 0, act_fields, linked, apply_act,
	"which act, to whom, by whom"},
    {"case", "actor", "officer head", WORKED, 0, actor_fields, assigned,
	apply_actor, "one more who did it"},
    {"consent", "record", "officer head",
	STATES_WORKED | STATE(STATE_HOLD) | STATE(STATE_WITHDRAWN), 0,
	consent_fields, consent, apply_consent,
	"one person, for one use or several"},
    {"consent", "changed", "officer head", WORKED, 0, changed_fields, people,
	apply_changed, "circumstances did: all is to be asked anew"},
    {0}};
