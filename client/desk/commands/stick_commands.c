/* valise-desk import, export: what comes and goes by stick. */
#include <inttypes.h>
#include <stdio.h>

#include "client/desk/copies/original_copies.h"
#include "client/desk/intake/import.h"
#include "client/desk/out/bulletin.h"
#include "client/desk/out/bulletin_draft.h"
#include "client/desk/out/outbox.h"
#include "client/desk/store/journal.h"
#include "client/desk/vault/series.h"
#include "commands.h"
#include "client/desk/asking/desk_say.h"
#include "client/desk/asking/open_vault.h"

static void
say_note(const struct import_counts *n, unsigned media)
{
	if (n->noted == 0)
		(void)printf("There is nothing that it signs for. The medium "
			     "may be removed.\n");
	else
		(void)printf("The import note is on the medium, which may be "
			     "removed; %zu in it. The relay erases what "
			     "this\ndesk holds%s.\n",
		    n->noted,
		    media > 1 ? ""
			      : ": copy the vault to a second medium before "
				"the note goes back");
	if (n->waiting > 0)
		cli_warn("%zu held here on fewer than %u media of the desk: in "
			 "no note, and the relay keeps them. Import with "
			 "--copy FOLDER on another disk, %u of them in one "
			 "command, with this stick or any",
		    n->waiting, media, media - 1);
	if (n->lost > 0)
		cli_warn("%zu envelope(s) that this desk said it holds are not "
			 "here: the relay erases them after its grace. Bring "
			 "the copies that had them, and have the relay's "
			 "operator told at once",
		    n->lost);
	if (n->uncopied > 0)
		cli_warn("%zu of the copies could not be made: the disk is "
			 "named above, and backup brings them there",
		    n->uncopied);
}

enum cli_status
desk_command_import(int argc, char **argv)
{
	struct import_counts n = {0};
	struct import_options options;
	struct original_copies *copies;
	struct desk_options o;
	struct reason reason = {""};
	struct vault *v;
	unsigned media;
	bool ok;

	if (!desk_options_parse(argc, argv, "vPMcyBbL", &o) ||
	    argc - o.rest != 1) {
		(void)cli_fail("import needs --vault FOLDER MEDIUM, and takes "
			       "--copy FOLDER on another disk, as often as "
			       "there are such");
		return CLI_USAGE;
	}
	v = open_vault(&o);
	if (v == NULL || !open_vault_custody(v, &o)) {
		close_vault(v);
		return CLI_FAILED;
	}
	copies = original_copies_open(
	    v, argv[o.rest], o.copies.list, o.copies.n, &reason);
	if (copies == NULL) {
		close_vault(v);
		return cli_fail("%s. Nothing was imported", reason.text);
	}
	options = (struct import_options){.medium = argv[o.rest],
	    .opening = open_vault_opening(),
	    .copies = copies,
	    .take_back = o.take_back,
	    .lost_keys = o.lost,
	    .without_manifest = o.without_manifest,
	    .events = desk_say(),
	    .follow = cli_progress()};
	if (o.beside && !open_vault_is_desk())
		cli_warn("--beside is for the open desk: it is for nothing");
	/* A line is typed where the bar would be. */
	if (open_vault_has_meanwhile(o.beside)) {
		options.between = open_vault_run_meanwhile;
		options.follow = NULL;
	}
	ok = import_medium(v, &options, &n, &reason);
	media = vault_copies(v);
	original_copies_close(copies);
	close_vault(v);
	if (ok || n.listed > 0)
		(void)printf(
		    "Listed %zu: %zu new and opened, %zu new and quarantined, "
		    "%zu held from before, %zu damaged, %zu missing.\n",
		    n.listed, n.held, n.unopenable, n.known, n.damaged,
		    n.missing);
	if (!ok)
		return cli_fail("%s: %s", argv[o.rest], reason.text);
	say_note(&n, media);
	if (n.damaged + n.missing > 0)
		cli_warn("what is damaged or missing is not held, and nothing "
			 "here settles it at the relay: have it collected "
			 "again, and import again");
	if (n.unread > 0)
		cli_warn("%zu list(s) of the stick could not be taken: each is "
			 "named above, and what only they list was not looked "
			 "for",
		    n.unread);
	if (n.unopenable > IMPORT_NAMED_MAX)
		cli_warn("%zu more are held in quarantine: list says why of "
			 "each",
		    n.unopenable - IMPORT_NAMED_MAX);
	if (n.left > 0)
		cli_warn("it was ended before %zu were looked at: they are on "
			 "the stick, and the relay keeps them. Import again",
		    n.left);
	if (n.failed == 0)
		return n.left + n.unread + n.damaged + n.missing + n.waiting +
			    n.unsignable + n.lost + n.uncopied ==
			0
		    ? CLI_OK
		    : CLI_PARTLY;
	cli_warn("%zu envelope(s) could not be taken in: each is named above, "
		 "and stays at the relay and on the medium. Import again, when "
		 "there is room and the vault can be read",
	    n.failed);
	return CLI_PARTLY;
}

