/* valise-desk case. */
#include <stdio.h>
#include <string.h>

#include "case_list.h"
#include "client/desk/asking/desk_say.h"
#include "client/desk/asking/open_vault.h"
#include "client/desk/pages/case_page.h"
#include "client/desk/rules/work.h"
#include "client/desk/store/journal.h"
#include "common/bytes/text_codec.h"
#include "leave_command.h"
#include "rules_said.h"
#include "work_open.h"
#include "working.h"

/* The commands speak English. */
static struct page
to_stdout(void)
{
	return (struct page){stdout, LANGUAGE_EN};
}

static enum cli_status
show(const struct work_words *words)
{
	enum cli_status status = CLI_OK;
	const bool anyway = work_words_value(words, "anyway") != NULL;
	const struct page page = to_stdout();
	struct work_reading r;

	if (!work_open(words, words->plain[0], "shown", &r))
		return CLI_FAILED;
	if (!anyway && case_page_warns(&page, &r.w)) {
		(void)printf("  --anyway shows it.\n");
		work_close(&r);
		return CLI_PARTLY;
	}
	case_page_write(&page, &r.w, r.desk.day, anyway);
	if (!case_work_seen(vault_store(r.v), &r.w, r.desk.who)) {
		cli_warn("that you saw it could not be written down");
		status = CLI_PARTLY;
	}
	work_close(&r);
	return status;
}

static enum cli_status
settings(const struct work_words *words)
{
	const char *typed = work_words_value(words, "sources");
	struct reason reason = {""};
	struct work_reading r;
	uint64_t sources = 0;
	bool ok = true;

	if (typed != NULL &&
	    (!decimal_decode(typed, strlen(typed), 9, &sources) ||
		sources == 1 || sources == 2)) {
		(void)cli_fail("--sources takes 0 (by the rule alone), or "
			       "from 3 to 9");
		return CLI_USAGE;
	}
	if (!work_open(words, NULL, "listed", &r))
		return CLI_FAILED;
	if (typed != NULL && !rule_has_role(&r.desk.now, r.desk.who, "head")) {
		(void)cli_fail("case settings is refused by role: it takes "
			       "head");
		ok = false;
	} else if (typed != NULL) {
		ok = case_desk_set_sources(r.v, (unsigned)sources, &reason);
		if (!ok)
			(void)cli_fail("%s", reason.text);
		case_desk_of(r.v, &r.desk);
	}
	if (ok && r.desk.now.standard.sources == 0)
		(void)printf("An element is met with two independent groups, "
			     "or one first-hand account and a document.\n");
	else if (ok)
		(void)printf("An element is met with two independent groups, "
			     "or one first-hand account and a document, and "
			     "%u sources.\n",
		    r.desk.now.standard.sources);
	work_close(&r);
	return ok ? CLI_OK : CLI_FAILED;
}

/* Each of a colleague's cases to others; one that fails is named. */
static enum cli_status
handover(const struct work_words *words)
{
	enum cli_status status;
	struct work_reading r;

	if (!work_open(words, NULL, "listed", &r))
		return CLI_FAILED;
	status = case_list_hand_over(&r, words);
	work_close(&r);
	return status;
}

static const struct {
	const char *name;
	enum cli_status (*run)(const struct work_words *words);
	size_t least, most;
	const char *flags, *values;
	const char *usage;
} commands[] = {
    {"list", case_list, 0, 0, "mine due urgent changed all", "state officer",
	"case list [--mine] [--due] [--urgent] [--changed] [--all] [--state "
	"STATE] [--officer NAME]"},
    {"show", show, 1, 1, "anyway", "", "case show CASE [--anyway]"},
    {"dues", case_list_due, 0, 0, "mine", "until",
	"case dues [--mine] [--until DAY]"},
    {"search", case_list_search, 1, WORK_WORDS_MAX, "", "",
	"case search WORD ..."},
    {"proposals", case_list_proposals, 1, 1, "", "", "case proposals CASE"},
    {"handover", handover, 1, 1, "", "officer alternate reason",
	"case handover NAME --officer NAME --alternate NAME --reason TEXT"},
    {"rules", rules_said, 0, 2, "guards", "",
	"case rules [FAMILY [VERB]] [--guards]"},
    {"settings", settings, 0, 0, "", "sources", "case settings [--sources N]"},
};
#define COMMANDS_N (sizeof(commands) / sizeof(commands[0]))

static const struct work_takes plain = {"", "vP"};

static enum cli_status
run(size_t i, int argc, char **argv)
{
	const struct work_takes takes = {commands[i].flags, "vP"};
	char names[128];
	struct work_words words;

	(void)snprintf(names, sizeof(names), "%s %s", commands[i].flags,
	    commands[i].values);
	if (!work_words_parse(argc, argv, &takes, &words) ||
	    !work_words_only(&words, names))
		return CLI_USAGE;
	if (words.n_plain >= commands[i].least &&
	    words.n_plain <= commands[i].most)
		return commands[i].run(&words);
	(void)cli_fail("%s", commands[i].usage);
	return CLI_USAGE;
}

