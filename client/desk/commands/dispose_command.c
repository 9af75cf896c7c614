/* valise-desk dispose: what is kept, and the end of a case's content
 * (docs/DISPOSAL.md). */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "client/desk/asking/desk_say.h"
#include "client/desk/asking/open_vault.h"
#include "client/desk/cases/case_upgrade.h"
#include "client/desk/cases/cases.h"
#include "client/desk/copies/copy_known.h"
#include "client/desk/records/disposal.h"
#include "client/desk/records/retention.h"
#include "client/desk/store/journal.h"
#include "commands.h"
#include "common/bytes/printable_text.h"
#include "disposal_said.h"

/* What one of them works on. */
struct disposing {
	struct vault *v;
	struct desk_store *s;
	const struct desk_options *o;
	char **words;
	size_t n;
};

static void
print_text(const char *text)
{
	(void)printable_text_write(
	    stdout, text, strlen(text), PRINTABLE_ONE_LINE);
}

/* --- what is kept --- */

static enum cli_status
hold(const struct disposing *d)
{
	struct reason reason = {""};

	if (!retention_hold(d->s, d->words[0], d->o->why, &reason))
		return cli_fail("case %s: %s", d->words[0], reason.text);
	(void)printf("Case %s is on hold: nothing disposes of it until that is "
		     "lifted.\n",
	    d->words[0]);
	return CLI_OK;
}

static enum cli_status
lift(const struct disposing *d)
{
	struct reason reason = {""};

	if (!retention_lift(d->s, d->words[0], d->o->why, &reason))
		return cli_fail("case %s: %s", d->words[0], reason.text);
	(void)printf("Case %s is on hold no more.\n", d->words[0]);
	return CLI_OK;
}

/* --- before --- */

static void
say_block(
    void *context, const char *id, enum disposal_block why, const char *text)
{
	(void)context;
	switch (why) {
	case DISPOSAL_RETAINED:
		(void)printf("%s stays: it is on hold: ", id);
		print_text(text);
		(void)putchar('\n');
		return;
	case DISPOSAL_UNNOTED:
		(void)printf("%s stays: no import note says yet that it is "
			     "held; import on enough media, and take the note "
			     "back\n",
		    id);
		return;
	case DISPOSAL_UNTOLD:
		(void)printf("%s stays: no bulletin told its sender yet what "
			     "became of it\n",
		    id);
		return;
	case DISPOSAL_REPLY:
		(void)printf(
		    "%s stays: a reply waits for the next bulletin\n", id);
		return;
	case DISPOSAL_WORKED:
	case DISPOSAL_UNREAD:
		(void)printf("%s stays: ", id);
		print_text(text);
		(void)putchar('\n');
		return;
	}
}

static bool
has_schedule(const struct desk_options *o)
{
	if (o->schedule != NULL && disposal_schedule_valid(o->schedule))
		return true;
	(void)cli_fail("by which schedule? --schedule CODE, of at most %d "
		       "letters, digits, points, slashes and hyphens",
	    DISPOSAL_SCHEDULE_MAX);
	return false;
}

/* What there is of them; false after saying why not. */
static bool
make_plan(const struct disposing *d, char **typed, size_t n,
    struct disposal_plan *ret_plan)
{
	struct reason reason = {""};

	if (!case_upgrade(d->v, desk_say(), &reason))
		cli_warn("%s", reason.text);
	if (disposal_plan(d->v, d->o->schedule, typed, n, say_block, NULL,
		ret_plan, &reason))
		return true;
	(void)cli_fail("%s", reason.text);
	return false;
}

static void
print_plan(const struct disposal_plan *p)
{
	for (size_t i = 0; i < p->n; i++)
		(void)printf("%-14s %12" PRIu64
			     " bytes, %zu attachment(s), original %.16s...\n",
		    p->items[i].id, p->items[i].size, p->items[i].attachments,
		    p->items[i].sha256_hex);
	(void)printf(
	    "%zu case(s), %zu envelope(s) of them.\n", p->n_cases, p->n);
	disposal_say_epochs(p->n_epochs, p->after);
	disposal_say_stray(p->n_stray);
}

static enum cli_status
plan(const struct disposing *d)
{
	struct disposal_plan p;
	struct reason reason = {""};
	enum cli_status status = CLI_FAILED;

	if (!has_schedule(d->o))
		return CLI_USAGE;
	if (make_plan(d, d->words, d->n, &p)) {
		if (!journal_before(
			d->s, "disposal-planned", p.digits, &reason)) {
			(void)cli_fail("%s", reason.text);
		} else if (p.n_blocked > 0) {
			print_plan(&p);
			(void)cli_fail("%zu thing(s) stand against it, each "
				       "named above",
			    p.n_blocked);
		} else {
			print_plan(&p);
			(void)printf("Two persons end it, for ever, each with "
				     "the passphrase: dispose cases --schedule "
				     "%s --person FILE --person FILE %s CASE "
				     "...\n",
			    d->o->schedule, p.digits);
			status = CLI_OK;
		}
	}
	disposal_plan_finish(&p);
	return status;
}

/* --- done --- */

static enum cli_status
say_done(const struct disposing *d, const char *number)
{
	disposal_settle_and_say(d->v);
	return disposal_say(d->v, number) ? CLI_OK : CLI_PARTLY;
}

