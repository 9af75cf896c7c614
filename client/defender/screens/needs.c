#include "needs.h"

#include <stdbool.h>
#include <string.h>

#include "client/form/tree.h"
#include "client/words/defender_words.h"

static bool
someone_consents(const cJSON *report)
{
	const cJSON *person;

	cJSON_ArrayForEach (person, tree_find(report, "consent")) {
		const char *answer = tree_text(person, "C0");

		if (answer != NULL && strcmp(answer, "yes") == 0)
			return true;
	}
	return false;
}

bool
needs_consent(const cJSON *report)
{
	return !someone_consents(report);
}

static bool
has_items(const cJSON *report, const char *member)
{
	return cJSON_GetArraySize(tree_find(report, member)) > 0;
}

size_t
needs_of(const cJSON *report, const struct word *ret_needs[static NEEDS_MAX])
{
	const char *kind = tree_text(report, "kind");
	bool is_long = kind == NULL || strcmp(kind, "new") == 0 ||
	    strcmp(kind, "risk") == 0;
	const struct {
		const struct word *need;
		bool missing;
	} needs[NEEDS_MAX] = {
	    {WORD_NEED_KIND, kind == NULL},
	    {WORD_NEED_HOLD, needs_consent(report)},
	    {WORD_NEED_NARRATIVE,
		tree_text(report, "narrative") == NULL &&
		    tree_find(report, "narrative_attachment") == NULL},
	    {WORD_NEED_STATE, is_long && !has_items(report, "state_concerned")},
	    {WORD_NEED_LINK,
		is_long && !has_items(report, "un_bodies") &&
		    !has_items(report, "cooperation") &&
		    tree_text(report, "why_linked") == NULL},
	};
	size_t n = 0;

	for (size_t i = 0; i < NEEDS_MAX; i++)
		if (needs[i].missing)
			ret_needs[n++] = needs[i].need;
	return n;
}
