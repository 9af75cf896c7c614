#include "commands.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "common/bytes/durable_file.h"
#include "common/bytes/secret.h"
#include "common/bytes/text_codec.h"
#include "common/bytes/utc_time.h"
#include "common/notes/directory_state.h"
#include "listener.h"
#include "relay.h"

#define INTAKES_MAX 64

static const char *
config_path(int argc, char **argv)
{
	const char *path = NULL;
	int c;

	optind = 1;
	while ((c = getopt(argc, argv, "c:")) != -1)
		if (c == 'c')
			path = optarg;
		else
			return NULL;
	if (optind != argc || path == NULL)
		(void)cli_fail("%s needs -c FILE", argv[0]);
	return optind == argc ? path : NULL;
}

/* --- init --- */

static void
print_key(const char *label, const struct vkey *key, const char *end)
{
	char text[NOTE_VKEY_TEXT_BYTES];

	vkey_format(key, text);
	(void)printf("  \"%s\": \"%s\"%s\n", label, text, end);
}

/* What the authority needs for relays[] of each intake. */
static void
print_fragments(const struct relay_keys *keys, const char *name,
    const char *const *intakes, size_t n)
{
	struct vkey promise, log;

	relay_promise_key(keys, name, &promise);
	for (size_t i = 0; i < n; i++) {
		relay_log_key(keys, name, intakes[i], &log);
		(void)printf("{\n");
		print_key("log_key", &log, ",");
		(void)printf("  \"name\": \"%s\",\n", name);
		print_key("promise_key", &promise, "");
		(void)printf("}\n");
	}
}

enum cli_status
relay_command_init(int argc, char **argv)
{
	static const struct option longs[] = {
	    {"spool", required_argument, NULL, 's'},
	    {"name", required_argument, NULL, 'n'},
	    {"intake", required_argument, NULL, 'i'}, {0}};
	const char *spool = NULL, *name = NULL, *intakes[INTAKES_MAX];
	struct relay_keys *keys;
	struct reason reason = {""};
	size_t n = 0;
	int c;

	optind = 1;
	while ((c = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		if (c == 's')
			spool = optarg;
		else if (c == 'n')
			name = optarg;
		else if (c == 'i' && n < INTAKES_MAX &&
		    directory_id_valid(optarg))
			intakes[n++] = optarg;
		else if (c == 'i') {
			(void)cli_fail("%s is no id of an intake (lower-case "
				       "letters, digits, hyphens), or one too "
				       "many",
			    optarg);
			return CLI_USAGE;
		} else
			return CLI_USAGE;
	}
	if (spool == NULL || name == NULL || n == 0 || optind != argc ||
	    !vkey_name_valid(name, strlen(name)) ||
	    strpbrk(name, "\"\\") != NULL || strlen(name) > 100) {
		(void)cli_fail("init needs --spool FOLDER --name NAME --intake "
			       "ID...");
		return CLI_USAGE;
	}
	keys = secret_alloc(sizeof(*keys));
	if (keys == NULL)
		return cli_fail("there is not enough memory");
	if (!relay_keys_make(spool, &reason) ||
	    !relay_keys_read(spool, keys, &reason)) {
		secret_free(keys);
		return cli_fail("no keys were made: %s", reason.text);
	}
	print_fragments(keys, name, intakes, n);
	secret_free(keys);
	return CLI_OK;
}

/* --- what serve and check share --- */

static bool
keys_are_listed(const struct relay *relay, struct reason *reason)
{
	const struct directory *d = relay->directory;
	struct vkey promise, log;
	size_t served = 0;

	relay_promise_key(relay->keys, relay->config.name, &promise);
	for (size_t i = 0; i < d->n_intakes; i++) {
		const struct directory_relay *r =
		    directory_relay(&d->intakes[i], relay->config.name);

		if (r == NULL)
			continue;
		served++;
		relay_log_key(
		    relay->keys, relay->config.name, d->intakes[i].id, &log);
		if (!vkey_equal(&r->promise_key, &promise) ||
		    !vkey_equal(&r->log_key, &log)) {
			reason_set(reason,
			    "the directory has other keys for this relay at "
			    "%s than the spool: no promise would verify",
			    d->intakes[i].id);
			return false;
		}
	}
	if (served == 0)
		reason_set(reason,
		    "the directory has no intake that this relay (%s) serves",
		    relay->config.name);
	return served > 0;
}

static bool
load(struct relay *relay, const char *path, struct reason *reason)
{
	struct config *c = &relay->config;

	if (!config_read(path, c, reason))
		return false;
	if (!durable_file_read(c->directory, DIRECTORY_MAX,
		&relay->directory_bytes, &relay->directory_len)) {
		reason_set(reason, "%s: %s", c->directory, strerror(errno));
		return false;
	}
	if (directory_open(relay->directory_bytes, relay->directory_len,
		c->fingerprint, &relay->directory, reason) != DIRECTORY_OK)
		return false;
	relay->keys = secret_alloc(sizeof(*relay->keys));
	return relay->keys != NULL &&
	    relay_keys_read(c->spool, relay->keys, reason) &&
	    keys_are_listed(relay, reason);
}

static void
unload(struct relay *relay)
{
	store_close(relay->store);
	uploads_finish(&relay->uploads);
	directory_destroy(relay->directory);
	free(relay->directory_bytes);
	secret_free(relay->keys);
	if (relay->done_event >= 0)
		(void)close(relay->done_event);
	(void)pthread_mutex_destroy(&relay->done_lock);
	free(relay);
}

static struct relay *
new_relay(void)
{
	struct relay *relay = calloc(1, sizeof(*relay));

	if (relay == NULL)
		return NULL;
	(void)pthread_mutex_init(&relay->done_lock, NULL);
	relay->done_event = -1;
	return relay;
}

/* Never a lower version than one seen, nor another text of the same. */
static bool
version_allows(struct relay *relay, struct reason *reason)
{
	char text[DIRECTORY_STATE_TEXT_BYTES];
	struct byte_writer seen;
	bool ok;

	byte_writer_init(&seen, 256);
	(void)index_meta_get(store_index(relay->store), "directory", &seen);
	ok = directory_state_allows(
	    seen.len == 0 ? NULL : (const char *)seen.data, relay->directory,
	    reason);
	byte_writer_finish(&seen);
	if (!ok)
		return false;
	directory_state_format(relay->directory, text);
	return index_meta_set(store_index(relay->store), "directory", text);
}

static bool
serve(struct relay *relay, struct reason *reason)
{
	const struct config *c = &relay->config;
	bool ok;

	relay->store =
	    store_open(c->spool, c->segment_bytes, c->max_spool_bytes, reason);
	if (relay->store == NULL || !version_allows(relay, reason))
		return false;
	reason_set(reason, "it could not start");
	relay->done_event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (relay->done_event < 0 ||
	    !uploads_load(&relay->uploads, store_index(relay->store)))
		return false;
	relay->committer = committer_start(relay->store, c, relay->keys,
	    relay->directory, listener_job_done, relay);
	if (relay->committer == NULL)
		return false;
	ok = listener_run(relay, reason);
	committer_stop(relay->committer);
	return ok;
}

/* A connection may hold two: its own and its file. */
static void
raise_descriptors(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &limit);
	}
}

