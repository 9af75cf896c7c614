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
#include <sys/statvfs.h>
#include <unistd.h>

#include "commands.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/utc_time.h"
#include "common/log/publication_name.h"
#include "common/net/envelope_file.h"
#include "common/net/relay_terms.h"
#include "common/net/upload.h"
#include "common/notes/directory_ends.h"
#include "index_beside.h"
#include "own_base.h"
#include "relay/outward/cosign_visit.h"
#include "relay/site/site.h"
#include "relay/store/index_witness.h"

#define SMALL_BYTES (72u << 10) /* what the last room is for */
#define BACKUP_DAYS 7
#define DAY 86400

enum finding { WELL, SOON, WRONG };

struct doctor {
	const struct site *site;
	const struct config *config;
	const struct directory *directory;
	const char *socks;    /* for the onion, or NULL */
	bool direct;          /* the directory's url is asked without Tor */
	const char *intake;   /* a test envelope goes to it, or NULL */
	const char *envelope; /* its file */
	size_t n[3];
};

static void say(struct doctor *d, enum finding finding, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void
say(struct doctor *d, enum finding finding, const char *format, ...)
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
		say(d, WRONG, "%s: %s", path, strerror(errno));
	else if ((found.st_mode & others) != 0)
		say(d, WRONG, "%s has mode %o: others may use it", path,
		    (unsigned)found.st_mode & 07777);
	else
		say(d, WELL, "%s has mode %o", path,
		    (unsigned)found.st_mode & 07777);
}

