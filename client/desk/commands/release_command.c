/* valise-desk release: newer versions of the program itself (docs/RELEASES.md).
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/desk/asking/open_vault.h"
#include "client/desk/release/release_check.h"
#include "client/desk/release/release_seen.h"
#include "client/desk/store/journal.h"
#include "commands.h"
#include "common/bytes/text_codec.h"

static void
say_release(const struct release_read *r)
{
	(void)printf("Release %s of %s, signed by %zu of the directory's "
		     "release keys:",
	    r->release.version, r->release.day, r->n);
	for (size_t i = 0; i < r->n; i++)
		(void)printf(" %s", r->signatures[i].id);
	(void)printf(".\n");
	for (size_t i = 0; i < r->release.n; i++)
		(void)printf(
		    "  %s: as it was signed\n", r->release.files[i].name);
}

/* Against what runs, and what was seen; false where it is no step forward. */
static bool
say_order(const struct release_read *r, const struct release_newest *newest)
{
	const int order =
	    release_version_compare(r->release.version, release_own_version);
	const bool older = newest->known &&
	    release_version_compare(r->release.version, newest->version) < 0;

	if (newest->another)
		cli_warn("another text was signed under version %s before: one "
			 "of the two is false. Install neither, and ask those "
			 "who sign",
		    newest->version);
	if (older)
		cli_warn("release %s of %s was seen here on %s: this one is "
			 "older",
		    newest->version, newest->day, newest->seen);
	if (order > 0)
		(void)printf("It is newer than this program (%s of %s).\n",
		    release_own_version, release_own_day);
	else if (order == 0)
		(void)printf("It is this program's version.\n");
	else
		cli_warn("it is older than this program (%s of %s)",
		    release_own_version, release_own_day);
	return order >= 0 && !older && !newest->another;
}

static enum cli_status
say_and_remember(struct vault *v, const struct release_read *r, const char *to)
{
	struct release_newest newest = {.known = false};
	struct reason reason = {""};
	bool kept = release_remember(v, r, &newest, &reason);
	bool forward;

	say_release(r);
	forward = say_order(r, &newest) && kept;
	if (!kept)
		cli_warn("%s", reason.text);
	if (to == NULL && forward)
		(void)printf("A stick may show other bytes the next time: "
			     "release check MEDIUM NEW-FOLDER copies what was "
			     "verified.\n");
	else if (to != NULL && forward)
		(void)printf(
		    "It is in %s, checked there: install from that.\n", to);
	else if (to != NULL)
		(void)printf("It is in %s.\n", to);
	return kept && forward ? CLI_OK : CLI_PARTLY;
}

static enum cli_status
check_folder(struct vault *v, const char *folder, const char *to)
{
	struct release_read *r = calloc(1, sizeof(*r));
	enum cli_status status = CLI_FAILED;
	enum release_taken taken;
	struct reason reason = {"there is not enough memory"};

	if (r == NULL)
		return cli_fail("%s", reason.text);
	switch (release_read(vault_directory(v), folder, r, &reason)) {
	case RELEASE_NONE:
		(void)cli_fail("there is no release on it: %s", reason.text);
		break;
	case RELEASE_REFUSED:
		(void)cli_fail(
		    "the release is refused: %s. Install nothing of it",
		    reason.text);
		break;
	case RELEASE_SIGNED:
		taken = to != NULL ? release_take(r, folder, to, &reason)
		    : release_files_are_good(r, folder, &reason)
		    ? RELEASE_TAKEN
		    : RELEASE_OTHER;
		if (taken == RELEASE_TAKEN)
			status = say_and_remember(v, r, to);
		else if (taken == RELEASE_FAILED)
			(void)cli_fail(
			    "%s. Nothing was left there", reason.text);
		else
			(void)cli_fail("the release is refused: %s. Install "
				       "nothing of it%s",
			    reason.text,
			    to == NULL ? "" : "; nothing was left there");
		break;
	}
	release_read_finish(r);
	free(r);
	return status;
}