enum cli_status
relay_command_serve(int argc, char **argv)
{
	const char *path = config_path(argc, argv);
	struct relay *relay;
	struct reason reason = {""};
	sigset_t set;
	bool ok;

	if (path == NULL)
		return CLI_USAGE;
	relay = new_relay();
	if (relay == NULL)
		return cli_fail("there is not enough memory");
	/* Before any thread starts: the loop takes them from a descriptor. */
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGINT);
	(void)pthread_sigmask(SIG_BLOCK, &set, NULL);
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGHUP, SIG_IGN); /* reloading is not there yet */
	raise_descriptors();
	ok = load(relay, path, &reason) && serve(relay, &reason);
	if (ok &&
	    directory_time(relay->directory, utc_time_now()) ==
		DIRECTORY_EXPIRED)
		cli_warn("the directory has expired: senders refuse it");
	unload(relay);
	return ok ? CLI_OK : cli_fail("not serving: %s", reason.text);
}

enum cli_status
relay_command_check(int argc, char **argv)
{
	const char *path = config_path(argc, argv);
	struct relay *relay;
	struct reason reason = {""};
	bool ok;

	if (path == NULL)
		return CLI_USAGE;
	relay = new_relay();
	if (relay == NULL)
		return cli_fail("there is not enough memory");
	ok = load(relay, path, &reason);
	if (ok) {
		(void)printf("%s: good: relay %s, directory version %" PRIu64
			     "\n",
		    path, relay->config.name, relay->directory->version);
		if (directory_time(relay->directory, utc_time_now()) ==
		    DIRECTORY_EXPIRED)
			cli_warn(
			    "the directory has expired: senders refuse it");
	}
	unload(relay);
	return ok ? CLI_OK : cli_fail("%s", reason.text);
}

/* --- status --- */

static void
print_intake(struct index *x, const char *id)
{
	struct index_counts n;

	if (!index_counts(x, id, &n))
		return;
	(void)printf("%-20s %9" PRIu64 " %9" PRIu64 " %9" PRIu64 " %9" PRIu64
		     " %9" PRIu64 " %9" PRIu64 " %12" PRIu64 "\n",
	    id, n.uploads, n.envelopes[ENVELOPE_STORED],
	    n.envelopes[ENVELOPE_TAKEN], n.envelopes[ENVELOPE_SETTLED],
	    n.envelopes[ENVELOPE_ERASED], n.entries, n.bytes / 1024);
}

enum cli_status
relay_command_status(int argc, char **argv)
{
	const char *path = config_path(argc, argv);
	struct relay *relay;
	struct reason reason = {""};
	struct index *x = NULL;
	struct statvfs disk;
	char *file;

	if (path == NULL)
		return CLI_USAGE;
	relay = new_relay();
	if (relay == NULL)
		return cli_fail("there is not enough memory");
	if (load(relay, path, &reason)) {
		file = durable_file_join(relay->config.spool, "index.sqlite");
		if (file != NULL && access(file, F_OK) != 0)
			reason_set(&reason, "this relay has not served yet");
		else if (file != NULL)
			x = index_open_read_only(file, &reason);
		free(file);
	}
	if (x == NULL) {
		unload(relay);
		return cli_fail("no status: %s", reason.text);
	}
	(void)printf("%-20s %9s %9s %9s %9s %9s %9s %12s\n", "intake",
	    "receiving", "stored", "taken", "settled", "erased", "entries",
	    "KiB");
	for (size_t i = 0; i < relay->directory->n_intakes; i++)
		if (relay_intake(relay, relay->directory->intakes[i].id))
			print_intake(x, relay->directory->intakes[i].id);
	if (statvfs(relay->config.spool, &disk) == 0)
		(void)printf("disk free: %llu MiB\n",
		    (unsigned long long)disk.f_bavail * disk.f_frsize >> 20);
	(void)printf("work asked: %" PRIu64 " bits\n", relay->config.work_bits);
	index_close(x);
	unload(relay);
	return CLI_OK;
}
