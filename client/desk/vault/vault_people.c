/* What several persons open together (docs/VAULT.md 2, docs/SHARES.md). */
#include "vault.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "common/bytes/secret.h"
#include "common/bytes/utc_time.h"
#include "client/desk/store/journal.h"
#include "vault_parts.h"

const struct staff_entry *
vault_staff(const struct vault *v, const char *id,
    const uint8_t seed[static NOTE_SEED_BYTES], struct reason *reason)
{
	const struct staff_entry *e;
	struct vkey key;

	if (v->persons == NULL) {
		reason_set(reason,
		    "no directory names anybody yet: valise-desk directory "
		    "adopt");
		return NULL;
	}
	e = persons_staff(v->persons, id,
	    v->store == NULL ? utc_time_now() : journal_now(v->store));
	if (e == NULL) {
		reason_set(reason,
		    "%s is no staff of this desk today, by the persons' note "
		    "of version %" PRIu64,
		    id, v->persons->version);
		return NULL;
	}
	vkey_of_seed(id, seed, &key);
	if (vkey_equal(&key, &e->key))
		return e;
	reason_set(reason, "the persons' note has another key of %s", id);
	return NULL;
}

static struct vault_present *
find_present(struct vault *v, const char *id)
{
	for (size_t i = 0; i < v->n_present; i++)
		if (strcmp(v->present[i].id, id) == 0)
			return &v->present[i];
	return NULL;
}

bool
vault_is_present(const struct vault *v, const char *id)
{
	return find_present((struct vault *)v, id) != NULL;
}

const char *
vault_present(const struct vault *v, size_t i)
{
	return i < v->n_present ? v->present[i].id : NULL;
}

bool
vault_derive_of(const struct vault *v, const char *id, const char *info,
    uint8_t ret_key[static 32])
{
	const struct vault_present *at = find_present((struct vault *)v, id);

	if (at == NULL)
		return false;
	hkdf_derive(at->seed, NOTE_SEED_BYTES, NULL, 0, info, ret_key);
	return true;
}

bool
vault_sign_on(
    struct vault *v, const struct person *p, struct reason *ret_reason)
{
	struct vault_present *at = &v->present[v->n_present];

	if (vault_staff(v, p->id, p->seed, ret_reason) == NULL)
		return false;
	if (find_present(v, p->id) != NULL)
		return true;
	reason_set(ret_reason, "there is not enough room for one more");
	if (v->n_present == PEOPLE_MAX)
		return false;
	at->seed = secret_alloc(NOTE_SEED_BYTES);
	if (at->seed == NULL)
		return false;
	memcpy(at->seed, p->seed, NOTE_SEED_BYTES);
	(void)snprintf(at->id, sizeof(at->id), "%s", p->id);
	v->n_present++;
	return true;
}

bool
vault_act_as(struct vault *v, const char *id, const char *roles,
    struct reason *ret_reason)
{
	const struct vault_present *at = find_present(v, id);
	const struct staff_entry *e;
	char role[JOURNAL_WORD_MAX];

	desk_store_act_as(v->store, NULL, NULL, NULL);
	if (at == NULL) {
		reason_set(
		    ret_reason, "%s is not at this desk now: sign-on", id);
		return false;
	}
	e = vault_staff(v, id, at->seed, ret_reason);
	if (e == NULL)
		return false;
	if (!staff_role(e, roles, role, sizeof(role))) {
		reason_set(ret_reason, "%s may not do that: it takes %s", id,
		    roles == NULL ? "a role" : roles);
		return false;
	}
	desk_store_act_as(v->store, &e->key, at->seed, role);
	return true;
}

/*
 * An older program sealed the rows' key alone: what opens the cases' is derived
 * from it until the shares are renewed.
 */
static bool
read_rows_key(struct vault *v, struct vault_secrets *s, const char *path,
    struct reason *reason)
{
	if (!vault_read_sealed(
		s, path, s->keys.rows, sizeof(s->keys.rows), reason))
		return false;
	hkdf_derive(s->keys.rows, sizeof(s->keys.rows), NULL, 0,
	    "valise-vault/case-keys", s->keys.cases);
	return vault_need_cases(v, s->keys.cases, reason);
}

/* The store's keys, by the key that the shares gave. */
static bool
read_keys(struct vault *v, struct vault_secrets *s, struct reason *reason)
{
	const uint64_t generation = v->shares->lists[SHARE_STORE].generation;
	char path[4096], name[64];
	struct reason ignored;

	vault_derive_identity(s, "valise-vault/identity");
	vault_keys_name(generation, name, sizeof(name));
	return vault_join(path, sizeof(path), v->folder, name, reason) &&
	    (vault_read_sealed(s, path, &s->keys, sizeof(s->keys), &ignored) ||
		read_rows_key(v, s, path, reason));
}

/* With who may have written the journal, by all directories there were. */
static bool
open_store(struct vault *v, struct reason *reason)
{
	struct journal_signers signers;
	bool ok;

	ok = vault_signers(v->folder, &signers, reason) &&
	    vault_open_store(v, v->keys, &signers, reason);
	vault_signers_finish(&signers);
	if (!ok) {
		desk_store_close(v->store);
		v->store = NULL;
	}
	return ok;
}

