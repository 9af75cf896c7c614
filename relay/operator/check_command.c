/* valise-relay check: whether everything is good and belongs together. */
#include <inttypes.h>
#include <stdio.h>

#include "commands.h"
#include "common/bytes/utc_time.h"
#include "common/cli/ends.h"
#include "common/net/http_client.h"
#include "config_path.h"
#include "keys_print.h"
#include "relay/site/site.h"

/* Who will be asked to cosign, and what stands in the way of it. */
static void
say_witnesses(const struct config *c, const struct directory *d)
{
	const enum http_way way = config_witness_way(c);
	struct reason reason = {""};

	if (c->witnesses == CONFIG_WITNESSES_NONE) {
		if (d->witness_threshold > 0)
			cli_warn("the directory expects %u witnesses, and "
				 "this relay asks none: see witnesses",
			    d->witness_threshold);
		return;
	}
	if (d->n_witnesses == 0)
		cli_warn("the directory has no witnesses to ask");
	for (size_t i = 0; i < d->n_witnesses; i++) {
		const struct directory_witness *w = &d->witnesses[i];

		(void)printf("checkpoints are cosigned by %s\n", w->id);
		if (!http_url_allowed(w->url, way, &reason))
			cli_warn("witness %s: %s", w->id, reason.text);
		else if (utc_time_now() < w->from || utc_time_now() >= w->until)
			cli_warn("witness %s: the directory does not have it "
				 "now",
			    w->id);
	}
}

enum cli_status
relay_command_check(int argc, char **argv)
{
	const char *path = config_path_option(argc, argv);
	const struct directory *d;
	const struct persons *p;
	struct site *site;
	struct reason reason = {""};

	if (path == NULL)
		return CLI_USAGE;
	site = site_open(path, &reason);
	if (site == NULL)
		return cli_fail("%s", reason.text);
	switch (site_can_write(site->config, &reason)) {
	case SITE_WRITES:
		break;
	case SITE_FULL:
		cli_warn(
		    "%s: couriers are served, senders are not", reason.text);
		break;
	case SITE_CANT_WRITE:
		site_close(site);
		return cli_fail("%s", reason.text);
	}
	d = site->directories.current->directory;
	(void)printf("%s: good: relay %s, directory version %" PRIu64 "\n",
	    path, site->config->name, d->version);
	for (size_t i = 0; i < site->config->n_forwards; i++)
		(void)printf("%s goes on to %s\n",
		    site->config->forwards[i].intake,
		    site->config->forwards[i].relay);
	p = site->directories.current->persons;
	if (p != NULL)
		(void)printf(
		    "couriers: %zu in its persons' note\n", p->n_couriers);
	else
		cli_warn("%s: no courier is known, and nothing can be "
			 "collected here",
		    site->directories.current->why.text);
	say_witnesses(site->config, d);
	keys_say_next(site, d);
	(void)cli_warn_ends(&(struct directory_ends_of){.directory = d,
	    .persons = p,
	    .relay = site->config->name,
	    .witnesses = site->config->witnesses != CONFIG_WITNESSES_NONE});
	site_close(site);
	return CLI_OK;
}
