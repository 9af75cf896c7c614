#include "directory_changes.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* --- saying it --- */

struct changes {
	const struct directory *before;
	const struct directory *after;
	directory_changes_line line;
	void *context;
	size_t n;
};

static void tell(struct changes *c, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void
tell(struct changes *c, const char *format, ...)
{
	char text[REASON_BYTES];
	struct reason line; /* which neutralises and cuts */
	va_list args;

	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	reason_set(&line, "%s", text);
	c->line(c->context, line.text);
	c->n++;
}

static bool
same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* --- one intake --- */

static void
compare_relays(struct changes *c, const struct directory_intake *before,
    const struct directory_intake *after)
{
	for (size_t i = 0; i < before->n_relays; i++) {
		const struct directory_relay *old = &before->relays[i];
		const struct directory_relay *new =
		    directory_relay(after, old->name);

		if (new == NULL) {
			tell(c, "%s: relay removed: %s", after->id, old->name);
			continue;
		}
		if (!same_text(old->url, new->url) ||
		    !same_text(old->onion, new->onion))
			tell(c, "%s: relay %s has another address: %s",
			    after->id, new->name, new->url);
		if (!vkey_equal(&old->promise_key, &new->promise_key) ||
		    !vkey_equal(&old->log_key, &new->log_key))
			tell(c, "%s: relay %s has other keys", after->id,
			    new->name);
		if (old->period_seconds != new->period_seconds)
			tell(c,
			    "%s: relay %s publishes every %" PRIu64
			    " seconds, before %" PRIu64,
			    after->id, new->name, new->period_seconds,
			    old->period_seconds);
	}
	for (size_t i = 0; i < after->n_relays; i++)
		if (directory_relay(before, after->relays[i].name) == NULL)
			tell(c, "%s: relay added: %s, %s", after->id,
			    after->relays[i].name, after->relays[i].url);
}

static const struct directory_epoch *
find_epoch(const struct directory_intake *intake, const char *recipient)
{
	for (size_t i = 0; i < intake->n_epochs; i++)
		if (strcmp(intake->epochs[i].recipient, recipient) == 0)
			return &intake->epochs[i];
	return NULL;
}

static void
compare_epochs(struct changes *c, const struct directory_intake *before,
    const struct directory_intake *after)
{
	size_t added = 0, removed = 0, revoked = 0, restored = 0;

	for (size_t i = 0; i < before->n_epochs; i++)
		if (find_epoch(after, before->epochs[i].recipient) == NULL)
			removed++;
	for (size_t i = 0; i < after->n_epochs; i++) {
		const struct directory_epoch *old =
		    find_epoch(before, after->epochs[i].recipient);

		if (old == NULL)
			added++;
		else if (after->epochs[i].revoked && !old->revoked)
			revoked++;
		else if (old->revoked && !after->epochs[i].revoked)
			restored++;
	}
	if (added + removed + revoked + restored > 0)
		tell(c,
		    "%s: sealing keys: %zu added, %zu removed, %zu revoked, "
		    "%zu no longer revoked",
		    after->id, added, removed, revoked, restored);
}

static void
compare_intakes(struct changes *c)
{
	const struct directory *before = c->before, *after = c->after;

	for (size_t i = 0; i < before->n_intakes; i++) {
		const struct directory_intake *old = &before->intakes[i];
		const struct directory_intake *new =
		    directory_intake(after, old->id);

		if (new == NULL) {
			tell(c, "intake removed: %s", old->id);
			continue;
		}
		compare_relays(c, old, new);
		compare_epochs(c, old, new);
		if (!key_set_equal(&old->desk_keys, &new->desk_keys))
			tell(c, "%s: the desk has other keys", new->id);
	}
	for (size_t i = 0; i < after->n_intakes; i++)
		if (directory_intake(before, after->intakes[i].id) == NULL)
			tell(c, "intake added: %s", after->intakes[i].id);
}

/* --- witnesses, authority --- */

static const struct directory_witness *
find_witness(const struct directory *d, const char *id)
{
	for (size_t i = 0; i < d->n_witnesses; i++)
		if (strcmp(d->witnesses[i].id, id) == 0)
			return &d->witnesses[i];
	return NULL;
}

static void
compare_witnesses(struct changes *c)
{
	for (size_t i = 0; i < c->before->n_witnesses; i++) {
		const struct directory_witness *old = &c->before->witnesses[i];
		const struct directory_witness *new =
		    find_witness(c->after, old->id);

		if (new == NULL)
			tell(c, "witness removed: %s", old->id);
		else if (!vkey_equal(&old->key, &new->key))
			tell(c, "witness %s has another key", old->id);
		else if (!same_text(old->url, new->url))
			tell(c, "witness %s has another address: %s", old->id,
			    new->url);
	}
	for (size_t i = 0; i < c->after->n_witnesses; i++)
		if (find_witness(c->before, c->after->witnesses[i].id) == NULL)
			tell(c, "witness added: %s", c->after->witnesses[i].id);
	if (c->before->witness_threshold != c->after->witness_threshold)
		tell(c, "witnesses expected to cosign: %u, before %u",
		    c->after->witness_threshold, c->before->witness_threshold);
}

static bool
has_release_key(const struct release_keys *r, const struct minisign_key *key)
{
	for (size_t i = 0; i < r->n; i++)
		if (memcmp(&r->keys[i], key, sizeof(*key)) == 0)
			return true;
	return false;
}

static void
compare_releases(struct changes *c)
{
	const struct release_keys *old = &c->before->releases;
	const struct release_keys *new = &c->after->releases;
	char id[MINISIGN_ID_TEXT_BYTES];

	for (size_t i = 0; i < old->n; i++)
		if (!has_release_key(new, &old->keys[i])) {
			minisign_id_format(old->keys[i].id, id);
			tell(c, "release key removed: %s", id);
		}
	for (size_t i = 0; i < new->n; i++)
		if (!has_release_key(old, &new->keys[i])) {
			minisign_id_format(new->keys[i].id, id);
			tell(c, "release key added: %s", id);
		}
	if (old->threshold != new->threshold)
		tell(c,
		    "releases are signed by %u of %zu keys, before %u of "
		    "%zu",
		    new->threshold, new->n, old->threshold, old->n);
}

size_t
directory_changes(const struct directory *before, const struct directory *after,
    directory_changes_line line, void *context)
{
	struct changes c = {before, after, line, context, 0};
	char fingerprint[FINGERPRINT_TEXT_BYTES];

	compare_intakes(&c);
	compare_witnesses(&c);
	compare_releases(&c);
	if (!key_set_equal(&before->authority, &after->authority)) {
		authority_fingerprint(&after->authority, fingerprint);
		tell(&c,
		    "authority changed: %u of %zu keys, before %u of %zu; "
		    "signed by both; fingerprint now %s",
		    after->authority.threshold, after->authority.n,
		    before->authority.threshold, before->authority.n,
		    fingerprint);
	}
	return c.n;
}

/* --- persons --- */

static const struct staff_entry *
find_staff(const struct persons *p, const struct staff_entry *e)
{
	for (size_t i = 0; i < p->n_staff; i++)
		if (strcmp(p->staff[i].id, e->id) == 0 &&
		    p->staff[i].from == e->from)
			return &p->staff[i];
	return NULL;
}

static bool
same_json(const cJSON *a, const cJSON *b)
{
	return cJSON_Compare(a, b, true);
}

static void
compare_staff(struct changes *c, const struct persons *before,
    const struct persons *after)
{
	for (size_t i = 0; i < before->n_staff; i++)
		if (find_staff(after, &before->staff[i]) == NULL)
			tell(c, "staff removed: %s", before->staff[i].id);
	for (size_t i = 0; i < after->n_staff; i++) {
		const struct staff_entry *new = &after->staff[i];
		const struct staff_entry *old = find_staff(before, new);

		if (old == NULL)
			tell(c, "staff added: %s", new->id);
		else if (!vkey_equal(&old->key, &new->key) ||
		    !same_text(old->recipient, new->recipient))
			tell(c, "staff %s has another key", new->id);
		else if (!same_json(old->roles, new->roles))
			tell(c, "staff %s has other roles", new->id);
		else if (old->until != new->until)
			tell(c, "staff %s has another end", new->id);
	}
}

static const struct courier_entry *
find_courier(const struct persons *p, const struct courier_entry *e)
{
	for (size_t i = 0; i < p->n_couriers; i++)
		if (strcmp(p->couriers[i].id, e->id) == 0 &&
		    p->couriers[i].from == e->from)
			return &p->couriers[i];
	return NULL;
}

size_t
persons_changes(const struct persons *before, const struct persons *after,
    directory_changes_line line, void *context)
{
	struct changes c = {.line = line, .context = context};

	compare_staff(&c, before, after);
	for (size_t i = 0; i < before->n_couriers; i++)
		if (find_courier(after, &before->couriers[i]) == NULL)
			tell(&c, "courier removed: %s", before->couriers[i].id);
	for (size_t i = 0; i < after->n_couriers; i++) {
		const struct courier_entry *new = &after->couriers[i];
		const struct courier_entry *old = find_courier(before, new);

		if (old == NULL)
			tell(&c, "courier added: %s", new->id);
		else if (!vkey_equal(&old->key, &new->key))
			tell(&c, "courier %s has another key", new->id);
		else if (!same_json(old->intakes, new->intakes))
			tell(&c, "courier %s has other intakes", new->id);
		else if (old->until != new->until)
			tell(&c, "courier %s has another end", new->id);
	}
	return c.n;
}

/* --- one behind the other --- */

bool
directory_follows(const struct directory *offered, const struct directory *old)
{
	if (offered->n_sets < old->n_sets)
		return false;
	for (size_t i = 0; i < old->n_sets; i++)
		if (!key_set_equal(&offered->sets[i], &old->sets[i]))
			return false;
	return true;
}

struct directory *
directory_open_after(const struct directory *old, const void *bytes, size_t len,
    struct reason *reason)
{
	struct directory *d = NULL;

	if (directory_open_pinned(bytes, len, &old->authority, &d, reason) !=
	    DIRECTORY_OK)
		return NULL;
	if (!directory_follows(d, old))
		reason_set(reason,
		    "the changes of its authority are not those of the "
		    "directory that is here: it may be forged");
	else if (strcmp(d->name, old->name) != 0)
		reason_set(reason,
		    "it is another directory: the one here is %s", old->name);
	else
		return d;
	directory_destroy(d);
	return NULL;
}
