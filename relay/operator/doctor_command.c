/*
 * valise-relay doctor: everything that an operator would look at, for a person
 * or for cron.  Each line is a thing that is well, that needs a person soon, or
 * that is wrong now.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "commands.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/utc_time.h"
#include "common/log/publication_name.h"
#include "common/net/http_client.h"
#include "common/notes/directory_ends.h"
#include "doctor.h"
#include "index_beside.h"
#include "spool_room.h"
#include "relay/outward/cosign_visit.h"
#include "relay/store/index_witness.h"

#define BACKUP_DAYS 7
#define DAY 86400

void
doctor_say(struct doctor *d, enum finding finding, const char *format, ...)
{
	static const char *const words[] = {"ok     ", "SOON   ", "WRONG  "};
	va_list arguments;

	d->n[finding]++;
	(void)fputs(words[finding], stdout);
	va_start(arguments, format);
	(void)vprintf(format, arguments);
	va_end(arguments);
	(void)fputs("\n", stdout);
}

/* --- the disk --- */

static void
look_at_mode(struct doctor *d, const char *path, mode_t others)
{
	struct stat found;

	if (stat(path, &found) != 0)
		doctor_say(d, WRONG, "%s: %s", path, strerror(errno));
	else if ((found.st_mode & others) != 0)
		doctor_say(d, WRONG, "%s has mode %o: others may use it", path,
		    (unsigned)found.st_mode & 07777);
	else
		doctor_say(d, WELL, "%s has mode %o", path,
		    (unsigned)found.st_mode & 07777);
}

static void
look_at_spool(struct doctor *d)
{
	static const char *const secrets[] = {"promise.seed", "log.seed"};
	const char *spool = d->config->spool;
	struct reason reason = {""};

	if (site_can_write(d->config, &reason) == SITE_WRITES)
		doctor_say(d, WELL, "the spool can be written and synced");
	else
		doctor_say(d, WRONG, "%s", reason.text);
	look_at_mode(d, spool, 077);
	for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++) {
		char *path = durable_file_join(spool, secrets[i]);

		if (path != NULL)
			look_at_mode(d, path, 077);
		free(path);
	}
	look_at_mode(d, d->site->config_path, 02);
}

static void
look_at_keys(struct doctor *d)
{
	char text[SITE_NEXT_TEXT_BYTES];
	int64_t when;
	enum site_next next =
	    site_next_keys(d->site, d->directory, &when, text);

	if (next == SITE_NEXT_NONE)
		return;
	doctor_say(d,
	    next == SITE_NEXT_LACKS ? WRONG
		: next == SITE_NEXT_LISTED ||
		    (next == SITE_NEXT_SERVES &&
			utc_time_now() < when + SITE_RETIRE_SECONDS)
		? WELL
		: SOON,
	    "%s", text);
}

static void
look_at_room(struct doctor *d, struct index *x)
{
	uint64_t to_come = 0, uploads = 0;
	struct reason reason = {"the index can't be read"};
	struct index_counts counts;
	struct spool_room room;
	bool ok = spool_room(d->config, x, &room, &reason);

	for (size_t i = 0; i < d->directory->n_intakes && ok; i++) {
		ok = index_counts(x, d->directory->intakes[i].id, &counts);
		uploads += ok ? counts.uploads : 0;
		to_come += ok ? counts.to_come : 0;
	}
	if (!ok) {
		doctor_say(d, WRONG, "%s", reason.text);
		return;
	}
	doctor_say(d,
	    room.left < SPOOL_ROOM_SMALL ? WRONG
		: room.in_parts == 0     ? SOON
					 : WELL,
	    "%s%" PRIu64 " MiB held, room for %" PRIu64
	    " MiB more, in parts of envelopes up to %" PRIu64 " MiB; %" PRIu64
	    " unfinished uploads announced %" PRIu64
	    " MiB, for which nothing is held",
	    room.left < SPOOL_ROOM_SMALL
		? "NO ROOM, uploads are refused (OPERATING, When the disk is "
		  "full): "
		: "",
	    room.held >> 20, room.left >> 20, room.in_parts >> 20, uploads,
	    to_come >> 20);
}

/* --- what is kept --- */

static void
look_at_states(struct doctor *d, struct index *x)
{
	struct index_counts n;

	for (size_t i = 0; i < d->directory->n_intakes; i++) {
		const char *id = d->directory->intakes[i].id;

		if (relay_intake(d->directory, d->config->name, id) == NULL ||
		    !index_counts(x, id, &n))
			continue;
		if (n.damaged > 0)
			doctor_say(d, WRONG,
			    "%s: %" PRIu64 " envelopes are damaged: see verify",
			    id, n.damaged);
		if (n.forwards[FORWARD_REFUSED] > 0)
			doctor_say(d, WRONG,
			    "%s: %" PRIu64 " are refused by the relay upstream",
			    id, n.forwards[FORWARD_REFUSED]);
		doctor_say(d, WELL,
		    "%s: %" PRIu64 " stored, %" PRIu64 " taken, %" PRIu64
		    " settled%s%s",
		    id, n.envelopes[ENVELOPE_STORED],
		    n.envelopes[ENVELOPE_TAKEN], n.envelopes[ENVELOPE_SETTLED],
		    n.oldest[0] == '\0' ? "" : "; the oldest not taken is of ",
		    n.oldest);
	}
}