static void
look_at_spool(struct doctor *d)
{
	static const char *const secrets[] = {"promise.seed", "log.seed"};
	const char *spool = d->config->spool;
	struct reason reason = {""};

	if (site_can_write(d->config, &reason) == SITE_WRITES)
		say(d, WELL, "the spool can be written and synced");
	else
		say(d, WRONG, "%s", reason.text);
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
look_at_room(struct doctor *d, struct index *x)
{
	uint64_t held, room, quota;
	struct index_counts counts;
	uint64_t to_come = 0, uploads = 0;
	struct statvfs disk;

	bool ok = index_used_bytes(x, &held);

	for (size_t i = 0; i < d->directory->n_intakes && ok; i++) {
		ok = index_counts(x, d->directory->intakes[i].id, &counts);
		uploads += ok ? counts.uploads : 0;
		to_come += ok ? counts.to_come : 0;
	}
	if (!ok) {
		say(d, WRONG,
		    "the index can't be read: how much is held is "
		    "not known");
		return;
	}
	if (statvfs(d->config->spool, &disk) != 0) {
		say(d, WRONG, "%s: %s", d->config->spool, strerror(errno));
		return;
	}
	/* As the relay counts: a segment is kept back, and room for rows. */
	room = (uint64_t)disk.f_bavail * disk.f_frsize;
	quota = d->config->segment_bytes + (4u << 20);
	room = room > quota ? room - quota : 0;
	quota = d->config->max_spool_bytes;
	if (quota > 0 && room > (quota > held ? quota - held : 0))
		room = quota > held ? quota - held : 0;
	say(d,
	    room < SMALL_BYTES             ? WRONG
		: room < (room + held) / 4 ? SOON
					   : WELL,
	    "%" PRIu64 " MiB held, room for %" PRIu64 " MiB more; %" PRIu64
	    " unfinished uploads announced %" PRIu64
	    " MiB, for which nothing is held",
	    held >> 20, room >> 20, uploads, to_come >> 20);
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
			say(d, WRONG,
			    "%s: %" PRIu64 " envelopes are damaged: see verify",
			    id, n.damaged);
		if (n.forwards[FORWARD_REFUSED] > 0)
			say(d, WRONG,
			    "%s: %" PRIu64 " are refused by the relay upstream",
			    id, n.forwards[FORWARD_REFUSED]);
		say(d, WELL,
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
		say(d, d->directory->witness_threshold > 0 ? WRONG : WELL,
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
			say(d, s.end == WITNESS_GOOD ? WELL : SOON,
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
		say(d, SOON, "no backup was ever made of this spool");
	} else {
		days = (utc_time_now() - found.st_mtime) / DAY;
		say(d, days > BACKUP_DAYS ? SOON : WELL,
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
	say(d, level < 0 ? WELL : level == 0 ? WRONG : SOON, "%s", text);
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
		say(d, WRONG,
		    "the clock is behind what was published or the "
		    "directory's issue: is it right?");
	else
		say(d, WELL, "the clock is not behind what was published");
	directory_ends(&of, say_end, d);
}

/* --- whether it serves, and can be reached --- */

static struct http_client *
client_for(const struct doctor *d, enum http_way way)
{
	const struct http_options options = {.way = way,
	    .socks = d->socks,
	    .connect_seconds = 30,
	    .whole_seconds = 120};

	return http_client_create(&options);
}

static void
look_there(
    struct doctor *d, const char *what, const char *base, enum http_way way)
{
	struct http_client *client = client_for(d, way);
	struct relay_terms terms;
	struct reason reason = {"there is not enough memory"};

	if (client != NULL && http_url_allowed(base, way, &reason) &&
	    relay_terms_fetch(client, base, &terms, &reason))
		say(d, WELL, "%s answers at %s", what, base);
	else
		say(d, WRONG, "%s: %s", what, reason.text);
	http_client_destroy(client);
}

/* The way that senders take: a whole envelope, and a promise that verifies. */
static void
send_test(struct doctor *d, const struct directory_relay *relay,
    enum http_way way, const char *base)
{
	struct upload upload = {.client = client_for(d, way),
	    .base = base,
	    .directory = d->directory,
	    .intake = relay_intake(d->directory, d->config->name, d->intake),
	    .relay = relay,
	    .fd = -1,
	    .once = true};
	struct byte_writer promise;
	struct receipt receipt;
	struct reason reason = {"there is not enough memory"};

	if (upload.client != NULL &&
	    envelope_file_open(d->envelope, &upload.fd, &upload.size,
		upload.sha256, &reason) &&
	    upload_send(&upload, &promise, &receipt, &reason) ==
		UPLOAD_PROMISED) {
		byte_writer_finish(&promise);
		say(d, WELL, "%s: a test envelope is promised at %s", d->intake,
		    base);
	} else {
		say(d, WRONG, "%s: a test envelope at %s: %s", d->intake, base,
		    reason.text);
	}
	if (upload.fd >= 0)
		(void)close(upload.fd);
	http_client_destroy(upload.client);
}

static void
look_from_outside(struct doctor *d)
{
	const struct directory_intake *intake;
	const struct directory_relay *relay = NULL;
	char base[1100];

	own_base(d->config, base, sizeof(base));
	look_there(d, "this relay", base, HTTP_DIRECT);
	for (size_t i = 0; i < d->directory->n_intakes && relay == NULL; i++) {
		intake = relay_intake(d->directory, d->config->name,
		    d->intake == NULL ? d->directory->intakes[i].id
				      : d->intake);
		if (intake != NULL)
			relay = directory_relay_at(
			    intake, d->config->name, utc_time_now());
	}
	if (relay == NULL) {
		say(d, WRONG, "the directory does not have this relay now");
		return;
	}
	if (d->direct)
		look_there(
		    d, "the address of the directory", relay->url, HTTP_DIRECT);
	else if (relay->onion != NULL)
		look_there(d, "the onion service", relay->onion, HTTP_BY_SOCKS);
	else
		look_there(d, "the address of the directory", relay->url,
		    HTTP_BY_SOCKS);
	if (d->envelope != NULL)
		send_test(d, relay, d->direct ? HTTP_DIRECT : HTTP_BY_SOCKS,
		    d->direct || relay->onion == NULL ? relay->url
						      : relay->onion);
}

static enum cli_status
examine(struct doctor *d)
{
	struct reason reason = {""};
	struct index *x = index_beside(d->site, &reason);

	look_at_spool(d);
	if (x == NULL) {
		say(d, WRONG, "the index: %s", reason.text);
	} else {
		look_at_room(d, x);
		if (index_paused(x))
			say(d, SOON,
			    "uploads are kept out: resume lets them in");
		look_at_states(d, x);
		look_at_witnesses(d, x);
	}
	look_at_backup(d);
	look_at_time(d, x);
	look_from_outside(d);
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