/* Nothing is written over what this desk signed and this vault lacks. */
static bool
fits_stick(
    struct vault *v, const char *medium, bool take_back, struct reason *reason)
{
	struct series_back back[SERIES_KINDS];

	if (!series_meet(v, medium, take_back, back, reason))
		return false;
	for (enum series s = 0; s < SERIES_KINDS; s++)
		if (back[s].first > 0)
			cli_warn("taken back from the stick: %s %" PRIu64
				 " to %" PRIu64,
			    series_word(s), back[s].first, back[s].last);
	return true;
}

/* In a trial it is made here; else those that were signed are copied alone. */
static bool
copy_out(struct vault *v, const char *medium, struct bulletin_counts *n,
    struct reason *reason)
{
	/* The notes first: the relay waits for them whatever else fails. */
	return journal_before(vault_store(v), "exported", "-", reason) &&
	    series_copy(v, SERIES_IMPORT_NOTES, medium, reason) &&
	    (!vault_is_trial(v) || bulletin_make(v, desk_say(), n, reason)) &&
	    series_copy(v, SERIES_BULLETINS, medium, reason);
}

static bool
count_message(void *context, const struct outbox_message *message)
{
	size_t *n = context;

	(void)message;
	(*n)++;
	return true;
}

/* What was written and did not leave is not to be taken for sent. */
static void
warn_of_waiting(struct vault *v)
{
	struct reason reason = {""};
	size_t n = 0;

	if (bulletin_waits(vault_store(v)))
		cli_warn("a bulletin waits for signatures and did not "
			 "leave: bulletin show, bulletin sign");
	else if (!outbox_each(
		     vault_store(v), count_message, &n, desk_say(), &reason))
		cli_warn("whether replies wait can't be told: %s", reason.text);
	else if (n > 0)
		cli_warn("%zu reply(ies) wait and did not leave: no bulletin "
			 "has them yet: bulletin prepare",
		    n);
}

enum cli_status
desk_command_export(int argc, char **argv)
{
	struct bulletin_counts n = {0, 0, 0, 0, 0};
	struct desk_options o;
	struct reason reason = {""};
	struct vault *v;
	bool ok, trial;

	if (!desk_options_parse(argc, argv, "vPB", &o) || argc - o.rest != 1) {
		(void)cli_fail("export needs --vault FOLDER MEDIUM");
		return CLI_USAGE;
	}
	v = open_vault(&o);
	if (v == NULL)
		return CLI_FAILED;
	trial = vault_is_trial(v);
	if (!fits_stick(v, argv[o.rest], o.take_back, &reason)) {
		close_vault(v);
		return cli_fail(
		    "%s: %s. Nothing was exported", argv[o.rest], reason.text);
	}
	ok = copy_out(v, argv[o.rest], &n, &reason);
	if (ok && !trial) {
		(void)printf("Up to bulletin %" PRIu64 " and import note "
			     "%" PRIu64 ". The medium may be removed.\n",
		    series_last(v, SERIES_BULLETINS),
		    series_last(v, SERIES_IMPORT_NOTES));
		warn_of_waiting(v);
	}
	close_vault(v);
	if (!ok)
		return cli_fail("%s: %s. What was made is kept in the vault; "
				"export again",
		    argv[o.rest], reason.text);
	if (!trial)
		return CLI_OK;
	if (n.sequence == 0)
		(void)printf("Nothing new to say this week. ");
	else
		(void)printf("Bulletin %" PRIu64 ": %zu acknowledged, %zu "
			     "messages, %zu entries unopenable, %zu cells. ",
		    n.sequence, n.acknowledged, n.messages, n.unopenable,
		    n.cells);
	(void)printf("The medium may be removed.\n");
	return CLI_OK;
}
