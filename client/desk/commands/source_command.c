/* valise-desk source: who told a case, and who may ask. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/desk/asking/ask_source.h"
#include "client/desk/asking/desk_say.h"
#include "client/desk/asking/open_vault.h"
#include "client/desk/asking/report_lines.h"
#include "client/desk/cases/case_holders.h"
#include "client/desk/cases/case_looks.h"
#include "client/desk/cases/case_upgrade.h"
#include "client/desk/cases/cases.h"
#include "client/desk/out/extract.h"
#include "client/desk/store/journal.h"
#include "client/desk/working/working.h"
#include "commands.h"
#include "source_asked.h"
#include "common/bytes/printable_text.h"

/* A reason is given, in the words of whoever asks. */
static bool
is_reason(const char *text)
{
	if (text != NULL && *text != '\0' &&
	    strlen(text) <= CASE_LOOK_WHY_MAX &&
	    printable_text_valid((const uint8_t *)text, strlen(text)))
		return true;
	(void)cli_fail("why is it asked? --reason TEXT, of at most %d bytes",
	    CASE_LOOK_WHY_MAX);
	return false;
}

/* The source of the case that was typed, once it stands in the journal. */
static struct case_source *
open_source_of(const struct asked *a, const struct case_row *row,
    const char *act, struct reason *reason)
{
	struct desk_store *s = vault_store(a->v);
	struct case_source *source;
	struct ask_opener opener;

	reason->text[0] = '\0'; /* where it is said already */
	if (!ask_opener(a->v, a->o, &opener))
		return NULL;
	source = case_source_open(s, row, opener.id, opener.identity, reason);
	ask_opener_end(&opener);
	if (source != NULL &&
	    !case_look_before(s, act, row->id, a->o->why, reason)) {
		case_source_close(source);
		return NULL;
	}
	return source;
}

static void
print_told(const struct case_row *row, const struct case_source *source)
{
	const cJSON *sender =
	    cJSON_GetObjectItemCaseSensitive(source->told, "sender");
	struct age_recipient ignored;

	(void)printf("who told case %s:\n", row->id);
	if (sender == NULL)
		(void)printf("  (it names nobody)\n");
	else
		report_lines_write(sender);
	(void)printf("It %s.\n",
	    case_source_reply(source, &ignored) ? "can be replied to"
						: "asks for no reply");
}

static enum cli_status
show(const struct asked *a)
{
	struct reason reason = {""};
	struct case_row *row =
	    cases_get_whole(vault_store(a->v), a->words[0], &reason);
	struct case_source *source = NULL;

	if (row != NULL)
		source = open_source_of(a, row, "source-shown", &reason);
	if (source != NULL)
		print_told(row, source);
	else if (reason.text[0] != '\0')
		(void)cli_fail("case %s: %s", a->words[0], reason.text);
	case_row_destroy(row);
	if (source == NULL)
		return CLI_FAILED;
	case_source_close(source);
	return CLI_OK;
}

static enum cli_status
extract(const struct asked *a)
{
	struct reason reason = {""};
	struct case_row *row =
	    cases_get_whole(vault_store(a->v), a->words[0], &reason);
	struct case_source *source = NULL;
	enum cli_status status = CLI_FAILED;

	if (row != NULL)
		source = open_source_of(a, row, "source-extracted", &reason);
	if (source == NULL) {
		if (reason.text[0] != '\0')
			(void)cli_fail("case %s: %s", a->words[0], reason.text);
	} else if (extract_original(a->v, open_vault_opening(), row, source,
		       a->words[1], &reason) == EXTRACTED) {
		(void)printf("In the clear in %s, with who told it: delete it "
			     "when it is no longer needed.\n",
		    a->words[1]);
		status = CLI_OK;
	} else {
		(void)cli_fail("case %s: %s: %s. Nothing was left there",
		    a->words[0], a->words[1], reason.text);
	}
	case_source_close(source);
	case_row_destroy(row);
	return status;
}