static enum cli_status
check(struct vault *v, char **words)
{
	struct reason reason = {""};
	enum cli_status status;
	char *folder;

	if (vault_directory(v) == NULL)
		return cli_fail("this desk has no directory yet: valise-desk "
				"directory adopt");
	if (!journal_before(vault_store(v), "release-checked", "-", &reason))
		return cli_fail("%s", reason.text);
	folder = release_folder(words[0]);
	status = folder == NULL ? cli_fail("there is not enough memory")
				: check_folder(v, folder, words[1]);
	free(folder);
	return status;
}

static enum cli_status
show(struct vault *v, char **words)
{
	struct release_alarm a;

	(void)words;
	release_alarm(v, &a);
	if (a.unread)
		return cli_fail("%s", a.reason.text);
	(void)printf("This program is %s of %s.\n", release_own_version,
	    release_own_day);
	if (a.newest.known)
		(void)printf(
		    "The newest that was seen here, signed for, is %s of %s, "
		    "on %s.\n",
		    a.newest.version, a.newest.day, a.newest.seen);
	else
		(void)printf("No release was seen here yet.\n");
	(void)printf("It warns where the program is older than %" PRIu64
		     " days, and the directory than %" PRIu64 ".\n",
	    a.ages.program, a.ages.directory);
	return CLI_OK;
}

static enum cli_status
forget(struct vault *v, char **words)
{
	struct reason reason = {""};

	(void)words;
	if (!release_forget(v, &reason))
		return cli_fail("%s", reason.text);
	(void)printf("No release counts as seen here.\n");
	return CLI_OK;
}

static bool
read_days(const char *text, uint64_t *ret_days)
{
	return decimal_decode(text, strlen(text), RELEASE_AGE_MAX, ret_days) &&
	    *ret_days > 0;
}

static enum cli_status
ages(struct vault *v, char **words)
{
	struct release_ages set;
	struct reason reason = {""};

	if (!read_days(words[0], &set.program) ||
	    !read_days(words[1], &set.directory))
		return cli_fail("release ages takes two numbers of days, from "
				"1 to %d: of the program, of the directory",
		    RELEASE_AGE_MAX);
	if (!release_set_ages(v, &set, &reason))
		return cli_fail("%s", reason.text);
	return show(v, words);
}

enum cli_status
desk_command_release(int argc, char **argv)
{
	static const struct {
		const char *name;
		enum cli_status (*run)(struct vault *v, char **words);
		int least, most;
		const char *roles; /* NULL: whoever may come here */
	} all[] = {
	    {"check", check, 1, 2, NULL},
	    {"show", show, 0, 0, NULL},
	    {"ages", ages, 2, 2, "head"},
	    {"forget", forget, 0, 0, "head"},
	};
	enum cli_status status;
	struct reason reason = {""};
	char actor[NOTE_NAME_MAX + 1];
	struct desk_options o;
	struct vault *v;

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (argc < 2 || strcmp(argv[1], all[i].name) != 0 ||
		    !desk_options_parse(argc - 1, argv + 1, "vP", &o) ||
		    argc - 1 - o.rest < all[i].least ||
		    argc - 1 - o.rest > all[i].most)
			continue;
		v = open_vault(&o);
		if (v == NULL)
			return CLI_FAILED;
		(void)snprintf(actor, sizeof(actor), "%s",
		    desk_store_actor(vault_store(v)));
		if (all[i].roles != NULL && open_vault_is_desk() &&
		    !vault_act_as(v, actor, all[i].roles, &reason))
			return cli_fail("not done: %s", reason.text);
		status = all[i].run(v, argv + 1 + o.rest);
		close_vault(v);
		return status;
	}
	(void)cli_fail("release check --vault FOLDER MEDIUM [NEW-FOLDER]; "
		       "release show --vault FOLDER; release ages --vault "
		       "FOLDER PROGRAM DIRECTORY, in days; release forget "
		       "--vault FOLDER");
	return CLI_USAGE;
}
