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

/* Says which it is, and whether it is newer than what runs. */
static void
say_release(const struct release_checked *c)
{
	const int order =
	    release_version_compare(c->release.version, release_own_version);

	(void)printf("Release %s of %s, signed by %zu of the directory's "
		     "release keys:",
	    c->release.version, c->release.day, c->n_signed);
	for (size_t i = 0; i < c->n_signed; i++)
		(void)printf(" %s", c->ids[i]);
	(void)printf(".\n");
	for (size_t i = 0; i < c->release.n; i++)
		(void)printf(
		    "  %s: as it was signed\n", c->release.files[i].name);
	if (order > 0)
		(void)printf("It is newer than this program (%s of %s).\n",
		    release_own_version, release_own_day);
	else if (order == 0)
		(void)printf("It is this program's version.\n");
	else
		cli_warn("it is older than this program (%s of %s)",
		    release_own_version, release_own_day);
}

/* One that is older than what was verified here is no step forward. */
static void
warn_of_older(struct vault *v, const struct release *r)
{
	struct release_newest newest;
	struct reason reason = {""};

	if (!release_newest(v, &newest, &reason))
		cli_warn("%s", reason.text);
	else if (newest.known &&
	    release_version_compare(r->version, newest.version) < 0)
		cli_warn("release %s of %s was verified here on %s: this one "
			 "is older",
		    newest.version, newest.day, newest.seen);
}

static enum cli_status
check_folder(struct vault *v, const char *folder, const char *to)
{
	struct release_checked *c = malloc(sizeof(*c));
	enum cli_status status = CLI_FAILED;
	struct reason reason = {"there is not enough memory"};

	if (c == NULL)
		return cli_fail("%s", reason.text);
	switch (release_check(vault_directory(v), folder, c, &reason)) {
	case RELEASE_NONE:
		(void)cli_fail("there is no release on it: %s", reason.text);
		break;
	case RELEASE_REFUSED:
		(void)cli_fail(
		    "the release is refused: %s. Install nothing of it",
		    reason.text);
		break;
	case RELEASE_GOOD:
		if (to != NULL &&
		    !release_take(
			vault_directory(v), folder, &c->release, to, &reason)) {
			(void)cli_fail(
			    "%s. Nothing was left there", reason.text);
			break;
		}
		say_release(c);
		warn_of_older(v, &c->release);
		status = CLI_OK;
		if (!release_remember(v, &c->release, &reason)) {
			cli_warn("%s", reason.text);
			status = CLI_PARTLY;
		}
		if (to != NULL)
			(void)printf("It is in %s, checked there: install from "
				     "that.\n",
			    to);
		break;
	}
	free(c);
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
	struct reason reason = {""};

	(void)words;
	if (!release_alarm(v, &a, &reason))
		return cli_fail("%s", reason.text);
	(void)printf("This program is %s of %s.\n", release_own_version,
	    release_own_day);
	if (a.newest.known)
		(void)printf("The newest that was verified here is %s of %s, "
			     "on %s.\n",
		    a.newest.version, a.newest.day, a.newest.seen);
	else
		(void)printf("No release was verified here yet.\n");
	(void)printf("It warns where the program is older than %" PRIu64
		     " days, and the directory than %" PRIu64 ".\n",
	    a.ages.program, a.ages.directory);
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
		       "FOLDER PROGRAM DIRECTORY, in days");
	return CLI_USAGE;
}
