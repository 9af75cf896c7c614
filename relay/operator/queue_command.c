/* valise-relay queue: what waits, by publication and state. */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/text_codec.h"
#include "index_beside.h"
#include "relay/site/site.h"

static const char *const states[] = {"stored", "taken", "settled", "erased"};

static void
say_group(void *context, const struct index_queued *q)
{
	(void)context;
	(void)printf("%-20s %-18s %-8s %9" PRIu64 " %12" PRIu64 " %12" PRIu64
		     "\n",
	    q->intake, q->publication, states[q->state], q->envelopes,
	    (q->bytes + 1023) / 1024, (q->largest + 1023) / 1024);
}

static void
say_each(void *context, const struct index_queued *q)
{
	char hex[65];

	(void)context;
	hex_encode(q->sha256, 32, hex);
	(void)printf("%s %s %s %" PRIu64 " %s\n", q->intake, q->publication,
	    states[q->state], q->bytes, hex);
}

static enum cli_status
list(const char *path, const char *intake, bool each)
{
	struct reason reason = {""};
	struct site *site = site_open(path, &reason);
	struct index *x = site == NULL ? NULL : index_beside(site, &reason);
	const struct directory *d;
	bool ok = x != NULL;

	if (!ok) {
		site_close(site);
		return cli_fail("no list: %s", reason.text);
	}
	if (intake != NULL &&
	    relay_intake(site->directories.current->directory,
		site->config->name, intake) == NULL) {
		index_close(x);
		site_close(site);
		return cli_fail("%s is no intake of this relay", intake);
	}
	if (!each)
		(void)printf("%-20s %-18s %-8s %9s %12s %12s\n", "intake",
		    "publication", "state", "envelopes", "KiB", "largest");
	d = site->directories.current->directory;
	for (size_t i = 0; i < d->n_intakes && ok; i++)
		if (relay_intake(d, site->config->name, d->intakes[i].id) &&
		    (intake == NULL || strcmp(intake, d->intakes[i].id) == 0))
			ok = index_queue(x, d->intakes[i].id, each,
			    each ? say_each : say_group, NULL);
	index_close(x);
	site_close(site);
	return ok ? CLI_OK : cli_fail("the index can't be read");
}

enum cli_status
relay_command_queue(int argc, char **argv)
{
	static const struct option longs[] = {{"each", no_argument, NULL, 'e'},
	    {"intake", required_argument, NULL, 't'}, {0}};
	const char *path = NULL, *intake = NULL;
	bool each = false;
	int c;

	optind = 1;
	while ((c = getopt_long(argc, argv, "c:t:", longs, NULL)) != -1)
		if (c == 'c')
			path = optarg;
		else if (c == 't')
			intake = optarg;
		else if (c == 'e')
			each = true;
		else
			return CLI_USAGE;
	if (path == NULL || optind != argc) {
		(void)cli_fail("queue needs -c FILE [-t INTAKE] [--each]");
		return CLI_USAGE;
	}
	return list(path, intake, each);
}
