#include "setup.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/bytes/secret.h"
#include "common/bytes/text_codec.h"
#include "common/bytes/utc_time.h"
#include "common/cli/cli.h"
#include "common/notes/directory_state.h"

#define WORK_KEPT_SECONDS 3600 /* how long the bits before still count */

const char *
setup_config_path(int argc, char **argv)
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

static bool
keys_are_listed(const struct config *config, const struct relay_keys *keys,
    const struct directory *d, struct reason *reason)
{
	struct vkey promise, log;
	size_t served = 0;

	relay_promise_key(keys, config->name, &promise);
	for (size_t i = 0; i < d->n_intakes; i++) {
		const struct directory_relay *r =
		    directory_relay(&d->intakes[i], config->name);

		if (r == NULL)
			continue;
		served++;
		relay_log_key(keys, config->name, d->intakes[i].id, &log);
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
		    config->name);
	return served > 0;
}

/* Each upstream is a relay of that intake, and not this one. */
static bool
forwards_are_listed(const struct config *config, const struct directory *d,
    struct reason *reason)
{
	for (size_t i = 0; i < config->n_forwards; i++) {
		const struct config_forward *f = &config->forwards[i];
		const struct directory_intake *intake =
		    relay_intake(d, config->name, f->intake);

		if (intake != NULL && directory_relay(intake, f->relay) != NULL)
			continue;
		reason_set(reason,
		    "[forward %s]: the directory has no such intake of this "
		    "relay, or no relay %s for it",
		    f->intake, f->relay);
		return false;
	}
	return true;
}

bool
setup_belongs(const struct config *config, const struct relay_keys *keys,
    const struct directory *d, struct reason *ret_reason)
{
	return keys_are_listed(config, keys, d, ret_reason) &&
	    forwards_are_listed(config, d, ret_reason);
}

static bool
load(struct relay *relay, const char *path, struct reason *reason)
{
	struct config *c = &relay->config;
	struct directory_ref *ref;

	if (!config_read(path, c, reason))
		return false;
	ref = directory_ref_read(c->directory, c->fingerprint, reason);
	if (ref == NULL)
		return false;
	directory_box_set(&relay->directories, ref);
	relay->config_path = path;
	relay->keys = secret_alloc(sizeof(*relay->keys));
	return relay->keys != NULL &&
	    relay_keys_read(c->spool, relay->keys, reason) &&
	    setup_belongs(c, relay->keys, ref->directory, reason);
}

struct relay *
setup_load(const char *path, struct reason *ret_reason)
{
	struct relay *relay = calloc(1, sizeof(*relay));

	reason_set(ret_reason, "there is not enough memory");
	if (relay == NULL)
		return NULL;
	(void)pthread_mutex_init(&relay->done_lock, NULL);
	directory_box_init(&relay->directories);
	relay->done_event = -1;
	relay->listen_fd = -1;
	relay->admin_fd = -1;
	if (load(relay, path, ret_reason))
		return relay;
	setup_unload(relay);
	return NULL;
}

void
setup_unload(struct relay *relay)
{
	if (relay == NULL)
		return;
	store_close(relay->store);
	uploads_finish(&relay->uploads);
	directory_box_finish(&relay->directories);
	secret_free(relay->keys);
	if (relay->done_event >= 0)
		(void)close(relay->done_event);
	if (relay->listen_fd >= 0)
		(void)close(relay->listen_fd);
	if (relay->admin_fd >= 0)
		(void)close(relay->admin_fd);
	(void)pthread_mutex_destroy(&relay->done_lock);
	free(relay);
}

bool
setup_version_allows(
    struct relay *relay, const struct directory *d, struct reason *ret_reason)
{
	char text[DIRECTORY_STATE_TEXT_BYTES];
	struct byte_writer seen;
	bool ok;

	byte_writer_init(&seen, 256);
	(void)index_meta_get(store_index(relay->store), "directory", &seen);
	ok = directory_state_allows(
	    seen.len == 0 ? NULL : (const char *)seen.data, d, ret_reason);
	byte_writer_finish(&seen);
	if (!ok)
		return false;
	directory_state_format(d, text);
	return index_meta_set(store_index(relay->store), "directory", text);
}

/* --- the work that was asked for before --- */

static void
keep_work(struct relay *relay)
{
	char text[96];

	(void)snprintf(text, sizeof(text), "%" PRIu64 " %" PRIu64 " %" PRId64,
	    relay->config.work_bits, relay->work_before, relay->work_until);
	(void)index_meta_set(store_index(relay->store), "work", text);
}

/* Senders that read the terms a moment ago are not sent away. */
static void
change_work(struct relay *relay, uint64_t before)
{
	int64_t now = utc_time_now();

	if (before == relay->config.work_bits)
		return;
	/* The lowest of what was announced within the hour. */
	if (now >= relay->work_until || before < relay->work_before)
		relay->work_before = before;
	relay->work_until = now + WORK_KEPT_SECONDS;
	keep_work(relay);
}

void
setup_recall_work(struct relay *relay)
{
	uint64_t bits = relay->config.work_bits, before = bits;
	struct byte_writer seen;
	int64_t until = 0;

	byte_writer_init(&seen, 96);
	if (index_meta_get(store_index(relay->store), "work", &seen) &&
	    sscanf((const char *)seen.data, "%" SCNu64 " %" SCNu64 " %" SCNd64,
		&bits, &before, &until) == 3) {
		relay->work_before = before;
		relay->work_until = until;
	}
	byte_writer_finish(&seen);
	change_work(relay, bits);
	keep_work(relay);
}

bool
setup_reload(struct relay *relay, struct reason *ret_reason)
{
	struct config *changed = calloc(1, sizeof(*changed));
	uint64_t before = relay->config.work_bits;
	struct directory_ref *ref = NULL;
	bool ok;

	reason_set(ret_reason, "there is not enough memory");
	ok = changed != NULL &&
	    config_read(relay->config_path, changed, ret_reason);
	if (ok)
		ref = directory_ref_read(
		    changed->directory, changed->fingerprint, ret_reason);
	/* The last one writes what it has seen. */
	ok = ref != NULL &&
	    setup_belongs(changed, relay->keys, ref->directory, ret_reason) &&
	    config_may_reload(&relay->config, changed, ret_reason) &&
	    setup_version_allows(relay, ref->directory, ret_reason);
	if (ok) {
		relay->config = *changed;
		directory_box_set(&relay->directories, ref);
		ref = NULL;
	}
	directory_ref_put(ref);
	free(changed);
	change_work(relay, before);
	store_set_max_bytes(relay->store, relay->config.max_spool_bytes);
	return ok;
}
