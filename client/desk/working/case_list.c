#include "case_list.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "client/desk/asking/desk_say.h"
#include "client/desk/casework/inbox.h"
#include "client/desk/casework/proposals.h"
#include "client/desk/cases/cases.h"
#include "client/desk/rules/rule_days.h"
#include "client/desk/store/journal.h"
#include "common/cli/outside.h"
#include "common/json/json_text.h"

#define OUR_COLUMNS 66
#define ACCOUNT_COLUMNS 60

static void
print_entry(const struct inbox_entry *e)
{
	if (e->unreadable) {
		(void)printf("%.8s  can't be read: check\n", e->id);
		return;
	}
	(void)printf("%.8s %c%-8s %-15s ", e->id, e->changed ? '*' : ' ',
	    urgency_word(e->urgency), rule_state_word(e->state));
	outside_pad(stdout, *e->officer == '\0' ? "-" : e->officer, 18);
	(void)printf(" %-10s ", *e->due_day == '\0' ? "-" : e->due_day);
	if (e->folded)
		(void)printf("(folded)");
	else
		outside_cell(stdout, e->account, OUR_COLUMNS, ACCOUNT_COLUMNS);
	(void)printf("\n");
	if (e->urgency < URGENCY_ORDINARY || *e->due_day != '\0')
		(void)printf("         %s%s%s%s%s\n",
		    e->urgency < URGENCY_ORDINARY ? "for: " : "",
		    e->urgency < URGENCY_ORDINARY ? e->why : "",
		    e->urgency < URGENCY_ORDINARY && *e->due_day != '\0' ? "; "
									 : "",
		    *e->due_day != '\0' ? "due: " : "",
		    *e->due_day != '\0' ? due_word(e->due) : "");
}

static bool
is_state(const char *word)
{
	enum rule_state ignored;

	if (word == NULL || rule_state_find(word, &ignored))
		return true;
	(void)cli_fail("--state: there is none of that name: OPENED, TRIAGE, "
		       "VERIFYING and so on (docs/CASES.md 1)");
	return false;
}

/* All that fit, in the inbox's order. */
static bool
read_inbox(const struct work_reading *r, const struct inbox_filter *filter,
    struct inbox *ret)
{
	struct reason reason = {""};

	if (inbox_read(vault_store(r->v), r->desk.who, r->desk.day, filter, ret,
		desk_say(), &reason))
		return true;
	(void)cli_fail("%s", reason.text);
	return false;
}

enum cli_status
case_list(const struct work_words *words)
{
	const struct inbox_filter filter = {
	    .mine = work_words_value(words, "mine") != NULL,
	    .due = work_words_value(words, "due") != NULL,
	    .urgent = work_words_value(words, "urgent") != NULL,
	    .changed = work_words_value(words, "changed") != NULL,
	    .all = work_words_value(words, "all") != NULL,
	    .state = work_words_value(words, "state"),
	    .officer = work_words_value(words, "officer"),
	};
	struct work_reading r;
	struct inbox inbox;
	bool ok;

	if (!is_state(filter.state))
		return CLI_USAGE;
	if (!work_open(words, NULL, "listed", &r))
		return CLI_FAILED;
	ok = read_inbox(&r, &filter, &inbox);
	if (ok) {
		(void)printf("%-8s  %-8s %-15s %-18s %-10s\n", "case",
		    "urgency", "state", "officer", "due");
		for (size_t i = 0; i < inbox.n; i++)
			print_entry(&inbox.list[i]);
		(void)printf("%zu case(s)", inbox.n);
		if (inbox.left_out > 0)
			(void)printf("; %zu not shown (case list --all)",
			    inbox.left_out);
		(void)printf(". * changed since you looked.\n");
		inbox_finish(&inbox);
	}
	work_close(&r);
	return ok ? CLI_OK : CLI_FAILED;
}

/* What is due, of one case after the other. */
struct due_list {
	const char *id;
	const char *until, *today;
	size_t n;
};

static bool
print_due(void *context, const struct due *due)
{
	struct due_list *l = context;

	if (strcmp(due->day, l->until) > 0 ||
	    (due->kind == DUE_DEADLINE && strcmp(due->day, l->today) < 0))
		return true;
	l->n++;
	(void)printf("%s  %.8s  %s", due->day, l->id, due_word(due->kind));
	if (due->number != 0)
		(void)printf(" (%" PRIu64 ")", due->number);
	if (due->why != NULL && *due->why != '\0') {
		(void)printf(" ");
		outside_cell(stdout, due->why, 46, ACCOUNT_COLUMNS);
	}
	(void)printf("\n");
	return true;
}

/* Read anew: an entry has the first that is due alone. */
static void
print_due_of(const struct work_reading *r, struct due_list *l)
{
	struct reason reason = {""};
	struct case_work w;

	if (!case_work_open(vault_store(r->v), l->id, &w, &reason)) {
		cli_warn("case %s: %s", l->id, reason.text);
		return;
	}
	(void)due_each(w.work, w.report, print_due, l);
	case_work_finish(&w);
}

