#include "rule_codes.h"

#include <string.h>

#include "common/report/vocabulary.h"

static const char *const states[STATES_N] = {"OPENED", "TRIAGE", "VERIFYING",
    "NEEDS_INFO", "DORMANT", "NOT_PURSUED", "REFERRED", "CREDIBLE",
    "NOT_ESTABLISHED", "HOLD", "WITHDRAWN", "CLOSED"};

static const char *const statuses[STATUSES_N] = {"DRAFT", "REVIEWED",
    "APPROVED", "SENT", "ANSWERED", "NO_ANSWER", "CLOSED", "DROPPED",
    "LEFT_OUT", "STOPPED"};

const char *const rule_elements[RULE_ELEMENTS_N] = {
    "status", "act", "attribution", "link"};
const char *const rule_tests[RULE_TESTS_N] = {
    "founded", "described", "language", "credible", "not-media"};
const char *const rule_parts[RULE_PARTS_N] = {
    "facts", "norms", "questions", "follow_up"};

const char *
rule_state_word(enum rule_state state)
{
	return states[state];
}

const char *
rule_status_word(enum rule_status status)
{
	return statuses[status];
}

static bool
find(const char *const *words, size_t n, const char *word, size_t *ret_at)
{
	for (size_t i = 0; i < n && word != NULL; i++)
		if (strcmp(words[i], word) == 0) {
			*ret_at = i;
			return true;
		}
	return false;
}

bool
rule_state_find(const char *word, enum rule_state *ret_state)
{
	size_t at;

	if (!find(states, STATES_N, word, &at))
		return false;
	*ret_state = (enum rule_state)at;
	return true;
}

bool
rule_status_find(const char *word, enum rule_status *ret_status)
{
	size_t at;

	if (!find(statuses, STATUSES_N, word, &at))
		return false;
	*ret_status = (enum rule_status)at;
	return true;
}

static bool
is_listed(const char *name, size_t name_len, const char *code, size_t len)
{
	char list_name[VOCABULARY_CODE_MAX + 1], copy[VOCABULARY_CODE_MAX + 1];
	const struct vocabulary_list *list;

	if (name_len >= sizeof(list_name) || len >= sizeof(copy))
		return false;
	memcpy(list_name, name, name_len);
	list_name[name_len] = '\0';
	memcpy(copy, code, len);
	copy[len] = '\0';
	list = vocabulary_find(list_name);
	return list != NULL && vocabulary_item(list, copy) != NULL;
}

bool
rule_code_is_len(const char *codes, const char *code, size_t len)
{
	if (len == 0)
		return false;
	for (const char *at = codes; *at != '\0';) {
		const size_t n = strcspn(at, " ");

		if (*at == '@' ? is_listed(at + 1, n - 1, code, len)
			       : n == len && memcmp(at, code, n) == 0)
			return true;
		at += n;
		at += strspn(at, " ");
	}
	return false;
}

bool
rule_code_is(const char *codes, const char *code)
{
	return code != NULL && rule_code_is_len(codes, code, strlen(code));
}
