/* valise-relay check: whether everything is good and belongs together. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/net/http_client.h"
#include "commands.h"
#include "common/bytes/utc_time.h"
#include "setup.h"

/* Who will be asked to cosign, and what stands in the way of it. */
static void
say_witnesses(const struct config *c, const struct directory *d)
{
	const enum http_way way =
	    strcmp(c->witnesses, "direct") == 0 ? HTTP_DIRECT : HTTP_BY_SOCKS;
	struct reason reason = {""};

	if (!config_asks_witnesses(c)) {
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
	const char *path = setup_config_path(argc, argv);
	const struct directory *d;
	struct relay *relay;
	struct reason reason = {""};

	if (path == NULL)
		return CLI_USAGE;
	relay = setup_load(path, &reason);
	if (relay == NULL)
		return cli_fail("%s", reason.text);
	d = relay->directories.current->directory;
	(void)printf("%s: good: relay %s, directory version %" PRIu64 "\n",
	    path, relay->config.name, d->version);
	for (size_t i = 0; i < relay->config.n_forwards; i++)
		(void)printf("%s goes on to %s\n",
		    relay->config.forwards[i].intake,
		    relay->config.forwards[i].relay);
	say_witnesses(&relay->config, d);
	if (directory_time(d, utc_time_now()) == DIRECTORY_EXPIRED)
		cli_warn("the directory has expired: senders refuse it");
	setup_unload(relay);
	return CLI_OK;
}
