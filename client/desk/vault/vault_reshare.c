/*
 * New secrets for others than before: who came, who went, a share that was lost
 * (docs/SHARES.md 5).  What they open is made first, beside what is there; then
 * the file of shares is replaced, by which all changes at once; then what no
 * share opens any more is removed.
 */
#include "vault.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "common/bytes/secret.h"
#include "common/json/json_text.h"
#include "client/desk/store/case_keys.h"
#include "client/desk/store/journal.h"
#include "vault_parts.h"

#define INTAKE_MAX (4u << 20)

/* A new secret of these, whose number follows on all before. */
static bool
split_anew(const struct vault *v, enum share_kind kind,
    const struct vault_threshold *t, const char *info, struct vault_secrets *s,
    struct share_set *set, struct reason *reason)
{
	randombytes_buf(s->key, VAULT_KEY_BYTES);
	vault_derive_identity(s, info);
	set->lists[kind].generation = vault_next_generation(v, kind);
	if (set->lists[kind].generation == 0) {
		reason_set(reason,
		    "a file of %s lies in the vault's folder with a number "
		    "that none may have: see whose it is, and move it away",
		    share_kind_name(kind));
		return false;
	}
	return share_list_make(
	    set, &set->lists[kind], s->key, t->k, t->ids, t->n, reason);
}

/* What the new shares will open, before they count. */
static bool
reads_back(const struct vault *v, const struct vault_secrets *s,
    const char *name, const void *secret, size_t len, struct reason *reason)
{
	uint8_t *again = secret_alloc(len);
	char path[4096];
	bool ok;

	ok = again != NULL &&
	    vault_join(path, sizeof(path), v->folder, name, reason) &&
	    vault_read_sealed(s, path, again, len, reason) &&
	    sodium_memcmp(again, secret, len) == 0;
	secret_free(again);
	return ok;
}

/*
 * The rows' key under the new one, and those of the cases under one that nobody
 * had before: who left opens no case that comes.
 */
static struct case_keys *
wrap_keys(const struct vault *v, const struct vault_reshare *r,
    struct vault_secrets *s, const struct share_set *set, struct reason *reason)
{
	const uint64_t generation = set->lists[SHARE_STORE].generation;
	struct case_keys_next next = {.gone = r->gone, .n_gone = r->n_gone};
	char path[4096], name[64];

	memcpy(s->keys.rows, v->keys->rows, sizeof(s->keys.rows));
	randombytes_buf(s->keys.cases, sizeof(s->keys.cases));
	vault_keys_name(generation, name, sizeof(name));
	if (!vault_write_sealed(s, v->folder, name, &s->keys, sizeof(s->keys),
		DURABLE_KEEP_EXISTING, reason) ||
	    !reads_back(v, s, name, &s->keys, sizeof(s->keys), reason))
		return NULL;
	vault_cases_name(generation, name, sizeof(name));
	if (!vault_join(path, sizeof(path), v->folder, name, reason))
		return NULL;
	reason_set(reason, "the case store can't be read");
	return desk_store_last_case(v->store, &next.last)
	    ? case_keys_wrap_again(desk_store_case_keys(v->store), &next, path,
		  s->keys.cases, reason)
	    : NULL;
}

/* Each key under its number of before: one that is gone stays gone. */
static bool
seal_epochs(const struct vault *v, const struct vault_secrets *s,
    const struct share_set *set, struct reason *reason)
{
	const uint64_t old = v->shares->lists[SHARE_CUSTODY].generation;
	const uint64_t new = set->lists[SHARE_CUSTODY].generation;
	char path[4096], name[64];
	size_t at = 0;

	vault_epoch_name(new, 1, name, sizeof(name));
	*strchr(name, '/') = '\0';
	if (!vault_join(path, sizeof(path), v->folder, name, reason))
		return false;
	if (!durable_file_folder(path, 0700)) {
		reason_set(reason, "%s: %s", path, strerror(errno));
		return false;
	}
	for (unsigned i = 1; i <= VAULT_EPOCHS_MAX; i++) {
		vault_epoch_name(old, i, name, sizeof(name));
		if (!vault_join(path, sizeof(path), v->folder, name, reason))
			return false;
		if (access(path, F_OK) != 0 && errno == ENOENT)
			continue;
		vault_epoch_name(new, i, name, sizeof(name));
		if (at == v->n_epochs ||
		    !vault_write_sealed(s, v->folder, name,
			v->epochs[at]->secret, AGE_SECRET_BYTES,
			DURABLE_KEEP_EXISTING, reason) ||
		    !reads_back(v, s, name, v->epochs[at]->secret,
			AGE_SECRET_BYTES, reason))
			return false;
		at++;
	}
	return at == v->n_epochs;
}

