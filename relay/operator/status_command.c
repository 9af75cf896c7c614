/* valise-relay status: what the spool holds, read beside a running relay. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "common/cli/ends.h"
#include "config_path.h"
#include "index_beside.h"
#include "relay/outward/cosign_visit.h"
#include "relay/site/hold.h"
#include "relay/site/site.h"
#include "relay/store/index.h"
#include "relay/store/index_witness.h"
#include "spool_room.h"

static void
print_intake(const char *id, const struct index_counts *n)
{
	(void)printf("%-20s %9" PRIu64 " %9" PRIu64 " %9" PRIu64 " %9" PRIu64
		     " %9" PRIu64 " %9" PRIu64 " %12" PRIu64 "\n",
	    id, n->uploads, n->envelopes[ENVELOPE_STORED],
	    n->envelopes[ENVELOPE_TAKEN], n->envelopes[ENVELOPE_SETTLED],
	    n->envelopes[ENVELOPE_ERASED], n->entries, n->bytes / 1024);
}

/* What needs a person, and what goes on to another relay. */
static void
print_rest(const struct config *c, const char *id, const struct index_counts *n)
{
	if (n->oldest[0] != '\0')
		(void)printf("%s: the oldest that no courier took is of %s\n",
		    id, n->oldest);
	if (n->uploads > 0)
		(void)printf("%s: unfinished: %" PRIu64
			     ", which announced %" PRIu64
			     " KiB more; nothing is held for them\n",
		    id, n->uploads, n->to_come / 1024);
	if (n->damaged > 0)
		(void)printf("%s: DAMAGED: %" PRIu64
			     ", never served; see verify\n",
		    id, n->damaged);
	for (size_t i = 0; i < c->n_forwards; i++) {
		const char *to = c->forwards[i].relay;

		if (strcmp(c->forwards[i].intake, id) != 0)
			continue;
		(void)printf("%s: to %s: waiting %" PRIu64 ", promised %" PRIu64
			     ", in its log %" PRIu64 "\n",
		    id, to, n->forwards[FORWARD_WAITING],
		    n->forwards[FORWARD_PROMISED], n->forwards[FORWARD_PROVEN]);
		if (n->forwards[FORWARD_REFUSED] > 0)
			(void)printf("%s: REFUSED BY %s: %" PRIu64
				     ", kept here\n",
			    id, to, n->forwards[FORWARD_REFUSED]);
	}
}

/* Witnesses that were asked, or are to be. */
static void
print_witnesses(struct index *x, const struct config *c,
    const struct directory *d, const char *intake)
{
	struct witness_state s;

	for (size_t i = 0; i < d->n_witnesses; i++) {
		const char *id = d->witnesses[i].id;

		index_witness_get(x, id, intake, &s);
		if (s.end == WITNESS_NEW &&
		    c->witnesses == CONFIG_WITNESSES_NONE)
			continue;
		(void)printf("%s: witness %s: %" PRIu64
			     " publications cosigned, up to %" PRIu64
			     " entries\n",
		    intake, id, s.cosigned, s.size);
		if (s.end != WITNESS_GOOD)
			(void)printf("%s: witness %s: %s\n", intake, id,
			    witness_end_text(s.end));
	}
}

/* What the relay that serves announces, which grows as the room shrinks. */
static void
print_work(struct index *x, const struct config *c)
{
	uint64_t bits = c->work_bits, asked;
	struct byte_writer seen;

	byte_writer_init(&seen, 2048);
	if (index_meta_get(x, "work", &seen) &&
	    sscanf((const char *)seen.data, "%" SCNu64, &asked) == 1)
		bits = asked;
	byte_writer_finish(&seen);
	(void)printf("work asked: %" PRIu64 " bits\n", bits);
}

/* Whether it serves, and takes anything. */
static void
print_room(const struct config *c, struct index *x)
{
	struct spool_room room;
	struct reason reason;

	if (c->store != CONFIG_STORE_MEMORY && !hold_is_served(c->spool))
		(void)printf("NOT SERVING: no relay runs on this spool\n");
	if (!spool_room(c, x, &room, &reason))
		(void)printf("ROOM IS NOT KNOWN: %s\n", reason.text);
	else if (room.left < SPOOL_ROOM_SMALL)
		(void)printf("NO ROOM: uploads are refused\n");
	else
		(void)printf("room for %" PRIu64
			     " MiB more; in parts, up to %" PRIu64
			     " MiB each\n",
		    room.left >> 20, room.in_parts >> 20);
}

enum cli_status
relay_command_status(int argc, char **argv)
{
	const char *path = config_path_option(argc, argv);
	const struct directory *d;
	struct index_counts *counts = NULL;
	struct site *site;
	struct reason reason = {""};
	struct index *x = NULL;
	enum cli_status status = CLI_OK;

	if (path == NULL)
		return CLI_USAGE;
	site = site_open(path, &reason);
	if (site != NULL)
		x = index_beside(site, &reason);
	d = site == NULL ? NULL : site->directories.current->directory;
	if (x != NULL)
		counts = calloc(d->n_intakes, sizeof(*counts));
	if (counts == NULL) {
		index_close(x);
		site_close(site);
		return cli_fail("no status: %s", reason.text);
	}
	(void)printf("%-20s %9s %9s %9s %9s %9s %9s %12s\n", "intake",
	    "receiving", "stored", "taken", "settled", "erased", "entries",
	    "KiB");
	for (size_t i = 0; i < d->n_intakes; i++) {
		const char *id = d->intakes[i].id;

		if (!relay_intake(d, site->config->name, id))
			continue;
		if (index_counts(x, id, &counts[i])) {
			print_intake(id, &counts[i]);
			continue;
		}
		(void)printf("%-20s NOT KNOWN: the index can't be read\n", id);
		status = CLI_FAILED;
	}
	for (size_t i = 0; i < d->n_intakes; i++) {
		print_rest(site->config, d->intakes[i].id, &counts[i]);
		if (relay_intake(d, site->config->name, d->intakes[i].id))
			print_witnesses(x, site->config, d, d->intakes[i].id);
	}
	print_room(site->config, x);
	print_work(x, site->config);
	(void)cli_warn_ends(&(struct directory_ends_of){.directory = d,
	    .persons = site->directories.current->persons,
	    .relay = site->config->name,
	    .witnesses = site->config->witnesses != CONFIG_WITNESSES_NONE});
	if (index_paused(x))
		(void)printf("PAUSED: uploads are kept out until valise-relay "
			     "resume\n");
	free(counts);
	index_close(x);
	site_close(site);
	return status;
}
