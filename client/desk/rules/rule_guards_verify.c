/* What must hold of sources and findings. */
#include <inttypes.h>
#include <string.h>

#include "common/json/json_text.h"
#include "rule_guards.h"

static const cJSON *
given_sources(const struct rule_try *t)
{
	return cJSON_GetObjectItemCaseSensitive(t->given, "sources");
}

static const cJSON *
recorded(const struct rule_try *t)
{
	return cJSON_GetObjectItemCaseSensitive(
	    work_look(t->work, WORK_ELEMENTS), try_text(t, "element"));
}

bool
guard_sources(const struct rule_try *t, struct reason *ret_reason)
{
	const cJSON *number;
	uint64_t one;

	if (try_number(t, "source", &one) &&
	    work_item(t->work, WORK_SOURCES, one) == NULL) {
		reason_set(ret_reason, "the case has no source %" PRIu64, one);
		return false;
	}
	cJSON_ArrayForEach (number, given_sources(t)) {
		one = (uint64_t)number->valuedouble;
		if (work_item(t->work, WORK_SOURCES, one) != NULL)
			continue;
		reason_set(ret_reason, "the case has no source %" PRIu64, one);
		return false;
	}
	return true;
}

bool
guard_no_silence(const struct rule_try *t, struct reason *ret_reason)
{
	const cJSON *action, *answer;
	uint64_t number;

	if (strcmp(try_text(t, "kind"), "state-answer") != 0)
		return true;
	reason_set(ret_reason,
	    "what a State said is a source where it answered in substance "
	    "(--action N); its silence is none");
	action = try_number(t, "action", &number)
	    ? work_item(t->work, WORK_ACTIONS, number)
	    : NULL;
	cJSON_ArrayForEach (
	    answer, cJSON_GetObjectItemCaseSensitive(action, "answers"))
		if (rule_code_is(
			"substantive late", work_text(answer, "receipt")))
			return true;
	return false;
}

bool
guard_contradicting(const struct rule_try *t, struct reason *ret_reason)
{
	reason_set(ret_reason,
	    "what speaks against it? --contradicting TEXT; \"none found\" is "
	    "an answer");
	return *try_text(t, "contradicting") != '\0';
}

static bool
is_met(const struct rule_try *t)
{
	return strcmp(try_text(t, "finding"), "met") == 0;
}

bool
guard_corroborated(const struct rule_try *t, struct reason *ret_reason)
{
	return !is_met(t) ||
	    verification_corroborated(
		t->work, given_sources(t), &t->now->standard, ret_reason);
}

bool
guard_not_media_alone(const struct rule_try *t, struct reason *ret_reason)
{
	reason_set(ret_reason, "media alone never suffice");
	return !is_met(t) ||
	    !verification_media_alone(t->work, given_sources(t));
}

bool
guard_other_analyst(const struct rule_try *t, struct reason *ret_reason)
{
	const cJSON *one = recorded(t);

	if (*work_text(one, "finding") == '\0')
		reason_set(ret_reason, "nothing is recorded of it");
	else if (strcmp(work_text(one, "analyst"), t->now->who) == 0)
		reason_set(ret_reason, "it is %s's own finding", t->now->who);
	else
		return true;
	return false;
}

bool
guard_elements_met(const struct rule_try *t, struct reason *ret_reason)
{
	const cJSON *one;

	if (!verification_met(t->work, ret_reason))
		return false;
	/* As the sources are graded now. */
	cJSON_ArrayForEach (one, work_look(t->work, WORK_ELEMENTS)) {
		const cJSON *sources =
		    cJSON_GetObjectItemCaseSensitive(one, "sources");

		reason_set(ret_reason, "media alone never suffice");
		if (verification_media_alone(t->work, sources) ||
		    !verification_corroborated(
			t->work, sources, &t->now->standard, ret_reason))
			return false;
	}
	return true;
}

bool
guard_elements_recorded(const struct rule_try *t, struct reason *ret_reason)
{
	if (!verification_recorded(t->work, ret_reason))
		return false;
	reason_set(ret_reason, "each element is met: case credible");
	return !verification_met(t->work, NULL);
}

bool
guard_not_reviewer(const struct rule_try *t, struct reason *ret_reason)
{
	const cJSON *one;

	cJSON_ArrayForEach (one, work_look(t->work, WORK_ELEMENTS)) {
		if (strcmp(work_text(one, "reviewer"), t->now->who) != 0)
			continue;
		reason_set(ret_reason, "%s reviewed element %s", t->now->who,
		    one->string);
		return false;
	}
	return true;
}
