#include "rules.h"

#include <stdio.h>
#include <string.h>

#include "common/json/json_text.h"
#include "rule_parts.h"

static const struct rule_act *const tables[] = {rule_acts_case, rule_acts_desk,
    rule_acts_people, rule_acts_verify, rule_acts_action};

const struct rule_act *
rule_act_at(size_t index)
{
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		for (const struct rule_act *a = tables[i]; a->name != NULL; a++)
			if (index-- == 0)
				return a;
	return NULL;
}

const struct rule_act *
rule_act_find(const char *family, const char *name)
{
	const struct rule_act *a;

	for (size_t i = 0; (a = rule_act_at(i)) != NULL; i++)
		if (strcmp(a->family, family) == 0 &&
		    strcmp(a->name, name) == 0)
			return a;
	return NULL;
}

/* Whether a list of words has that one. */
static bool
has_word(const char *words, const char *word, size_t len)
{
	for (const char *at = words; *at != '\0';) {
		const size_t n = strcspn(at, " ");

		if (n == len && memcmp(at, word, n) == 0)
			return true;
		at += n;
		at += strspn(at, " ");
	}
	return false;
}

bool
rule_has_role(const struct rule_now *now, const char *id, const char *roles)
{
	const struct rule_staff *s = NULL;

	for (size_t i = 0; i < now->n_staff && s == NULL; i++)
		if (strcmp(now->staff[i].id, id) == 0)
			s = &now->staff[i];
	if (s == NULL || roles == NULL || *roles == '\0')
		return s != NULL;
	for (const char *at = roles; *at != '\0';) {
		const size_t n = strcspn(at, " ");

		if (has_word(s->roles, at, n))
			return true;
		at += n;
		at += strspn(at, " ");
	}
	return false;
}

static bool
refuse(struct rule_refusal *refusal, const char *by)
{
	refusal->by = by;
	return false;
}

/* Every field that must be is there, and none that it does not take. */
static bool
fields_fit(const struct rule_act *act, const cJSON *given,
    struct rule_refusal *refusal)
{
	char member[RULE_MEMBER_BYTES];
	const struct rule_field *f;
	const cJSON *item;

	for (f = act->fields; f->name != NULL; f++) {
		rule_field_member(f, member);
		if (f->need != RULE_MUST ||
		    cJSON_GetObjectItemCaseSensitive(given, member) != NULL)
			continue;
		reason_set(&refusal->reason, "--%s is asked for: %s", f->name,
		    f->help);
		return refuse(refusal, "field");
	}
	cJSON_ArrayForEach (item, given) {
		bool known =
		    act->on != 0 && strcmp(item->string, "number") == 0;

		for (f = act->fields; f->name != NULL && !known; f++) {
			rule_field_member(f, member);
			known = strcmp(member, item->string) == 0;
		}
		if (known)
			continue;
		reason_set(&refusal->reason, "%s %s takes no --%s", act->family,
		    act->name, item->string);
		return refuse(refusal, "field");
	}
	return true;
}

/* The action that it is on, of a status in which that may be. */
static bool
find_action(struct rule_try *t, struct rule_refusal *refusal)
{
	uint64_t number;
	enum rule_status status;

	if (t->act->on == 0)
		return true;
	if (!try_number(t, "number", &number) ||
	    (t->action = work_item(t->work, WORK_ACTIONS, number)) == NULL) {
		reason_set(&refusal->reason, "there is no such action");
		return refuse(refusal, "field");
	}
	status = work_status(t->action);
	if ((t->act->on & STATE(status)) != 0)
		return true;
	reason_set(
	    &refusal->reason, "the action is %s", rule_status_word(status));
	return refuse(refusal, "status");
}