enum cli_status
desk_command_case(int argc, char **argv)
{
	enum cli_status status;

	for (size_t i = 0; i < COMMANDS_N && argc > 1; i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return run(i, argc - 1, argv + 1);
	if (argc > 1 && rule_act_find("case", argv[1]) != NULL)
		return act_command("case", argc - 1, argv + 1);
	(void)cli_fail("case list, show, dues, search, proposals, handover, "
		       "settings; and what case rules names");
	status = CLI_USAGE;
	return status;
}

/* Of a family whose other verbs are acts: `list` and `show`. */
struct family {
	const char *name;
	const char *usage;
	void (*show)(const struct work_reading *r);
};

static enum cli_status
run_family(const struct family *f, int argc, char **argv)
{
	struct work_words words;
	struct work_reading r;

	if (argc > 1 && rule_act_find(f->name, argv[1]) != NULL)
		return act_command(f->name, argc - 1, argv + 1);
	if (argc < 2 || f->show == NULL || strcmp(argv[1], "list") != 0) {
		(void)cli_fail("%s", f->usage);
		return CLI_USAGE;
	}
	if (!work_words_parse(argc - 1, argv + 1, &plain, &words) ||
	    !work_words_only(&words, ""))
		return CLI_USAGE;
	if (words.n_plain != 1) {
		(void)cli_fail("%s list CASE", f->name);
		return CLI_USAGE;
	}
	if (!work_open(&words, words.plain[0], "shown", &r))
		return CLI_FAILED;
	f->show(&r);
	work_close(&r);
	return CLI_OK;
}

static void
show_consents(const struct work_reading *r)
{
	const struct page page = to_stdout();

	case_page_consents(&page, &r->w, r->desk.day);
}

static void
show_verification(const struct work_reading *r)
{
	const struct page page = to_stdout();

	case_page_verification(&page, &r->w);
}

static void
show_actions(const struct work_reading *r)
{
	const struct page page = to_stdout();

	case_page_actions(&page, &r->w);
}

enum cli_status
desk_command_consent(int argc, char **argv)
{
	static const struct family f = {"consent",
	    "consent list CASE; consent record, consent changed: case rules "
	    "consent",
	    show_consents};

	return run_family(&f, argc, argv);
}

enum cli_status
desk_command_verify(int argc, char **argv)
{
	static const struct family f = {"verify",
	    "verify list CASE; verify record, review, harm, caught-up: case "
	    "rules verify",
	    show_verification};

	return run_family(&f, argc, argv);
}

bool
desk_command_source_of_case(int argc, char **argv, enum cli_status *ret_status)
{
	static const struct family f = {"source", "", NULL};

	if (argc < 2 || rule_act_find("source", argv[1]) == NULL)
		return false;
	*ret_status = run_family(&f, argc, argv);
	return true;
}

static enum cli_status
show_action(const struct work_words *words)
{
	const struct page page = to_stdout();
	struct work_reading r;
	const cJSON *action = NULL;
	uint64_t number;

	if (!work_open(words, words->plain[0], "shown", &r))
		return CLI_FAILED;
	if (decimal_decode(
		words->plain[1], strlen(words->plain[1]), 99999999, &number))
		action = work_item(r.w.work, WORK_ACTIONS, number);
	if (action == NULL)
		(void)cli_fail("case %s has no action %s", words->plain[0],
		    words->plain[1]);
	else
		case_page_action(&page, &r.w, action, r.desk.day);
	work_close(&r);
	return action == NULL ? CLI_FAILED : CLI_OK;
}

enum cli_status
desk_command_action(int argc, char **argv)
{
	static const struct family f = {"action",
	    "action list CASE; action show CASE N; action draft, text, review, "
	    "approve, send and more: case rules action",
	    show_actions};
	struct work_words words;

	if (argc > 1 && strcmp(argv[1], "write") == 0)
		return leave_write(argc - 1, argv + 1);
	if (argc > 1 && strcmp(argv[1], "sign") == 0)
		return leave_sign(argc - 1, argv + 1);
	if (argc < 2 || strcmp(argv[1], "show") != 0)
		return run_family(&f, argc, argv);
	if (!work_words_parse(argc - 1, argv + 1, &plain, &words) ||
	    !work_words_only(&words, ""))
		return CLI_USAGE;
	if (words.n_plain == 2)
		return show_action(&words);
	(void)cli_fail("action show CASE N");
	return CLI_USAGE;
}

bool
desk_working_reads(int n, char *const *words)
{
	static const struct {
		const char *family, *verbs;
	} reading[] = {
	    {"case", "list show dues search proposals rules"},
	    {"action", "list show"},
	    {"consent", "list"},
	    {"verify", "list"},
	};

	for (size_t i = 0; i < sizeof(reading) / sizeof(reading[0]) && n > 1;
	     i++)
		if (strcmp(words[0], reading[i].family) == 0)
			return rule_code_is(reading[i].verbs, words[1]);
	return false;
}