/* A line of each, so that it stands there who opened it. */
static bool
write_down(struct vault *v, struct person *const *people, size_t n,
    const char *act, struct reason *reason)
{
	/* Nothing is written on a store that is off: it is read, and mended. */
	const bool writable = desk_store_writable(v->store);

	for (size_t i = 0; i < n; i++)
		if (!vault_sign_on(v, people[i], reason) ||
		    !vault_act_as(v, people[i]->id, NULL, reason) ||
		    (writable &&
			(!journal_before(v->store, act, "-", reason) ||
			    !vault_write_restored(v, reason))))
			return false;
	if (writable)
		vault_forget_restored(v);
	return true;
}

static void
shut(struct vault *v)
{
	desk_store_close(v->store);
	v->store = NULL;
	secret_free(v->keys);
	v->keys = NULL;
	for (size_t i = 0; i < v->n_present; i++)
		secret_free(v->present[i].seed);
	v->n_present = 0;
	vault_custody_end(v);
}

/* Whoever wrote who holds what had the key of the rows. */
static bool
is_own_set(const struct vault *v, struct reason *reason)
{
	uint8_t mac[32];

	if (!share_set_mac(v->shares, v->keys->rows, mac)) {
		reason_set(reason, "there is not enough memory");
		return false;
	}
	if (sodium_memcmp(mac, v->shares->mac, sizeof(mac)) == 0)
		return true;
	reason_set(reason,
	    "shares.json was changed by somebody who never opened this vault: "
	    "bring it back from where its keys are copied");
	return false;
}

void
vault_today(struct vault *v, const char *day)
{
	v->today = day;
}

/* Today's clock, or what the persons say it is. */
static bool
is_plausible(struct vault *v, struct reason *reason)
{
	char last[JOURNAL_DAY_BYTES], now[UTC_DAY_BYTES];
	char text[UTC_TIME_BYTES];
	int64_t then = 0;

	if (!journal_last_day(v->store, last)) {
		reason_set(reason, "the case store can't be read");
		return false;
	}
	(void)snprintf(text, sizeof(text), "%sT00:00:00Z", last);
	utc_time_day(utc_time_now(), now);
	if (*last == '\0' || !utc_time_parse(text, strlen(text), &then) ||
	    utc_time_now() - then <= VAULT_CLOCK_DAYS * 86400LL ||
	    (v->today != NULL && strcmp(v->today, now) == 0))
		return true;
	reason_set(reason,
	    "the clock says %s, and the last line of the journal is of %s. If "
	    "that is today, say so: --today %s; else set the clock",
	    now, last, now);
	return false;
}

static bool
unlock_with(struct vault *v, struct vault_secrets *s,
    struct person *const *people, size_t n, struct reason *reason)
{
	struct reason ignored;
	bool other_shares;

	for (size_t i = 0; i < n; i++)
		if (vault_staff(v, people[i]->id, people[i]->seed, reason) ==
		    NULL)
			return false;
	if (!share_list_combine(
		&v->shares->lists[SHARE_STORE], people, n, s->key, reason) ||
	    !read_keys(v, s, reason))
		return false;
	reason_set(reason, "there is not enough memory");
	v->keys = secret_alloc(sizeof(*v->keys));
	if (v->keys == NULL)
		return false;
	*v->keys = s->keys;
	if (!is_own_set(v, reason) || !open_store(v, reason) ||
	    !is_plausible(v, reason) || !vault_trust(v, reason))
		return false;
	other_shares = v->other_shares;
	if (!write_down(v, people, n, "unlocked", reason) ||
	    (desk_store_writable(v->store) && !vault_keep_trust(v, reason)))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!vault_resume_keep(v, people[i], reason))
			return false;
	/* What shares of another day open not is not for them to remove. */
	if (!other_shares)
		vault_sweep(v);
	/* An end in the middle of a change may have left them of before. */
	(void)vault_refresh_public(v, &ignored);
	return true;
}

bool
vault_unlock(struct vault *v, struct person *const *people, size_t n,
    struct reason *ret_reason)
{
	struct vault_secrets *s = secret_alloc(sizeof(*s));
	bool ok = false;

	reason_set(ret_reason, "there is not enough memory");
	if (vault_is_trial(v))
		reason_set(ret_reason,
		    "one passphrase opens it: it is a trial, which takes "
		    "commands one by one");
	else if (s != NULL)
		ok = unlock_with(v, s, people, n, ret_reason);
	secret_free(s);
	if (!ok) {
		shut(v);
		vault_resume_forget(v);
	}
	return ok;
}

bool
vault_lock(struct vault *v, struct reason *ret_reason)
{
	bool written;

	/* By whoever acted last, or anyone: it is nobody's doing. */
	reason_set(ret_reason, "nobody is here to write it down");
	if (!desk_store_writable(v->store)) {
		shut(v);
		return true;
	}
	written =
	    (desk_store_acts(v->store) ||
		(v->n_present > 0 &&
		    vault_act_as(v, v->present[0].id, NULL, ret_reason))) &&
	    journal_before(v->store, "locked", "-", ret_reason);
	/* Whatever the disk says, it is shut. */
	shut(v);
	return written;
}

bool
vault_resume(struct vault *v, const struct person *p, struct reason *ret_reason)
{
	struct person *one[] = {(struct person *)p};
	bool ok = vault_resume_keys(v, p, ret_reason) &&
	    open_store(v, ret_reason) && is_plausible(v, ret_reason) &&
	    write_down(v, one, 1, "resumed", ret_reason);

	if (!ok)
		shut(v);
	return ok;
}
