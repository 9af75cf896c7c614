/* valise-desk check, backup, restore: copies, and whether they are whole. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "client/desk/copies/backup.h"
#include "client/desk/records/disposal.h"
#include "client/desk/store/journal.h"
#include "commands.h"
#include "disposal_said.h"
#include "common/bytes/text_codec.h"
#include "client/desk/asking/desk_say.h"
#include "client/desk/asking/open_vault.h"

static void
say_off(void *context, const char *what, const char *why)
{
	(void)context;
	cli_warn("%s: %s", what, why);
}

static struct vault_check_events
events(void)
{
	return (struct vault_check_events){
	    say_off, NULL, desk_say_differences()};
}

static enum cli_status
say_checked(const struct vault_checked *c)
{
	(void)printf("Whole: %" PRIu64 " originals, %" PRIu64
		     " attachments, %" PRIu64 " notes and "
		     "bulletins, %" PRIu64 " rows, %" PRIu64 " lines of the "
		     "journal.\n",
	    c->originals, c->attachments, c->notes, c->journal.rows,
	    c->journal.lines);
	if (c->erased > 0)
		cli_warn("%" PRIu64 " file(s) of cases that were disposed of "
			 "are here: dispose finish wipes them from a vault, "
			 "backup from a copy",
		    c->erased);
	if (c->off == 0 && c->journal_good)
		return c->erased == 0 ? CLI_OK : CLI_PARTLY;
	cli_warn("%" PRIu64 " thing(s) are off, each named above: bring them "
		 "back from a copy that is whole",
	    c->off);
	return CLI_PARTLY;
}

enum cli_status
desk_command_check(int argc, char **argv)
{
	const struct vault_check_events e = events();
	struct vault_checked c = {0};
	uint64_t keyless = 0;
	uint32_t first = 0;
	struct desk_options o;
	struct reason reason = {""};
	const char *folder;

	if (!desk_options_parse(argc, argv, "v", &o) || o.rest != argc ||
	    (o.vault == NULL && !open_vault_is_desk())) {
		(void)cli_fail("check needs --vault FOLDER, a vault or a copy "
			       "of one");
		return CLI_USAGE;
	}
	folder = o.vault;
	if (open_vault_is_desk()) {
		struct vault *v = open_vault(&o);

		if (v == NULL)
			return CLI_FAILED;
		if (!journal_before(vault_store(v), "checked", "-", &reason))
			return cli_fail("%s", reason.text);
		folder = vault_folder(v);
		/* What only who has the keys can tell. */
		if (!desk_store_keyless(vault_store(v), &keyless, &first))
			return cli_fail("the case store can't be read");
	}
	if (!vault_check(folder, &e, &c, &reason))
		return cli_fail(
		    "%s: not checked to its end: %s", folder, reason.text);
	if (keyless > 0) {
		c.off++;
		cli_warn("%" PRIu64 " case(s), number %" PRIu32 " the first, "
			 "have no key that opens",
		    keyless, first);
	}
	return say_checked(&c);
}

enum cli_status
desk_command_backup(int argc, char **argv)
{
	struct backup_counts n = {0};
	struct desk_options o;
	struct reason reason = {""};
	uint64_t disposals;
	struct vault *v;
	bool ok;

	if (!desk_options_parse(argc, argv, "vPKL", &o) || argc - o.rest != 1) {
		(void)cli_fail("backup needs --vault FOLDER [--keys FOLDER "
			       "[--lost]] COPY");
		return CLI_USAGE;
	}
	v = open_vault(&o);
	if (v == NULL)
		return CLI_FAILED;
	if (o.keys != NULL && !open_vault_has_case_keys(v, &o)) {
		close_vault(v);
		return CLI_FAILED;
	}
	ok = disposal_done_up_to(v, &disposals, &reason) &&
	    backup_make(v, argv[o.rest], o.keys, disposals, &n, &reason);
	if (ok && n.left)
		cli_warn("copied, and what should be gone from there is not: "
			 "%s",
		    reason.text);
	if (ok)
		disposal_settle_and_say(v);
	close_vault(v);
	if (!ok)
		return cli_fail("%s: %s. What was copied before is as it was; "
				"back up again",
		    argv[o.rest], reason.text);
	(void)printf("Copied %" PRIu64 " files (%" PRIu64 " bytes), each read "
		     "back; %" PRIu64 " files were there.\n",
	    n.copied, n.bytes, n.there);
	if (n.wiped > 0)
		(void)printf("%zu files of cases that were disposed of were "
			     "wiped there.\n",
		    n.wiped);
	if (o.keys == NULL)
		(void)printf("The keys that open it are not in it: --keys "
			     "FOLDER, on a medium that lies elsewhere.\n");
	else
		(void)printf("The keys are in %s: keep them apart, and destroy "
			     "those of before.\n",
		    o.keys);
	(void)printf("The epochs' keys are in no copy. check --vault %s reads "
		     "all of it.\n",
	    argv[o.rest]);
	return n.left ? CLI_PARTLY : CLI_OK;
}

/* By a head that was written down later than the copy. */
static bool
say_gap(const char *folder, char **head, const struct vault_checked *c)
{
	char store[4096];
	struct reason reason = {""};
	uint8_t hash[32];
	uint64_t number;

	if (!decimal_decode(head[0], strlen(head[0]), INT64_MAX, &number) ||
	    !hex_decode(head[1], strlen(head[1]), hash, sizeof(hash))) {
		(void)cli_fail("a head is a line's number and its hash");
		return false;
	}
	if (number > c->journal.lines) {
		cli_warn("the copy is older than that head: %" PRIu64
			 " lines of the journal, and what they tell of, are "
			 "not in it. Bring sticks and notes of that time again",
		    number - c->journal.lines);
		return true;
	}
	(void)snprintf(store, sizeof(store), "%s/cases.sqlite", folder);
	if (journal_find(store, number, hash, &reason) == JOURNAL_HAS) {
		(void)printf("It has that head: nothing up to it lacks.\n");
		return true;
	}
	cli_warn("%s", reason.text);
	return false;
}

enum cli_status
desk_command_restore(int argc, char **argv)
{
	const struct vault_check_events e = events();
	enum cli_status status;
	struct backup_counts n = {0};
	struct desk_options o;
	struct reason reason = {""};
	int words;

	if (!desk_options_parse(argc, argv, "vK", &o) || o.vault == NULL ||
	    o.keys == NULL || ((words = argc - o.rest) != 1 && words != 3)) {
		(void)cli_fail("restore needs --vault NEW-FOLDER --keys FOLDER "
			       "COPY, and takes NUMBER HASH of a head");
		return CLI_USAGE;
	}
	if (!backup_restore(argv[o.rest], o.keys, o.vault, &e, &n, &reason))
		return cli_fail("no vault was made: %s. The copy is as it was. "
				"Restore into a folder that is not there yet",
		    reason.text);
	(void)printf("Restored %" PRIu64 " files (%" PRIu64 " bytes) into %s, "
		     "each read back.\n",
	    n.copied, n.bytes, o.vault);
	status = say_checked(&n.checked);
	if (words == 3 && !say_gap(o.vault, argv + o.rest + 1, &n.checked))
		status = CLI_PARTLY;
	(void)printf("Whoever opens it next stands in its journal as who "
		     "restored it. The epochs' keys are in no copy: bring "
		     "their folder from its medium. Never go on with two.\n");
	return status;
}