/* intake.json with the keys that sign from the next directory on. */
static bool
write_intake(
    const struct vault *v, const struct share_set *set, struct reason *reason)
{
	const struct share_list *custody = &set->lists[SHARE_CUSTODY];
	char *path = vault_path(v, "intake.json");
	char text[NOTE_VKEY_TEXT_BYTES];
	cJSON *file = NULL, *desk, *keys;
	uint8_t *bytes = NULL;
	struct byte_writer w;
	size_t len;
	bool ok;

	byte_writer_init(&w, INTAKE_MAX);
	if (path != NULL && durable_file_read(path, INTAKE_MAX, &bytes, &len))
		file = json_text_read((const char *)bytes, len, reason);
	cJSON_DeleteItemFromObjectCaseSensitive(file, "desk_keys");
	desk = cJSON_AddObjectToObject(file, "desk_keys");
	keys = cJSON_AddArrayToObject(desk, "keys");
	ok = keys != NULL &&
	    cJSON_AddNumberToObject(
		desk, "threshold", (double)custody->threshold) != NULL;
	for (size_t i = 0; i < custody->n && ok; i++) {
		vkey_format(
		    &share_set_person(set, custody->shares[i].person)->desk_key,
		    text);
		ok = cJSON_AddItemToArray(keys, cJSON_CreateString(text));
	}
	if (ok)
		json_text_write(&w, file);
	ok = ok && !w.failed &&
	    vault_write(v->folder, "intake.json", w.data, w.len,
		DURABLE_REPLACE, reason);
	byte_writer_finish(&w);
	cJSON_Delete(file);
	free(bytes);
	free(path);
	return ok;
}

/* What the two secrets of the set open, made beside what is there. */
static bool
make_anew(struct vault *v, const struct vault_reshare *r,
    struct vault_secrets *s, struct share_set *set,
    struct case_keys **ret_cases, struct reason *reason)
{
	const struct vault_holders *h = r->holders;

	if (!split_anew(v, SHARE_STORE, &h->of[SHARE_STORE],
		"valise-vault/identity", s, set, reason))
		return false;
	*ret_cases = wrap_keys(v, r, s, set, reason);
	if (*ret_cases == NULL)
		return false;
	if (r->what == RESHARE_STORE) {
		set->lists[SHARE_CUSTODY] = v->shares->lists[SHARE_CUSTODY];
		return true;
	}
	return split_anew(v, SHARE_CUSTODY, &h->of[SHARE_CUSTODY],
		   "valise-vault/custody", s, set, reason) &&
	    seal_epochs(v, s, set, reason);
}

/* A rename may have been done though what was to follow it failed. */
static bool
is_there(const struct vault *v, const struct share_set *set)
{
	char *path = vault_path(v, "shares.json");
	struct byte_writer text;
	uint8_t *bytes = NULL;
	size_t len;
	bool there;

	byte_writer_init(&text, SHARE_SET_MAX);
	there = path != NULL &&
	    durable_file_read(path, SHARE_SET_MAX, &bytes, &len) &&
	    share_set_write(set, &text) && text.len == len &&
	    memcmp(text.data, bytes, len) == 0;
	byte_writer_finish(&text);
	free(bytes);
	free(path);
	return there;
}

/* By one rename; `ret_synced` where it is on the disk for certain. */
static bool
replace_shares(const struct vault *v, const struct share_set *set,
    bool *ret_synced, struct reason *reason)
{
	*ret_synced =
	    vault_write_shares(v->folder, set, DURABLE_REPLACE, reason);
	return *ret_synced || is_there(v, set);
}

