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
#include "client/desk/vault/journal.h"
#include "commands.h"
#include "common/bytes/printable_text.h"
#include "common/json/json_text.h"

struct asked {
	struct vault *v;
	const struct desk_options *o;
	char **words; /* after the options */
	int n;
};

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
print_told(const struct case_row *row, const cJSON *told)
{
	const cJSON *sender = cJSON_GetObjectItemCaseSensitive(told, "sender");

	(void)printf("who told case %s:\n", row->id);
	if (cJSON_GetArraySize(sender) == 0)
		(void)printf("  (it names nobody)\n");
	else
		report_lines_write(sender);
	(void)printf("It %s.\n",
	    json_text_string(told, "reply_recipient") == NULL
		? "asks for no reply"
		: "can be replied to");
}

static enum cli_status
show(const struct asked *a)
{
	struct reason reason = {""};
	struct case_row *row =
	    cases_get_typed(vault_store(a->v), a->words[0], &reason);
	struct case_source *source = NULL;

	if (row != NULL)
		source = open_source_of(a, row, "source-shown", &reason);
	if (source != NULL)
		print_told(row, source->told);
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
	    cases_get_typed(vault_store(a->v), a->words[0], &reason);
	struct case_source *source = NULL;
	enum cli_status status = CLI_FAILED;

	if (row != NULL)
		source = open_source_of(a, row, "source-extracted", &reason);
	if (source == NULL) {
		if (reason.text[0] != '\0')
			(void)cli_fail("case %s: %s", a->words[0], reason.text);
	} else if (extract_original(a->v, row, source, a->words[1], &reason) ==
	    EXTRACTED) {
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

/* One case under a new source key; false with a reason. */
static bool
hold_one(const struct asked *a, const char *id, const struct ask_opener *opener,
    const struct case_holders *holders, struct reason *reason)
{
	struct desk_store *s = vault_store(a->v);

	reason_set(reason, "the case store can't be written");
	return desk_store_begin(s) &&
	    desk_store_end(s,
		case_source_hold(
		    s, id, opener->id, opener->identity, holders, reason) &&
		    journal_add(s, "source-held", id));
}

/* Those that are to hold it, by the names that were given. */
static bool
read_holders(const struct asked *a, struct case_holders *holders)
{
	struct reason reason;

	holders->n = 0;
	for (int i = 1; i < a->n; i++)
		if (!case_holders_add(a->v, a->words[i], holders, &reason)) {
			(void)cli_fail("%s; nothing was done", reason.text);
			return false;
		}
	if (holders->n == 1)
		cli_warn("%s alone will hold it: without that person and that "
			 "passphrase nobody can ever answer, nor say who told "
			 "it",
		    holders->list[0].id);
	return true;
}

static void
say_held(const struct case_holders *holders, size_t n)
{
	(void)printf("%zu case(s) under a new source key, held by", n);
	for (size_t i = 0; i < holders->n; i++)
		(void)printf(" %s", holders->list[i].id);
	(void)printf(".\nWhat others copied before can't be taken back.\n");
}

struct holding {
	const struct asked *a;
	const struct ask_opener *opener;
	const struct case_holders *holders;
	char (*ids)[CASE_ID_BYTES];
	size_t n, room;
};

/* Ids first: rows must not change under a walk. */
static bool
collect(void *context, const struct case_row *row)
{
	struct holding *h = context;
	void *grown;

	if (row->source == NULL ||
	    (case_link_is_item(row->id) &&
		desk_store_has(vault_store(h->a->v), "source", row->id) !=
		    DESK_FOUND))
		return true;
	if (h->n == h->room) {
		h->room = h->room == 0 ? 64 : 2 * h->room;
		grown = reallocarray(h->ids, h->room, sizeof(*h->ids));
		if (grown == NULL)
			return false;
		h->ids = grown;
	}
	(void)snprintf(h->ids[h->n++], CASE_ID_BYTES, "%s", row->id);
	return true;
}

/* Each that can be; those that can't are named. */
static enum cli_status
hold_all(struct holding *h)
{
	struct reason reason = {"there is not enough memory"};
	size_t done = 0;

	if (!cases_each(vault_store(h->a->v), collect, h, desk_say(), &reason))
		return cli_fail("%s", reason.text);
	for (size_t i = 0; i < h->n; i++)
		if (hold_one(h->a, h->ids[i], h->opener, h->holders, &reason))
			done++;
		else
			cli_warn("case %s: %s", h->ids[i], reason.text);
	say_held(h->holders, done);
	if (done == h->n)
		return CLI_OK;
	return done > 0 ? CLI_PARTLY : CLI_FAILED;
}

static enum cli_status
hold(const struct asked *a)
{
	struct case_holders *holders = calloc(1, sizeof(*holders));
	struct holding h = {.a = a, .holders = holders};
	enum cli_status status = CLI_FAILED;
	struct reason reason = {""};
	struct case_row *row = NULL;
	struct ask_opener opener = {.identity = NULL};
	bool all = strcmp(a->words[0], "all") == 0;

	h.opener = &opener;
	if (vault_is_trial(a->v)) {
		(void)cli_fail("one passphrase opens a trial: there is nobody "
			       "else to hold anything");
	} else if (holders == NULL) {
		(void)cli_fail("there is not enough memory");
	} else if (!all &&
	    (row = cases_get_typed(vault_store(a->v), a->words[0], &reason)) ==
		NULL) {
		(void)cli_fail("case %s: %s", a->words[0], reason.text);
	} else if (!read_holders(a, holders) ||
	    !ask_opener(a->v, a->o, &opener)) {
		; /* it said why */
	} else if (all) {
		status = hold_all(&h);
	} else if (hold_one(a, row->id, &opener, holders, &reason)) {
		say_held(holders, 1);
		status = CLI_OK;
	} else {
		(void)cli_fail(
		    "case %s: %s; it is as it was", row->id, reason.text);
	}
	ask_opener_end(&opener);
	case_row_destroy(row);
	free(h.ids);
	free(holders);
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
	struct reason reason;

	if (case_link_is_item(row->id) || row->source == NULL)
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
	    {"hold", "vPH", hold, 2, PEOPLE_MAX, false},
	};
	enum cli_status status = CLI_FAILED;
	struct reason reason = {""};
	struct desk_options o;
	struct asked a = {.o = &o};

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
	(void)cli_fail("source list; source show ID --reason TEXT; source "
		       "extract ID NEW-FOLDER --reason TEXT; source hold "
		       "ID|all NAME ...; where several persons hold the vault, "
		       "each but list with --person FILE");
	return CLI_USAGE;
}
