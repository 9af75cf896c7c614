#include "events.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "client/desk/rules/work.h"
#include "client/desk/store/journal.h"
#include "common/bytes/text_codec.h"
#include "common/json/json_text.h"

#define ID_BYTES 40

struct making {
	const struct leaving *l;
	char event[ID_BYTES]; /* opaque: it tells no number of a case */
	cJSON *out;
	size_t n_acts;
	struct reason *reason;
};

/* The same each time at this desk; elsewhere it tells nothing. */
static void
set_event_id(struct making *m)
{
	uint8_t label[JOURNAL_LABEL_BYTES];
	char hex[2 * JOURNAL_LABEL_BYTES + 1], object[64];

	(void)snprintf(
	    object, sizeof(object), "interchange-%s", m->l->w->row->id);
	journal_label(vault_store(m->l->v), object, label);
	hex_encode(label, sizeof(label), hex);
	(void)snprintf(m->event, sizeof(m->event), "E%.12s", hex);
}

static void
id_of(const struct making *m, const char *what, uint64_t number,
    char ret_id[static ID_BYTES])
{
	(void)snprintf(
	    ret_id, ID_BYTES, "%s-%s%" PRIu64, m->event, what, number);
}

static cJSON *
add(struct making *m, const char *list, const char *id)
{
	cJSON *item = cJSON_CreateObject();

	if (item != NULL && work_put(item, "id", id) &&
	    cJSON_AddItemToArray(work_list(m->out, list), item))
		return item;
	cJSON_Delete(item);
	return NULL;
}

/* A code that is one of a list's; what a newer program sends is left out. */
static bool
put_code(cJSON *to, const cJSON *from, const char *member, const char *codes)
{
	const char *code = work_text(from, member);

	return !rule_code_is(codes, code) || work_put(to, member, code);
}

static bool
put_codes(cJSON *to, const cJSON *from, const char *member, const char *codes)
{
	cJSON *list = cJSON_AddArrayToObject(to, member);
	const cJSON *item;
	bool ok = list != NULL;

	cJSON_ArrayForEach (
	    item, cJSON_GetObjectItemCaseSensitive(from, member))
		if (ok && rule_code_is(codes, cJSON_GetStringValue(item)))
			ok = cJSON_AddItemToArray(list,
			    cJSON_CreateString(cJSON_GetStringValue(item)));
	return ok;
}

/* A name of those whom the action may name, and of nobody else. */
static bool
put_person(struct making *m, const cJSON *person)
{
	const cJSON *named =
	    cJSON_GetObjectItemCaseSensitive(m->l->action, "named");
	char id[ID_BYTES];
	cJSON *out;

	id_of(m, "P", work_number(person), id);
	out = add(m, "persons", id);
	return out != NULL && work_put(out, "role", "victim") &&
	    (!work_has_number(named, work_number(person)) ||
		work_put(out, "name", work_text(person, "name"))) &&
	    put_code(out, person, "unit", "@victim_units") &&
	    put_code(out, person, "age_band", "@age_bands") &&
	    put_codes(out, person, "profile", "@profiles") &&
	    put_codes(out, person, "protected_status", "@protected_status");
}

static bool
put_actor(struct making *m, const cJSON *actor)
{
	char id[ID_BYTES];
	cJSON *out;

	id_of(m, "X", work_number(actor), id);
	out = add(m, "persons", id);
	return out != NULL && work_put(out, "role", "alleged-perpetrator") &&
	    put_code(out, actor, "code", "@actors") &&
	    put_code(out, actor, "relation", "@relations");
}

/* Those that an act names; without a list, all of the report it is of. */
static bool
is_of(const cJSON *act, const char *list, const cJSON *item)
{
	const cJSON *numbers = cJSON_GetObjectItemCaseSensitive(act, list);

	if (numbers != NULL)
		return work_has_number(numbers, work_number(item));
	return strcmp(work_text(act, "of"), work_text(item, "of")) == 0;
}

static bool
put_involvements(struct making *m, const cJSON *act, const char *act_id)
{
	const cJSON *actor;
	bool ok = true;

	cJSON_ArrayForEach (actor, work_look(m->l->w->work, WORK_ACTORS)) {
		char id[2 * ID_BYTES], other[ID_BYTES];
		cJSON *out;

		if (!ok || !is_of(act, "actors", actor))
			continue;
		id_of(m, "X", work_number(actor), other);
		(void)snprintf(
		    id, sizeof(id), "%s-X%" PRIu64, act_id, work_number(actor));
		out = add(m, "involvements", id);
		ok = out != NULL && work_put(out, "act", act_id) &&
		    work_put(out, "person", other);
	}
	return ok;
}