static bool
print_holder(void *context, const char *id)
{
	const struct asked *a = context;

	(void)printf(" %s%s", id,
	    case_holders_is_staff(a->v, id) ? "" : " (no staff any more)");
	return true;
}

static bool
list_case(void *context, const struct case_row *row)
{
	struct asked *a = context;
	char of[CASE_ID_BYTES];
	struct reason reason;

	if (row->unparted) {
		(void)printf("%-14s (not held apart yet)\n", row->id);
		return true;
	}
	case_source_row_of(vault_store(a->v), row->id, of);
	if (row->source == NULL || strcmp(of, row->id) != 0)
		return true;
	(void)printf("%-14s", row->id);
	if (!case_source_each(
		vault_store(a->v), row->id, print_holder, a, &reason))
		(void)printf(" (%s)", reason.text);
	(void)printf("\n");
	return true;
}

static bool
list_look(void *context, const struct case_look *look)
{
	static const char none[] = "?";

	(void)context;
	(void)printf("%s  %s  %s  %s: ", look->day == NULL ? none : look->day,
	    look->by == NULL ? none : look->by,
	    look->act == NULL ? none : look->act,
	    look->id == NULL ? none : look->id);
	if (look->why != NULL)
		(void)printable_text_write(
		    stdout, look->why, strlen(look->why), PRINTABLE_ONE_LINE);
	(void)printf("\n");
	return true;
}

static enum cli_status
list(const struct asked *a)
{
	struct desk_store *s = vault_store(a->v);
	struct asked context = *a;
	struct reason reason = {"there is not enough memory"};

	if (!journal_before(s, "listed", "sources", &reason))
		return cli_fail("%s", reason.text);
	(void)printf("%-14s held by\n", "case");
	if (!cases_each(s, list_case, &context, desk_say(), &reason))
		return cli_fail("%s", reason.text);
	(void)printf("\nWho was shown who told it, and why:\n");
	if (!case_looks_each(s, list_look, NULL, desk_say(), &reason))
		return cli_fail("%s", reason.text);
	return CLI_OK;
}

enum cli_status
desk_command_source(int argc, char **argv)
{
	static const struct {
		const char *name;
		const char *options;
		enum cli_status (*run)(const struct asked *a);
		int least, most;
		bool needs_reason;
	} all[] = {
	    {"list", "vP", list, 0, 0, false},
	    {"show", "vPHW", show, 1, 1, true},
	    {"extract", "vPHW", extract, 2, 2, true},
	    {"hold", "vPH", source_hold, 2, PEOPLE_MAX, false},
	    {"leave", "vPH", source_leave, 1, 1, false},
	};
	enum cli_status status = CLI_FAILED;
	struct reason reason = {""};
	struct desk_options o;
	struct asked a = {.o = &o};

	if (desk_command_source_of_case(argc, argv, &status))
		return status;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (argc < 2 || strcmp(argv[1], all[i].name) != 0 ||
		    !desk_options_parse(
			argc - 1, argv + 1, all[i].options, &o) ||
		    argc - 1 - o.rest < all[i].least ||
		    argc - 1 - o.rest > all[i].most)
			continue;
		if (all[i].needs_reason && !is_reason(o.why))
			return CLI_USAGE;
		a.words = argv + 1 + o.rest;
		a.n = argc - 1 - o.rest;
		a.v = open_vault(&o);
		if (a.v == NULL)
			return CLI_FAILED;
		if (!case_upgrade(a.v, desk_say(), &reason))
			cli_warn("%s", reason.text);
		status = all[i].run(&a);
		close_vault(a.v);
		return status;
	}
	(void)cli_fail(
	    "source list; source show ID --reason TEXT; source "
	    "extract ID NEW-FOLDER --reason TEXT; source hold "
	    "ID|all NAME ...; source leave NAME; where several "
	    "persons hold the vault, "
	    "each but list with --person FILE; and source add|grade: "
	    "case rules source");
	return CLI_USAGE;
}