static bool
allowed(struct rule_try *t, struct rule_refusal *refusal)
{
	const enum rule_state state = work_state(t->work);
	const char *role = t->act->roles;

	if (!rule_has_role(t->now, t->now->who, role)) {
		reason_set(&refusal->reason, "it takes %s", role);
		return refuse(refusal, "role");
	}
	if ((t->act->from & STATE(state)) == 0) {
		reason_set(
		    &refusal->reason, "the case is %s", rule_state_word(state));
		return refuse(refusal, "state");
	}
	if (!fields_fit(t->act, t->given, refusal) || !find_action(t, refusal))
		return false;
	for (const enum rule_guard *g = t->act->guards; *g != GUARD_END; g++)
		if (!rule_guard_holds(*g, t, &refusal->reason))
			return refuse(refusal, rule_guard_name(*g));
	return true;
}

/* Long texts stand where they are kept; the log says that they were given. */
static bool
log_given(cJSON *line, const cJSON *given)
{
	cJSON *own = cJSON_AddObjectToObject(line, "given");
	const cJSON *item;
	bool ok = own != NULL;

	cJSON_ArrayForEach (item, given) {
		if (cJSON_IsString(item) &&
		    strlen(item->valuestring) > RULE_LINE_MAX)
			ok = ok && work_put(own, item->string, "(text)");
		else
			ok = ok && work_put_copy(own, item->string, item);
	}
	return ok;
}

static bool
add_line(cJSON *work, const char *by, const char *day, const char *act,
    const cJSON *given)
{
	cJSON *line = work_add(work, WORK_LOG);

	return line != NULL && work_put(line, "by", by) &&
	    work_put(line, "day", day) && work_put(line, "act", act) &&
	    (given == NULL || log_given(line, given));
}

bool
rules_offer(const cJSON *work, const struct rule_act *act, const cJSON *action,
    const struct rule_now *now)
{
	return rule_has_role(now, now->who, act->roles) &&
	    (act->from & STATE(work_state(work))) != 0 &&
	    (act->on == 0) == (action == NULL) &&
	    (action == NULL || (act->on & STATE(work_status(action))) != 0);
}

bool
rules_allow(const cJSON *work, const struct rule_act *act, const cJSON *given,
    const struct rule_now *now, struct rule_refusal *ret_refusal)
{
	struct rule_try t = {
	    .work = (cJSON *)work, .act = act, .given = given, .now = now};

	return allowed(&t, ret_refusal);
}

/* What a letter or package says, or stands on, beside its own text. */
static bool
changes_facts(const struct rule_act *act)
{
	static const char *const acts[] = {"case assess", "case person",
	    "case act", "case actor", "case take", "case reopen", "source add",
	    "source grade", "verify record"};
	char name[64];

	(void)snprintf(name, sizeof(name), "%s %s", act->family, act->name);
	for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++)
		if (strcmp(acts[i], name) == 0)
			return true;
	return false;
}

/* Who reviewed and approved saw it otherwise: it is a draft again. */
static bool
forget_approvals(cJSON *work)
{
	const unsigned seen = STATE(STATUS_REVIEWED) | STATE(STATUS_APPROVED);
	cJSON *action;
	bool ok = true;

	cJSON_ArrayForEach (
	    action, cJSON_GetObjectItemCaseSensitive(work, WORK_ACTIONS)) {
		if ((seen & STATE(work_status(action))) == 0)
			continue;
		try_forget_approval(action);
		ok = ok && work_set_status(action, STATUS_DRAFT) &&
		    work_put(action, "returned", "the case changed");
	}
	return ok;
}

bool
rules_do(cJSON *work, const struct rule_act *act, const cJSON *given,
    const struct rule_now *now, struct rule_done *ret_done,
    struct rule_refusal *ret_refusal)
{
	struct rule_try t = {.work = work,
	    .act = act,
	    .given = given,
	    .now = now,
	    .done = ret_done};
	char name[64];