static enum cli_status
carry_out(const struct disposing *d, const struct disposal_plan *p)
{
	const char *agreed[PEOPLE_MAX];
	char ids[PEOPLE_MAX][NOTE_NAME_MAX + 1];
	char number[DISPOSAL_NUMBER_BYTES];
	struct reason reason = {""};
	size_t n;

	print_plan(p);
	if (!open_vault_has_case_keys(d->v, d->o) ||
	    !open_vault_others(d->v, d->o, OTHERS_AND_ACTOR, ids, &n))
		return CLI_FAILED;
	for (size_t i = 0; i < n; i++)
		agreed[i] = ids[i];
	if (!disposal_carry_out(
		d->v, p, d->o->schedule, agreed, n, number, &reason)) {
		if (*number == '\0')
			return cli_fail(
			    "%s; nothing was disposed of", reason.text);
		cli_warn("disposal %s counts, and is not done to its end: %s. "
			 "dispose finish goes on",
		    number, reason.text);
		return CLI_PARTLY;
	}
	return say_done(d, number);
}

static enum cli_status
cases(const struct disposing *d)
{
	enum cli_status status = CLI_FAILED;
	struct disposal_plan p;

	if (!has_schedule(d->o))
		return CLI_USAGE;
	if (!make_plan(d, d->words + 1, d->n - 1, &p))
		;
	else if (p.n_blocked > 0)
		(void)cli_fail("%zu thing(s) stand against it, each named "
			       "above; nothing was disposed of",
		    p.n_blocked);
	else if (strcmp(p.digits, d->words[0]) != 0)
		(void)cli_fail("what there is of these cases is not what %s "
			       "was shown for: dispose plan, and read it "
			       "again; nothing was disposed of",
		    d->words[0]);
	else
		status = carry_out(d, &p);
	disposal_plan_finish(&p);
	return status;
}

static enum cli_status
finish(const struct disposing *d)
{
	struct reason reason = {""};
	size_t wiped = 0;

	if (!open_vault_has_case_keys(d->v, d->o))
		return CLI_FAILED;
	if (!disposal_finish(d->v, &wiped, &reason)) {
		cli_warn("not done to its end: %s", reason.text);
		return CLI_PARTLY;
	}
	(void)printf("Nothing is left to be done here; %zu file(s) were wiped "
		     "now.\n",
	    wiped);
	return say_done(d, NULL);
}

static enum cli_status
list(const struct disposing *d)
{
	struct reason reason = {""};

	if (!journal_before(d->s, "listed", "disposals", &reason))
		return cli_fail("%s", reason.text);
	disposal_settle_and_say(d->v);
	return disposal_say_all(d->v) ? CLI_OK : CLI_PARTLY;
}

static enum cli_status
end_copy(const struct disposing *d)
{
	char ids[PEOPLE_MAX][NOTE_NAME_MAX + 1];
	struct reason reason = {""};
	size_t n;

	/* On one person's word nothing counts as gone. */
	if (!open_vault_others(d->v, d->o, OTHERS_ONE, ids, &n))
		return CLI_FAILED;
	if (!copy_known_end(d->s, d->words[0], d->o->why, &reason))
		return cli_fail("%s", reason.text);
	(void)printf("Copy %s counts as destroyed.\n", d->words[0]);
	return say_done(d, NULL);
}

static bool
is_why(const char *text)
{
	if (text != NULL && *text != '\0' &&
	    strlen(text) <= RETENTION_WHY_MAX &&
	    printable_text_valid((const uint8_t *)text, strlen(text)))
		return true;
	(void)cli_fail(
	    "why? --reason TEXT, of at most %d bytes", RETENTION_WHY_MAX);
	return false;
}

enum cli_status
desk_command_dispose(int argc, char **argv)
{
	static const struct {
		const char *name;
		const char *options;
		enum cli_status (*run)(const struct disposing *d);
		int least, most;
		const char *roles; /* NULL: whoever may come here */
		bool needs_reason;
	} all[] = {
	    {"hold", "W", hold, 1, 1, NULL, true},
	    {"lift", "W", lift, 1, 1, "head", true},
	    {"plan", "g", plan, 1, DISPOSAL_CASES_MAX, "head", false},
	    {"cases", "gHL", cases, 2, 1 + DISPOSAL_CASES_MAX, "head", false},
	    {"finish", "L", finish, 0, 0, "head", false},
	    {"list", "", list, 0, 0, NULL, false},
	    {"copy-gone", "WH", end_copy, 1, 1, "head", true},
	};
	struct reason reason = {""};
	struct desk_options o;
	struct disposing d = {.o = &o};
	char actor[NOTE_NAME_MAX + 1];

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (argc < 2 || strcmp(argv[1], all[i].name) != 0 ||
		    !desk_options_parse(
			argc - 1, argv + 1, all[i].options, &o) ||
		    argc - 1 - o.rest < all[i].least ||
		    argc - 1 - o.rest > all[i].most)
			continue;
		if (all[i].needs_reason && !is_why(o.why))
			return CLI_USAGE;
		if (!open_vault_is_desk())
			return cli_fail("that is done at the open desk: "
					"valise-desk open");
		d.v = open_vault(&o);
		if (d.v == NULL)
			return CLI_FAILED;
		d.s = vault_store(d.v);
		d.words = argv + 1 + o.rest;
		d.n = (size_t)(argc - 1 - o.rest);
		(void)snprintf(
		    actor, sizeof(actor), "%s", desk_store_actor(d.s));
		if (all[i].roles != NULL &&
		    !vault_act_as(d.v, actor, all[i].roles, &reason))
			return cli_fail("not done: %s", reason.text);
		return all[i].run(&d);
	}
	(void)cli_fail("dispose hold CASE --reason TEXT; dispose lift CASE "
		       "--reason TEXT; dispose plan --schedule CODE CASE ...; "
		       "dispose cases --schedule CODE --person FILE --person "
		       "FILE DIGITS CASE ...; dispose finish; dispose list; "
		       "dispose copy-gone NUMBER --reason TEXT --person FILE");
	return CLI_USAGE;
}