enum cli_status
case_list_due(const struct work_words *words)
{
	const struct inbox_filter filter = {
	    .mine = work_words_value(words, "mine") != NULL, .all = true};
	const char *until = work_words_value(words, "until");
	struct due_list l = {.n = 0};
	struct work_reading r;
	char soon[UTC_DAY_BYTES];
	struct inbox inbox;
	bool ok;

	if (until != NULL && !rule_day_is(until)) {
		(void)cli_fail("--until: is not a day like 2026-11-30");
		return CLI_USAGE;
	}
	if (!work_open(words, NULL, "listed", &r))
		return CLI_FAILED;
	rule_day_add(r.desk.day, RULE_SOON_DAYS, soon);
	l.until = until == NULL ? soon : until;
	l.today = r.desk.day;
	ok = read_inbox(&r, &filter, &inbox);
	for (size_t i = 0; ok && i < inbox.n; i++) {
		l.id = inbox.list[i].id;
		if (inbox.list[i].due_day[0] != '\0' &&
		    strcmp(inbox.list[i].due_day, l.until) <= 0)
			print_due_of(&r, &l);
	}
	if (ok) {
		(void)printf("%zu due until %s; today is %s.\n", l.n, l.until,
		    r.desk.day);
		inbox_finish(&inbox);
	}
	work_close(&r);
	return ok ? CLI_OK : CLI_FAILED;
}

enum cli_status
case_list_proposals(const struct work_words *words)
{
	static const struct {
		enum proposal_rule rule;
		const char *text;
	} rules[] = {{PROPOSAL_REPLY_KEY, "the same key for replies"},
	    {PROPOSAL_ATTACHMENT, "an attachment of the same bytes"},
	    {PROPOSAL_PERSON, "a person of the same name"},
	    {PROPOSAL_TEXT, "an alike account"}};
	struct reason reason = {""};
	struct work_reading r;
	struct proposals p;
	bool ok;

	if (!work_open(words, words->plain[0], "shown", &r))
		return CLI_FAILED;
	ok = proposals_of(vault_store(r.v), &r.w, &p, desk_say(), &reason);
	if (!ok)
		(void)cli_fail("%s", reason.text);
	for (size_t i = 0; ok && i < p.n; i++) {
		(void)printf("%.8s", p.list[i].id);
		for (size_t j = 0; j < sizeof(rules) / sizeof(rules[0]); j++)
			if ((p.list[i].rules & rules[j].rule) != 0)
				(void)printf("; %s", rules[j].text);
		if (p.list[i].alike > 0)
			(void)printf(" (%u%% of its words)", p.list[i].alike);
		(void)printf("\n");
	}
	if (ok && p.n == 0)
		(void)printf("None is proposed.\n");
	else if (ok)
		(void)printf(
		    "case link %.8s --with CASE --relation duplicate|related|"
		    "follow-up --reason TEXT takes one, case dismiss %.8s "
		    "--with CASE --reason TEXT says that it is none.\n",
		    r.w.row->id, r.w.row->id);
	if (ok && p.more > 0)
		(void)printf("%zu weaker one(s) are not shown.\n", p.more);
	work_close(&r);
	return ok ? CLI_OK : CLI_FAILED;
}

/* What assign takes, from the words, as any act's. */
static cJSON *
given_of(const struct work_words *words, const struct rule_act *act)
{
	cJSON *given = cJSON_CreateObject();

	for (const struct rule_field *f = act->fields;
	     f->name != NULL && given != NULL; f++) {
		const char *typed = work_words_value(words, f->name);
		struct rule_refusal refusal = {.by = "field"};
		cJSON *value;

		reason_set(
		    &refusal.reason, "case handover NAME needs --%s", f->name);
		value =
		    typed == NULL ? NULL : rule_field_read(f, typed, &refusal);
		if (value != NULL &&
		    cJSON_AddItemToObject(given, f->name, value))
			continue;
		(void)cli_fail("%s", refusal.reason.text);
		json_text_wipe(given);
		return NULL;
	}
	return given;
}

enum cli_status
case_list_hand_over(struct work_reading *r, const struct work_words *words)
{
	const struct rule_act *act = rule_act_find("case", "assign");
	const struct inbox_filter filter = {.all = true};
	cJSON *given = given_of(words, act);
	size_t n = 0, failed = 0;
	struct inbox inbox;

	if (given == NULL)
		return CLI_USAGE;
	if (!read_inbox(r, &filter, &inbox)) {
		json_text_wipe(given);
		return CLI_FAILED;
	}
	for (size_t i = 0; i < inbox.n; i++) {
		const struct inbox_entry *e = &inbox.list[i];

		if (e->unreadable)
			cli_warn("case %.8s can't be read, and whose it is: "
				 "check",
			    e->id);
		failed += e->unreadable;
		n += e->unreadable;
		if (e->unreadable ||
		    strncmp(e->officer, words->plain[0],
			sizeof(e->officer) - 1) != 0)
			continue;
		n++;
		if (act_command_do(r->v, &r->desk, act, e->id, given) != CLI_OK)
			failed++;
	}
	inbox_finish(&inbox);
	json_text_wipe(given);
	(void)printf("%zu case(s) of ", n);
	outside_pad(stdout, words->plain[0],
	    (unsigned)strnlen(words->plain[0], NOTE_NAME_MAX));
	(void)printf("; %zu handed over. Who told them is handed over by "
		     "source hold.\n",
	    n - failed);
	return failed == 0 ? CLI_OK : failed == n ? CLI_FAILED : CLI_PARTLY;
}
