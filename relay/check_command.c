/* valise-relay check: whether everything is good and belongs together. */
#include <inttypes.h>
#include <stdio.h>

#include "commands.h"
#include "common/bytes/utc_time.h"
#include "setup.h"

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
	if (directory_time(d, utc_time_now()) == DIRECTORY_EXPIRED)
		cli_warn("the directory has expired: senders refuse it");
	setup_unload(relay);
	return CLI_OK;
}