static void
look_at_witnesses(struct doctor *d, struct index *x)
{
	struct witness_state s;

	if (d->config->witnesses == CONFIG_WITNESSES_NONE) {
		doctor_say(d,
		    d->directory->witness_threshold > 0 ? WRONG : WELL,
		    "no witness is asked; the directory expects %u",
		    d->directory->witness_threshold);
		return;
	}
	for (size_t i = 0; i < d->directory->n_intakes; i++)
		for (size_t w = 0; w < d->directory->n_witnesses; w++) {
			const char *id = d->directory->witnesses[w].id;
			const char *intake = d->directory->intakes[i].id;

			if (relay_intake(
				d->directory, d->config->name, intake) == NULL)
				continue;
			index_witness_get(x, id, intake, &s);
			doctor_say(d, s.end == WITNESS_GOOD ? WELL : SOON,
			    "%s: witness %s: %s", intake, id,
			    witness_end_text(s.end));
		}
}

static void
look_at_backup(struct doctor *d)
{
	char *path = durable_file_join(d->config->spool, BACKUP_STAMP);
	struct stat found;
	int64_t days;

	if (path == NULL || stat(path, &found) != 0) {
		doctor_say(d, SOON, "no backup was ever made of this spool");
	} else {
		days = (utc_time_now() - found.st_mtime) / DAY;
		doctor_say(d, days > BACKUP_DAYS ? SOON : WELL,
		    "the last backup is %" PRId64 " days old", days);
	}
	free(path);
}

/* --- time --- */

static void
say_end(void *context, const struct directory_end *end)
{
	struct doctor *d = context;
	int64_t now = utc_time_now();
	int level = directory_end_level(end, now);
	char text[DIRECTORY_END_TEXT_BYTES];

	directory_end_text(end, now, text);
	doctor_say(d, level < 0 ? WELL : level == 0 ? WRONG : SOON, "%s", text);
}

static void
look_at_time(struct doctor *d, struct index *x)
{
	const struct directory_ends_of of = {.directory = d->directory,
	    .persons = d->site->directories.current->persons,
	    .relay = d->config->name,
	    .witnesses = d->config->witnesses != CONFIG_WITNESSES_NONE};
	char newest[PUBLICATION_MAX + 1];
	int64_t start, now = utc_time_now();
	bool behind = now < d->directory->issued;

	for (size_t i = 0; i < d->directory->n_intakes && x != NULL; i++) {
		index_witness_newest_name(
		    x, d->directory->intakes[i].id, newest);
		behind = behind ||
		    (newest[0] != '\0' && publication_start(newest, &start) &&
			now < start);
	}
	if (behind)
		doctor_say(d, WRONG,
		    "the clock is behind what was published or the "
		    "directory's issue: is it right?");
	else
		doctor_say(
		    d, WELL, "the clock is not behind what was published");
	directory_ends(&of, say_end, d);
}

static enum cli_status
examine(struct doctor *d)
{
	struct reason reason = {""};
	struct index *x = index_beside(d->site, &reason);

	look_at_spool(d);
	look_at_keys(d);
	if (x == NULL) {
		doctor_say(d, WRONG, "the index: %s", reason.text);
	} else {
		look_at_room(d, x);
		if (index_paused(x))
			doctor_say(d, SOON,
			    "uploads are kept out: resume lets them in");
		look_at_states(d, x);
		look_at_witnesses(d, x);
	}
	look_at_backup(d);
	look_at_time(d, x);
	doctor_look_from_outside(d);
	index_close(x);
	(void)printf("%zu well, %zu soon, %zu wrong\n", d->n[WELL], d->n[SOON],
	    d->n[WRONG]);
	return d->n[WRONG] > 0 ? CLI_FAILED
	    : d->n[SOON] > 0   ? CLI_PARTLY
			       : CLI_OK;
}

enum cli_status
relay_command_doctor(int argc, char **argv)
{
	static const struct option longs[] = {
	    {"direct", no_argument, NULL, 'd'},
	    {"socks", required_argument, NULL, 's'},
	    {"intake", required_argument, NULL, 't'},
	    {"send", required_argument, NULL, 'e'}, {0}};
	struct doctor d = {.site = NULL};
	const char *path = NULL;
	struct reason reason = {""};
	struct site *site;
	enum cli_status status;
	int c;

	optind = 1;
	while ((c = getopt_long(argc, argv, "c:t:", longs, NULL)) != -1)
		if (c == 'c')
			path = optarg;
		else if (c == 'd')
			d.direct = true;
		else if (c == 's' && http_socks_valid(optarg))
			d.socks = optarg;
		else if (c == 't')
			d.intake = optarg;
		else if (c == 'e')
			d.envelope = optarg;
		else
			return CLI_USAGE;
	if (path == NULL || optind != argc ||
	    (d.intake == NULL) != (d.envelope == NULL)) {
		(void)cli_fail("doctor needs -c FILE [--direct | --socks "
			       "ADDRESS:PORT] [-t INTAKE --send ENVELOPE]");
		return CLI_USAGE;
	}
	site = site_open(path, &reason);
	if (site == NULL || !http_client_global()) {
		(void)cli_fail("%s",
		    site == NULL ? reason.text
				 : "the network library does not start");
		site_close(site);
		return CLI_FAILED;
	}
	d.site = site;
	d.config = site->config;
	d.directory = site->directories.current->directory;
	if (d.intake != NULL &&
	    relay_intake(d.directory, d.config->name, d.intake) == NULL)
		status = cli_fail("%s is no intake of this relay", d.intake);
	else
		status = examine(&d);
	site_close(site);
	return status;
}