/* One act to each of its victims. */
static bool
put_act(struct making *m, const cJSON *act)
{
	const cJSON *victim;
	bool ok = true;

	cJSON_ArrayForEach (victim, work_look(m->l->w->work, WORK_PEOPLE)) {
		char id[2 * ID_BYTES], person[ID_BYTES];
		cJSON *out;

		if (!ok || !is_of(act, "victims", victim))
			continue;
		if (++m->n_acts > EVENTS_ACTS_MAX) {
			reason_set(m->reason,
			    "it has more than %d acts, each to one victim",
			    EVENTS_ACTS_MAX);
			return false;
		}
		id_of(m, "P", work_number(victim), person);
		(void)snprintf(id, sizeof(id), "%s-A%" PRIu64 "-P%" PRIu64,
		    m->event, work_number(act), work_number(victim));
		out = add(m, "acts", id);
		ok = out != NULL && work_put(out, "victim", person) &&
		    put_code(out, act, "type", "@acts") &&
		    put_code(out, act, "channel", "@channels") &&
		    put_involvements(m, act, id);
	}
	return ok;
}

static bool
put_source(struct making *m, const cJSON *source)
{
	static const char *const members[] = {"kind", "connection",
	    "person_grade", "information_grade", "first_hand"};
	char id[ID_BYTES];
	cJSON *out;
	bool ok;

	id_of(m, "S", work_number(source), id);
	out = add(m, "information", id);
	ok = out != NULL;
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		ok = ok &&
		    work_put(out, members[i], work_text(source, members[i]));
	return ok;
}

/* What left, and what the State answered last. */
static bool
put_intervention(struct making *m, const cJSON *action)
{
	const unsigned out_already = STATE(STATUS_SENT) |
	    STATE(STATUS_ANSWERED) | STATE(STATUS_NO_ANSWER) |
	    STATE(STATUS_CLOSED);
	const cJSON *answers =
	    cJSON_GetObjectItemCaseSensitive(action, "answers");
	const cJSON *last =
	    cJSON_GetArrayItem(answers, cJSON_GetArraySize(answers) - 1);
	char id[ID_BYTES];
	cJSON *out;

	if ((out_already & STATE(work_status(action))) == 0 ||
	    !rule_code_is(
		RULE_LETTERS " note-verbale quiet", work_text(action, "kind")))
		return true;
	id_of(m, "L", work_number(action), id);
	out = add(m, "interventions", id);
	return out != NULL &&
	    work_put(out, "kind", work_text(action, "kind")) &&
	    work_put(out, "status", rule_status_word(work_status(action))) &&
	    work_put(out, "sent", work_text(action, "sent")) &&
	    work_put(out, "receipt", work_text(last, "receipt")) &&
	    work_put(out, "position", work_text(last, "position")) &&
	    work_put(out, "adequacy", work_text(last, "adequacy"));
}

static bool
put_list(struct making *m, const char *list,
    bool (*put)(struct making *m, const cJSON *item))
{
	const cJSON *item;
	bool ok = true;

	cJSON_ArrayForEach (item, work_look(m->l->w->work, list))
		ok = ok && put(m, item);
	return ok;
}

static bool
put_event(struct making *m)
{
	const cJSON *work = m->l->w->work;
	cJSON *event = cJSON_AddObjectToObject(m->out, "event");

	return event != NULL && work_put(event, "id", m->event) &&
	    work_put(event, "alleged",
		work_state(work) == STATE_CREDIBLE ? "no" : "yes") &&
	    work_put(event, "limb", work_text(work, "limb")) &&
	    work_put(event, "description", work_text(m->l->action, "text"));
}

cJSON *
events_of(const struct leaving *l, struct reason *ret_reason)
{
	static const char *const lists[] = {
	    "persons", "acts", "involvements", "information", "interventions"};
	struct making m = {
	    .l = l, .out = cJSON_CreateObject(), .reason = ret_reason};
	bool ok = m.out != NULL;

	reason_set(ret_reason, "there is not enough memory");
	set_event_id(&m);
	ok =
	    ok && work_put(m.out, "format", "valise-events/1") && put_event(&m);
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		ok = ok && work_list(m.out, lists[i]) != NULL;
	ok = ok && put_list(&m, WORK_PEOPLE, put_person) &&
	    put_list(&m, WORK_ACTORS, put_actor) &&
	    put_list(&m, WORK_ACTS, put_act) &&
	    put_list(&m, WORK_SOURCES, put_source) &&
	    put_list(&m, WORK_ACTIONS, put_intervention);
	if (ok)
		return m.out;
	json_text_wipe(m.out);
	return NULL;
}
