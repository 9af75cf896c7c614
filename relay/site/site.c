#include "site.h"

#include <inttypes.h>
#include <stdlib.h>

#include "common/bytes/secret.h"
#include "common/bytes/utc_time.h"

/* The entry in force; or, before and after all, the last one of that name. */
static const struct directory_relay *
relay_of_now(const struct directory_intake *intake, const char *name)
{
	const struct directory_relay *now =
	    directory_relay_at(intake, name, utc_time_now());

	return now != NULL ? now : directory_relay(intake, name);
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
		    relay_of_now(&d->intakes[i], config->name);

		if (r == NULL)
			continue;
		served++;
		if (r->period_seconds != config->publication_seconds) {
			reason_set(reason,
			    "the directory says that this relay publishes %s "
			    "every %" PRIu64 " seconds, and "
			    "publication_seconds is %" PRIu64,
			    d->intakes[i].id, r->period_seconds,
			    config->publication_seconds);
			return false;
		}
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
site_belongs(const struct config *config, const struct relay_keys *keys,
    const struct directory *d, struct reason *ret_reason)
{
	return keys_are_listed(config, keys, d, ret_reason) &&
	    forwards_are_listed(config, d, ret_reason);
}

static bool
load(struct site *site, const char *path, struct reason *reason)
{
	struct directory_ref *ref;

	site->config_path = path;
	site->config = config_read(path, reason);
	if (site->config == NULL)
		return false;
	ref = directory_ref_read(site->config, reason);
	if (ref == NULL)
		return false;
	directory_box_set(&site->directories, ref);
	site->keys = secret_alloc(sizeof(*site->keys));
	return site->keys != NULL &&
	    relay_keys_read(site->config->spool, site->keys, reason) &&
	    site_belongs(site->config, site->keys, ref->directory, reason);
}

struct site *
site_open(const char *path, struct reason *ret_reason)
{
	struct site *site = calloc(1, sizeof(*site));

	reason_set(ret_reason, "there is not enough memory");
	if (site == NULL)
		return NULL;
	directory_box_init(&site->directories);
	if (load(site, path, ret_reason))
		return site;
	site_close(site);
	return NULL;
}

void
site_close(struct site *site)
{
	if (site == NULL)
		return;
	directory_box_finish(&site->directories);
	secret_free(site->keys);
	config_let_go(site->config);
	free(site);
}
