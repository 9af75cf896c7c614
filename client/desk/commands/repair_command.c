/*
 * valise-desk repair: a store that is not what its journal says is taken as it
 * is, by persons who looked at it (docs/JOURNAL.md 5).
 */
#include <inttypes.h>
#include <stdio.h>

#include "client/desk/cases/case_upgrade.h"
#include "client/desk/store/store.h"
#include "commands.h"
#include "client/desk/asking/open_vault.h"

enum cli_status
desk_command_repair(int argc, char **argv)
{
	struct desk_options o;
	struct reason reason = {""};
	struct vault *v;
	uint64_t gone = 0;
	bool ok, told;

	if (!desk_options_parse(argc, argv, "vPH", &o) || argc != o.rest) {
		(void)cli_fail("repair needs --vault FOLDER; at the open desk "
			       "--person FILE of one more who is there");
		return CLI_USAGE;
	}
	v = open_vault(&o);
	if (v == NULL)
		return CLI_FAILED;
	ok = open_vault_second(v, &o) &&
	    desk_store_repair(vault_store(v), &gone, &reason);
	told = ok && case_upgrade_forget(vault_store(v)) &&
	    vault_tell_restored(v, &reason);
	close_vault(v);
	if (!ok)
		return reason.text[0] == '\0'
		    ? CLI_FAILED
		    : cli_fail("not repaired: %s", reason.text);
	(void)printf("The rows are taken as they are from now on, and %" PRIu64
		     " line(s) of the journal behind the last good one are "
		     "gone. Compare every case with your copies: a withdrawal "
		     "may have been undone, a case be missing.\n",
	    gone);
	if (!told) {
		cli_warn("it is repaired, and that was not written down whole: "
			 "%s",
		    reason.text[0] == '\0' ? "no room, or memory is short"
					   : reason.text);
		return CLI_PARTLY;
	}
	return CLI_OK;
}