/* Which cases there are is read from it: what is off there would lose keys. */
static bool
is_whole(const struct vault *v, struct reason *reason)
{
	if (desk_store_intact(v->store))
		return true;
	reason_set(reason,
	    "the case store is not what its journal says: repair it, or bring "
	    "it back from a copy, before anything of the keys changes");
	return false;
}

bool
vault_reshare(
    struct vault *v, const struct vault_reshare *r, struct reason *ret_reason)
{
	const struct vault_holders *holders = r->holders;
	struct vault_secrets *s = secret_alloc(sizeof(*s));
	struct share_set *set = calloc(1, sizeof(*set));
	bool ok = s != NULL && set != NULL, synced = false;
	struct case_keys *cases = NULL;

	reason_set(ret_reason, "there is not enough memory");
	if (ok) {
		(void)snprintf(
		    set->intake, sizeof(set->intake), "%s", v->intake);
		set->copies = v->shares->copies;
		set->n_people = holders->n_people;
		memcpy(set->people, holders->people,
		    set->n_people * sizeof(set->people[0]));
		ok = is_whole(v, ret_reason) &&
		    make_anew(v, r, s, set, &cases, ret_reason) &&
		    share_set_mac(set, v->keys->rows, set->mac) &&
		    vault_announce_shares(v, set->mac, r->object, ret_reason) &&
		    replace_shares(v, set, &synced, ret_reason);
	}
	if (ok) {
		*v->keys = s->keys;
		desk_store_take_case_keys(v->store, cases);
	} else {
		case_keys_close(cases);
	}
	secret_free(s);
	if (!ok) {
		free(set);
		return false;
	}
	/* It is done; the rest is for the authority, and to be swept. */
	vault_resume_renew(v, set);
	free(v->shares);
	v->shares = set;
	/* Where it may not be on the disk, both of them stay announced. */
	if (synced)
		vault_sweep(v);
	if (r->n_gone > 0 && !synced) {
		reason_set(ret_reason, "shares.json could not be synced");
		return false;
	}
	/* Where the same persons hold it nothing is new for the authority. */
	return (!synced || vault_keep_trust(v, ret_reason)) &&
	    (r->n_gone > 0 || vault_refresh_public(v, ret_reason));
}

bool
vault_end_case_keys(struct vault *v, const uint32_t *gone, size_t n_gone,
    const char *object, struct reason *ret_reason)
{
	struct vault_holders h = {
	    .people = v->shares->people, .n_people = v->shares->n_people};
	const struct vault_reshare r = {.holders = &h,
	    .what = RESHARE_STORE,
	    .object = object,
	    .gone = gone,
	    .n_gone = n_gone};
	const struct share_list *list = &v->shares->lists[SHARE_STORE];

	h.of[SHARE_STORE].k = list->threshold;
	h.of[SHARE_STORE].n = list->n;
	for (size_t i = 0; i < list->n; i++)
		h.of[SHARE_STORE].ids[i] = list->shares[i].person;
	if (!vault_reshare(v, &r, ret_reason))
		return false;
	vault_sweep_parts(v);
	if (!vault_has_other_keys(v))
		return true;
	reason_set(ret_reason,
	    "keys of before lie in the vault and could not be removed");
	return false;
}

bool
vault_set_copies(struct vault *v, unsigned copies, struct reason *ret_reason)
{
	struct share_set *set = malloc(sizeof(*set));
	bool ok = set != NULL, synced = false;

	reason_set(ret_reason, "there is not enough memory");
	if (ok) {
		*set = *v->shares;
		set->copies = copies;
		ok = share_set_mac(set, v->keys->rows, set->mac) &&
		    vault_announce_shares(v, set->mac, "copies", ret_reason) &&
		    replace_shares(v, set, &synced, ret_reason);
	}
	if (ok) {
		v->shares->copies = copies;
		memcpy(v->shares->mac, set->mac, sizeof(set->mac));
		ok = !synced || vault_keep_trust(v, ret_reason);
	}
	free(set);
	return ok;
}

bool
vault_refresh_public(const struct vault *v, struct reason *ret_reason)
{
	return write_intake(v, v->shares, ret_reason) &&
	    vault_write_staff(v->folder, v->shares->people, v->shares->n_people,
		DURABLE_REPLACE, ret_reason);
}
