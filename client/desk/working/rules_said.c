#include "rules_said.h"

#include <stdio.h>
#include <string.h>

#include "act_command.h"
#include "client/desk/rules/rule_codes.h"

/* Those of a set; of a large one those that it lacks. */
static void
print_states(const char *what, unsigned set, const char *(*word)(int at), int n)
{
	int in = 0;

	for (int i = 0; i < n; i++)
		in += (set & STATE(i)) != 0;
	(void)printf("    %s:%s", what, 2 * in > n ? " all but" : "");
	for (int i = 0; i < n; i++)
		if (((set & STATE(i)) != 0) == (2 * in <= n))
			(void)printf(" %s", word(i));
	(void)printf("\n");
}

static const char *
state_word(int at)
{
	return rule_state_word((enum rule_state)at);
}

static const char *
status_word(int at)
{
	return rule_status_word((enum rule_status)at);
}

static void
print_act(const struct rule_act *act)
{
	act_command_help(act);
	if (act->from == STATES_ANY)
		(void)printf("    case: any\n");
	else
		print_states("case", act->from, state_word, STATES_N);
	if (act->on != 0)
		print_states("action", act->on, status_word, STATUSES_N);
	(void)printf("    guards:");
	for (const enum rule_guard *g = act->guards; *g != GUARD_END; g++)
		(void)printf(" %s", rule_guard_name(*g));
	(void)printf("%s\n\n", *act->guards == GUARD_END ? " none" : "");
}

static void
print_guards(void)
{
	for (int g = GUARD_END + 1; g < GUARDS_N; g++)
		(void)printf("%-18s %s\n", rule_guard_name((enum rule_guard)g),
		    rule_guard_source((enum rule_guard)g));
}

/* Reads no vault. */
enum cli_status
rules_said(const struct work_words *words)
{
	const struct rule_act *act;
	size_t n = 0;

	if (work_words_value(words, "guards") != NULL) {
		print_guards();
		return CLI_OK;
	}
	for (size_t i = 0; (act = rule_act_at(i)) != NULL; i++) {
		/* A family, or a verb of any. */
		if ((words->n_plain > 0 &&
			strcmp(words->plain[0], act->family) != 0 &&
			(words->n_plain > 1 ||
			    strcmp(words->plain[0], act->name) != 0)) ||
		    (words->n_plain > 1 &&
			strcmp(words->plain[1], act->name) != 0))
			continue;
		print_act(act);
		n++;
	}
	return n > 0 ? CLI_OK : cli_fail("there is no such act");
}