	*ret_done = (struct rule_done){NULL, 0};
	if (!allowed(&t, ret_refusal))
		return false;
	(void)snprintf(name, sizeof(name), "%s-%s", act->family, act->name);
	/* First the line: what an act adds says of which it is. */
	if (add_line(work, now->who, now->day, name, given) && act->apply(&t) &&
	    (!changes_facts(act) || forget_approvals(work)))
		return true;
	reason_set(&ret_refusal->reason, "there is not enough memory");
	return refuse(ret_refusal, "memory");
}

const char *
try_text(const struct rule_try *t, const char *member)
{
	return work_text(t->given, member);
}

bool
try_number(const struct rule_try *t, const char *member, uint64_t *ret_number)
{
	return json_text_integer(t->given, member, ret_number);
}

cJSON *
try_add(struct rule_try *t, cJSON *object, const char *list)
{
	cJSON *item = work_add(object, list);

	*t->done = (struct rule_done){list, work_number(item)};
	return item;
}

bool
try_copy(const struct rule_try *t, cJSON *to, const char *const *members)
{
	bool ok = true;

	for (; *members != NULL && ok; members++) {
		const cJSON *value =
		    cJSON_GetObjectItemCaseSensitive(t->given, *members);

		if (value != NULL)
			ok = work_put_copy(to, *members, value);
	}
	return ok;
}

bool
try_sign(const struct rule_try *t, cJSON *to, const char *by_member,
    const char *day_member)
{
	return work_put(to, by_member, t->now->who) &&
	    work_put(to, day_member, t->now->day);
}

bool
try_stop_actions(cJSON *work, const char *why)
{
	cJSON *action;
	bool ok = true;

	cJSON_ArrayForEach (
	    action, cJSON_GetObjectItemCaseSensitive(work, WORK_ACTIONS)) {
		const enum rule_status status = work_status(action);

		if ((STATUSES_BEFORE & STATE(status)) == 0)
			continue;
		ok = ok &&
		    work_put(action, "stopped_at", rule_status_word(status)) &&
		    work_put(action, "stopped_why", why) &&
		    work_set_status(action, STATUS_STOPPED);
	}
	return ok;
}

/* Into a state from which one goes back to the one before. */
static bool
interrupt(cJSON *work, enum rule_state to, const char *by, const char *day,
    const char *act)
{
	const enum rule_state state = work_state(work);

	return add_line(work, by, day, act, NULL) &&
	    (state == STATE_HOLD || state == STATE_WITHDRAWN ||
		work_put(work, "before", rule_state_word(state))) &&
	    work_set_state(work, to) && work_put(work, "interrupted_by", by) &&
	    try_stop_actions(work, rule_state_word(to));
}

bool
rules_withdraw(cJSON *work, const char *by, const char *day)
{
	return interrupt(work, STATE_WITHDRAWN, by, day, "case-withdraw") &&
	    work_put(work, "withdrawn_by", by) &&
	    work_put_number(work, "fresh_from", work_last(work));
}

/* Another one of which nothing comes: counted, and once said to be looked at.
 */
static bool
count_hold(cJSON *work, const char *by, const char *day)
{
	uint64_t n = 0;
	cJSON *due;

	(void)json_text_integer(work, "holds_not_repeated", &n);
	if (!work_put_number(work, "holds_not_repeated", n + 1))
		return false;
	if (n > 0)
		return true;
	due = work_add(work, "dues");
	return add_line(work, by, day, "case-hold-not-repeated", NULL) &&
	    due != NULL && work_put(due, "day", day) &&
	    work_put(due, "text", "asked to withdraw again, unsigned: look") &&
	    work_put(due, "by", by);
}

bool
rules_hold_for(cJSON *work, const char *by, const char *day)
{
	const enum rule_state state = work_state(work);

	if (state == STATE_WITHDRAWN)
		return true;
	/* Who knows a number could stop a case for ever by it, or fill it. */
	if (state == STATE_HOLD || work_look(work, "hold_lifted") != NULL)
		return count_hold(work, by, day);
	return interrupt(work, STATE_HOLD, by, day, "case-hold") &&
	    work_put(work, "held_for", by);
}
