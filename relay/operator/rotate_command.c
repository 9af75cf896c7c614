/* valise-relay rotate-keys: the next keys, and the end of the old ones. */
#include <getopt.h>
#include <stdio.h>

#include "commands.h"
#include "common/bytes/utc_time.h"
#include "keys_print.h"
#include "relay/site/site.h"

static enum cli_status
make(const struct site *site, const struct directory *d)
{
	const char *spool = site->config->spool;
	struct reason reason = {""};
	bool made;

	if (relay_keys_next(site->keys, RELAY_KEY_PROMISE) == NULL &&
	    relay_keys_next(site->keys, RELAY_KEY_LOG) != NULL)
		return cli_fail("the last change is half done: rotate-keys "
				"--retire goes on with it");
	if (!relay_keys_make_next(spool, &made, &reason) ||
	    !relay_keys_read_again(spool, site->keys, &reason))
		return cli_fail("the next keys: %s", reason.text);
	(void)printf("%s for the authority, beside the entry that each intake "
		     "has of this relay:\n",
	    made ? "The next keys are made;" : "They were made before;");
	for (size_t i = 0; i < d->n_intakes; i++)
		if (directory_relay(&d->intakes[i], site->config->name) !=
		    NULL) {
			(void)printf("%s\n", d->intakes[i].id);
			keys_print(site->keys, true, site->config->name,
			    d->intakes[i].id);
		}
	keys_say_next(site, d);
	return CLI_OK;
}

static enum cli_status
retire(const struct site *site, const struct directory *d)
{
	struct reason reason = {""};
	char text[SITE_NEXT_TEXT_BYTES], time[UTC_TIME_BYTES];
	int64_t when;
	enum site_next next = site_next_keys(site, d, &when, text);

	if (next != SITE_NEXT_SERVES)
		return cli_fail("nothing was ended: %s", text);
	if (utc_time_now() < when + SITE_RETIRE_SECONDS) {
		utc_time_format(when + SITE_RETIRE_SECONDS, time);
		return cli_fail("nothing was ended: the next keys sign for "
				"less than a day: again after %s",
		    time);
	}
	if (!relay_keys_retire(site->config->spool, site->keys, &reason))
		return cli_fail(
		    "not done, and can be run again: %s", reason.text);
	(void)printf("The old keys are gone from the spool; what they signed "
		     "still verifies. Destroy the backups that have them.\n");
	return CLI_OK;
}

enum cli_status
relay_command_rotate_keys(int argc, char **argv)
{
	static const struct option longs[] = {
	    {"retire", no_argument, NULL, 'r'}, {0}};
	const char *path = NULL;
	struct reason reason = {""};
	const struct directory *d;
	enum cli_status status;
	struct site *site;
	bool end = false;
	int c;

	optind = 1;
	while ((c = getopt_long(argc, argv, "c:", longs, NULL)) != -1)
		if (c == 'c')
			path = optarg;
		else if (c == 'r')
			end = true;
		else
			return CLI_USAGE;
	if (path == NULL || optind != argc) {
		(void)cli_fail("rotate-keys needs -c FILE [--retire]");
		return CLI_USAGE;
	}
	site = site_open(path, &reason);
	if (site == NULL)
		return cli_fail("%s", reason.text);
	d = site->directories.current->directory;
	status = end ? retire(site, d) : make(site, d);
	site_close(site);
	return status;
}
