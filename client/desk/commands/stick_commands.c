/* valise-desk import, export: what comes and goes by stick. */
#include <inttypes.h>
#include <stdio.h>

#include "client/desk/intake/import.h"
#include "client/desk/out/bulletin.h"
#include "client/desk/out/bulletin_draft.h"
#include "client/desk/vault/journal.h"
#include "client/desk/vault/series.h"
#include "commands.h"
#include "client/desk/asking/desk_say.h"
#include "client/desk/asking/open_vault.h"

enum cli_status
desk_command_import(int argc, char **argv)
{
	struct import_counts n = {0};
	struct import_options options;
	struct desk_options o;
	struct reason reason = {""};
	struct vault *v;
	bool ok;

	if (!desk_options_parse(argc, argv, "vPMc", &o) || argc - o.rest != 1) {
		(void)cli_fail("import needs --vault FOLDER MEDIUM");
		return CLI_USAGE;
	}
	v = open_vault(&o);
	if (v == NULL || !open_vault_custody(v, &o)) {
		close_vault(v);
		return CLI_FAILED;
	}
	options = (struct import_options){
	    argv[o.rest], o.without_manifest, desk_say(), cli_progress()};
	ok = import_medium(v, &options, &n, &reason);
	close_vault(v);
	if (ok || n.listed > 0)
		(void)printf(
		    "Listed %zu: %zu new and opened, %zu new and quarantined, "
		    "%zu held from before, %zu damaged, %zu missing.\n",
		    n.listed, n.held, n.unopenable, n.known, n.damaged,
		    n.missing);
	if (!ok)
		return cli_fail("%s: %s", argv[o.rest], reason.text);
	if (n.held + n.unopenable + n.known + n.damaged > 0)
		(void)printf(
		    "The import note is on the medium, which may be "
		    "removed. The relay erases what\nthis desk holds: copy "
		    "the vault to a second medium before the note goes "
		    "back.\n");
	else
		(void)printf("There was nothing to sign for. The medium may be "
			     "removed.\n");
	if (n.damaged + n.missing > 0)
		cli_warn("what is damaged or missing is not held, and nothing "
			 "here settles it at the relay: have it collected "
			 "again, and import again");
	if (n.unread > 0)
		cli_warn("%zu list(s) of the stick could not be taken: each is "
			 "named above, and what only they list was not looked "
			 "for",
		    n.unread);
	if (n.failed == 0)
		return n.unread + n.damaged + n.missing == 0 ? CLI_OK
							     : CLI_PARTLY;
	cli_warn("%zu envelope(s) could not be taken in: each is named above, "
		 "and stays at the relay and on the medium. Import again, when "
		 "there is room and the vault can be read",
	    n.failed);
	return CLI_PARTLY;
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

enum cli_status
desk_command_export(int argc, char **argv)
{
	struct bulletin_counts n = {0, 0, 0, 0, 0};
	struct desk_options o;
	struct reason reason = {""};
	struct vault *v;
	bool ok, trial;

	if (!desk_options_parse(argc, argv, "vP", &o) || argc - o.rest != 1) {
		(void)cli_fail("export needs --vault FOLDER MEDIUM");
		return CLI_USAGE;
	}
	v = open_vault(&o);
	if (v == NULL)
		return CLI_FAILED;
	trial = vault_is_trial(v);
	ok = copy_out(v, argv[o.rest], &n, &reason);
	if (ok && !trial) {
		(void)printf("Up to bulletin %" PRIu64 " and import note "
			     "%" PRIu64 ". The medium may be removed.\n",
		    series_last(v, SERIES_BULLETINS),
		    series_last(v, SERIES_IMPORT_NOTES));
		if (bulletin_waits(vault_store(v)))
			cli_warn("a bulletin waits for signatures and did not "
				 "leave: bulletin show, bulletin sign");
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
