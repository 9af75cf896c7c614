#include "verification.h"

#include <inttypes.h>
#include <string.h>

#include "common/json/json_text.h"
#include "work.h"

static bool
is_first_hand(const cJSON *source)
{
	return strcmp(work_text(source, "first_hand"), "yes") == 0;
}

static bool
is_kind(const cJSON *source, const char *kind)
{
	return strcmp(work_text(source, "kind"), kind) == 0;
}

/* A source that can't be judged, or is not reliable, carries nothing. */
static bool
carries(const cJSON *source)
{
	const char *information = work_text(source, "information_grade");

	return strcmp(work_text(source, "person_grade"), "E") != 0 &&
	    strcmp(information, "5") != 0;
}

struct counted {
	size_t sources, groups;
	bool first_hand, document, not_media;
};

static void
count(const cJSON *work, const cJSON *numbers, struct counted *ret)
{
	const cJSON *source, *other;

	memset(ret, 0, sizeof(*ret));
	cJSON_ArrayForEach (source, work_look(work, WORK_SOURCES)) {
		bool known = false;

		if (!work_has_number(numbers, work_number(source)) ||
		    !carries(source))
			continue;
		ret->sources++;
		ret->first_hand = ret->first_hand ||
		    (is_kind(source, "account") && is_first_hand(source));
		ret->document = ret->document || is_kind(source, "document");
		ret->not_media = ret->not_media || !is_kind(source, "media");
		/* Of its group the first alone counts. */
		for (other = source->prev;
		     other != NULL && !known && other->next != NULL;
		     other = other->prev)
			known = work_has_number(numbers, work_number(other)) &&
			    carries(other) &&
			    strcmp(work_text(other, "group"),
				work_text(source, "group")) == 0;
		if (!known)
			ret->groups++;
	}
}

bool
verification_media_alone(const cJSON *work, const cJSON *numbers)
{
	struct counted n;

	count(work, numbers, &n);
	return !n.not_media;
}

bool
verification_corroborated(const cJSON *work, const cJSON *numbers,
    const struct verification_standard *standard, struct reason *ret_reason)
{
	struct counted n;

	count(work, numbers, &n);
	if (n.sources < standard->sources) {
		reason_set(ret_reason,
		    "%zu sources carry it, and %u are asked "
		    "for here",
		    n.sources, standard->sources);
		return false;
	}
	if (n.groups >= 2 || (n.first_hand && n.document))
		return true;
	reason_set(ret_reason,
	    "it takes two groups of sources that are independent of each "
	    "other, or a first-hand account and a document");
	return false;
}

static bool
each_element(const cJSON *work, bool reviewed, bool met, struct reason *reason)
{
	for (size_t i = 0; i < RULE_ELEMENTS_N; i++) {
		const cJSON *one = cJSON_GetObjectItemCaseSensitive(
		    work_look(work, WORK_ELEMENTS), rule_elements[i]);
		const char *finding = work_text(one, "finding");
		const char *what = NULL;

		if (*finding == '\0')
			what = "nothing is recorded";
		else if (reviewed && *work_text(one, "reviewer") == '\0')
			what = "nobody else reviewed it";
		else if (met && strcmp(finding, "met") != 0)
			what = "it is not met";
		if (what == NULL)
			continue;
		reason_set(reason, "element %s: %s", rule_elements[i], what);
		return false;
	}
	return true;
}

bool
verification_recorded(const cJSON *work, struct reason *ret_reason)
{
	return each_element(work, true, false, ret_reason);
}

bool
verification_met(const cJSON *work, struct reason *ret_reason)
{
	return each_element(work, true, true, ret_reason);
}

bool
verification_begun(const cJSON *work, struct reason *ret_reason)
{
	return each_element(work, false, false, ret_reason);
}
