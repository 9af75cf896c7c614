#include "site.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes/secret.h"
#include "common/bytes/utc_time.h"

/* Whether the spool has the keys of that entry, under their names. */
static bool
has_keys_of(const struct relay_keys *keys, const struct directory_relay *r,
    const char *intake)
{
	struct vkey key;

	for (enum relay_key_kind k = 0; k < RELAY_KEY_KINDS; k++) {
		const struct relay_seed *seed = relay_keys_of(keys, k, r);

		if (seed == NULL)
			return false;
		relay_keys_public(seed, k, r->name, intake, &key);
		if (!vkey_equal(&key,
			k == RELAY_KEY_LOG ? &r->log_key : &r->promise_key))
			return false;
	}
	return true;
}

static bool
keys_are_listed(const struct config *config, const struct relay_keys *keys,
    const struct directory *d, struct reason *reason)
{
	size_t served = 0;

	for (size_t i = 0; i < d->n_intakes; i++) {
		const struct directory_relay *r = directory_relay_near(
		    &d->intakes[i], config->name, utc_time_now());

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
		if (!has_keys_of(keys, r, d->intakes[i].id)) {
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

/* --- keys that come next --- */

/*
 * The beginning of the last entry in time, where that has the next seed: then
 * no moment from there on asks for the old one.  Else -1.
 */
static int64_t
begins(const struct directory_intake *intake, const char *relay,
    const struct relay_keys *keys, enum relay_key_kind kind)
{
	const struct directory_relay *last = directory_relay(intake, relay);

	return relay_keys_of(keys, kind, last) == relay_keys_next(keys, kind)
	    ? last->from
	    : -1;
}

/* When the first of the entries to come begins whose keys the spool lacks. */
static bool
lacks(const struct site *site, const struct directory *d, int64_t now,
    int64_t *ret_when)
{
	bool found = false;

	for (size_t i = 0; i < d->n_intakes; i++)
		for (size_t n = 0; n < d->intakes[i].n_relays; n++) {
			const struct directory_relay *r =
			    &d->intakes[i].relays[n];

			if (strcmp(r->name, site->config->name) != 0 ||
			    r->from <= now ||
			    has_keys_of(site->keys, r, d->intakes[i].id) ||
			    (found && r->from >= *ret_when))
				continue;
			*ret_when = r->from;
			found = true;
		}
	return found;
}

static enum site_next
find_next(const struct site *site, const struct directory *d, int64_t *ret_when)
{
	const struct relay_keys *keys = site->keys;
	const char *name = site->config->name;
	int64_t now = utc_time_now(), from;
	bool made = false, listed = true;

	*ret_when = 0;
	if (lacks(site, d, now, ret_when))
		return SITE_NEXT_LACKS;
	for (enum relay_key_kind k = 0; k < RELAY_KEY_KINDS; k++) {
		if (relay_keys_next(keys, k) == NULL)
			continue;
		made = true;
		for (size_t i = 0; i < d->n_intakes; i++) {
			if (directory_relay(&d->intakes[i], name) == NULL)
				continue;
			from = begins(&d->intakes[i], name, keys, k);
			listed = listed && from >= 0;
			if (from > *ret_when)
				*ret_when = from;
		}
	}
	return !made          ? SITE_NEXT_NONE
	    : !listed         ? SITE_NEXT_MADE
	    : *ret_when > now ? SITE_NEXT_LISTED
			      : SITE_NEXT_SERVES;
}

enum site_next
site_next_keys(const struct site *site, const struct directory *d,
    int64_t *ret_when, char ret_text[static SITE_NEXT_TEXT_BYTES])
{
	static const char *const texts[] = {
	    [SITE_NEXT_NONE] = "no next keys were made",
	    [SITE_NEXT_MADE] = "next keys are made, and the directory does not "
			       "have them for each intake yet",
	    [SITE_NEXT_LISTED] = "the next keys sign from %s on",
	    [SITE_NEXT_SERVES] = "the next keys sign since %s; a day after "
				 "that, rotate-keys --retire ends the old "
				 "ones",
	    [SITE_NEXT_LACKS] = "the directory has other keys of this relay "
				"from %s on than the spool: no promise will "
				"verify then"};
	enum site_next next = find_next(site, d, ret_when);
	const char *text = texts[next], *gap = strstr(text, "%s");
	char time[UTC_TIME_BYTES];

	utc_time_format(*ret_when, time);
	if (gap == NULL)
		(void)snprintf(ret_text, SITE_NEXT_TEXT_BYTES, "%s", text);
	else
		(void)snprintf(ret_text, SITE_NEXT_TEXT_BYTES, "%.*s%s%s",
		    (int)(gap - text), text, time, gap + 2);
	return next;
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
load(struct site *site, const char *path, bool to_sign, struct reason *reason)
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
	    (!to_sign ||
		site_belongs(site->config, site->keys, ref->directory, reason));
}

static struct site *
open_site(const char *path, bool to_sign, struct reason *reason)
{
	struct site *site = calloc(1, sizeof(*site));

	reason_set(reason, "there is not enough memory");
	if (site == NULL)
		return NULL;
	directory_box_init(&site->directories);
	if (load(site, path, to_sign, reason))
		return site;
	site_close(site);
	return NULL;
}

struct site *
site_open(const char *path, struct reason *ret_reason)
{
	return open_site(path, true, ret_reason);
}

struct site *
site_open_any_keys(const char *path, struct reason *ret_reason)
{
	return open_site(path, false, ret_reason);
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
