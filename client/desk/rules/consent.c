#include "consent.h"

#include <inttypes.h>
#include <string.h>

#include "common/json/json_text.h"
#include "work.h"

static const char *const words[] = {"given", "never asked", "refused",
    "ask first", "expired", "circumstances changed", "withdrawn"};

const char *
consent_word(enum consent_state state)
{
	return words[state];
}

/* Whether it counts more than one that was recorded before: it was said later,
 * or on the same day; but on one day a no is not undone by a yes of another. */
static bool
counts_more(const cJSON *record, const cJSON *before)
{
	const int by =
	    strcmp(work_text(record, "day"), work_text(before, "day"));

	if (before == NULL || by > 0)
		return true;
	return by == 0 &&
	    (strcmp(work_text(before, "value"), "no") != 0 ||
		*work_text(record, "recorded_by") != '\0');
}

const cJSON *
consent_record(const cJSON *work, uint64_t person, const char *use)
{
	const cJSON *record, *last = NULL;

	cJSON_ArrayForEach (record, work_look(work, WORK_CONSENTS)) {
		uint64_t of;

		if (json_text_integer(record, "person", &of) && of == person &&
		    strcmp(work_text(record, "use"), use) == 0 &&
		    counts_more(record, last))
			last = record;
	}
	return last;
}

enum consent_state
consent_of(const cJSON *work, uint64_t person, const char *use, const char *day)
{
	const cJSON *record = consent_record(work, person, use);
	const char *value = work_text(record, "value");
	const char *until = work_text(record, "until");
	uint64_t line = 0, fresh = 0;

	if (record == NULL || strcmp(value, "not-asked") == 0)
		return CONSENT_NEVER;
	if (strcmp(value, "no") == 0)
		return CONSENT_REFUSED;
	/* What stood before a withdrawal does not stand again by itself. */
	(void)json_text_integer(record, "line", &line);
	if (json_text_integer(work, "fresh_from", &fresh) && line < fresh)
		return CONSENT_WITHDRAWN;
	if (strcmp(value, "changed") == 0)
		return CONSENT_CHANGED;
	if (strcmp(value, "ask-first") == 0)
		return CONSENT_ASK_FIRST;
	if (*until != '\0' && strcmp(until, day) < 0)
		return CONSENT_EXPIRED;
	return strcmp(value, "yes") == 0 ? CONSENT_GIVEN : CONSENT_NEVER;
}

void
consent_uses(const char *kind, const char **ret_named, const char **ret_unnamed)
{
	*ret_named = "C3";
	*ret_unnamed = "C2";
	if (strcmp(kind, "statement") == 0 || strcmp(kind, "entry") == 0) {
		*ret_named = "C5";
		*ret_unnamed = "C4";
	} else if (strcmp(kind, "referral") == 0 ||
	    strcmp(kind, "interchange") == 0) {
		*ret_named = *ret_unnamed = "C1";
	} else if (strcmp(kind, "protection") == 0) {
		*ret_named = *ret_unnamed = "C6";
	} else if (strcmp(kind, "package") == 0) {
		*ret_named = *ret_unnamed = "C9";
	}
}

static bool
needs(const cJSON *work, uint64_t person, const char *use, const char *day,
    struct reason *reason)
{
	const enum consent_state state = consent_of(work, person, use, day);

	if (state == CONSENT_GIVEN)
		return true;
	if (person == WORK_SOURCE_PERSON)
		reason_set(reason, "%s of who told it: %s (consent record)",
		    use, consent_word(state));
	else
		reason_set(reason,
		    "%s of person %" PRIu64 ": %s (consent record)", use,
		    person, consent_word(state));
	return false;
}

/* What takes the whole case along is about everybody in it. */
static bool
is_whole(const cJSON *action)
{
	const char *kind = work_text(action, "kind");

	return strcmp(kind, "package") == 0 ||
	    strcmp(kind, "interchange") == 0 || strcmp(kind, "referral") == 0;
}

/* Each of those whom the action is about, and who told it. */
static bool
allows(const cJSON *work, const cJSON *action, const char *names,
    const char *named_use, const char *unnamed_use, const char *day,
    struct reason *reason)
{
	const cJSON *about = is_whole(action)
	    ? NULL
	    : cJSON_GetObjectItemCaseSensitive(action, "about");
	const cJSON *named = cJSON_GetObjectItemCaseSensitive(action, names);
	const cJSON *person;

	if (about != NULL && cJSON_GetArraySize(about) == 0) {
		reason_set(reason, "it is about nobody: action text --about");
		return false;
	}
	cJSON_ArrayForEach (person, work_look(work, WORK_PEOPLE)) {
		const uint64_t number = work_number(person);
		const bool is_named = work_has_number(named, number);

		if (about != NULL && !work_has_number(about, number) &&
		    !is_named)
			continue;
		if (!needs(work, number, is_named ? named_use : unnamed_use,
			day, reason))
			return false;
	}
	return needs(work, WORK_SOURCE_PERSON, unnamed_use, day, reason);
}

bool
consent_allows(const cJSON *work, const cJSON *action, const char *day,
    struct reason *ret_reason)
{
	const char *named, *unnamed;

	consent_uses(work_text(action, "kind"), &named, &unnamed);
	return allows(work, action, "named", named, unnamed, day, ret_reason);
}

bool
consent_allows_public(const cJSON *work, const cJSON *action, const char *day,
    struct reason *ret_reason)
{
	return allows(
	    work, action, "public_named", "C5", "C4", day, ret_reason);
}

const cJSON *
harm_in_force(const cJSON *work, const char *day, struct reason *ret_reason)
{
	const cJSON *list = work_look(work, WORK_HARM);
	const cJSON *last =
	    cJSON_GetArrayItem(list, cJSON_GetArraySize(list) - 1);
	uint64_t line = 0, fresh = 0;

	if (last == NULL) {
		reason_set(ret_reason,
		    "nobody assessed yet what harm it may do: verify harm");
		return NULL;
	}
	(void)json_text_integer(last, "line", &line);
	if ((json_text_integer(work, "fresh_from", &fresh) && line < fresh) ||
	    strcmp(work_text(last, "until"), day) < 0) {
		reason_set(ret_reason,
		    "what was assessed of harm held until %s, or until it was "
		    "withdrawn",
		    work_text(last, "until"));
		return NULL;
	}
	return last;
}
