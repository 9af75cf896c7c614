/* What custodians give, for one command (docs/VAULT.md 2, docs/SHARES.md 4). */
#include "vault.h"

#include <string.h>
#include <unistd.h>

#include "common/bytes/secret.h"
#include "vault_parts.h"

/* The directory lists each: a custody that gives others is not this desk's. */
static bool
are_listed(const struct vault *v, struct reason *reason)
{
	const struct directory_intake *intake =
	    directory_intake(v->directory, v->intake);
	struct age_recipient own;
	char text[AGE_RECIPIENT_TEXT_BYTES];

	for (size_t i = 0; i < v->n_epochs; i++) {
		bool found = false;

		age_identity_recipient(v->epochs[i], &own);
		age_recipient_format(&own, text);
		for (size_t j = 0;
		     intake != NULL && j < intake->n_epochs && !found; j++)
			found = strcmp(intake->epochs[j].recipient, text) == 0;
		if (!found) {
			reason_set(reason,
			    "the custodians' shares give keys that the "
			    "directory does not list");
			return false;
		}
	}
	return true;
}

/* Those of the persons whose desk key the directory lists, in its order. */
static bool
take_signers(struct vault *v, struct person *const *people, size_t n,
    struct reason *reason)
{
	const struct directory_intake *intake =
	    directory_intake(v->directory, v->intake);
	struct person_public *public = secret_alloc(sizeof(*public));
	bool ok = public != NULL && intake != NULL;

	reason_set(reason, "there is not enough memory");
	for (size_t k = 0; ok && k < intake->desk_keys.n; k++)
		for (size_t i = 0; ok && i < n; i++) {
			struct vault_signer *s = &v->signers[v->n_signers];

			ok = person_publish(people[i], v->intake, public);
			if (!ok || v->n_signers == PEOPLE_MAX ||
			    !vkey_equal(
				&public->desk_key, &intake->desk_keys.keys[k]))
				continue;
			s->key = public->desk_key;
			s->seed = secret_alloc(NOTE_SEED_BYTES);
			ok = s->seed != NULL;
			if (ok)
				person_desk_seed(people[i], v->intake, s->seed);
			v->n_signers += ok;
			break;
		}
	secret_free(public);
	return ok;
}

static bool
are_enough(const struct vault *v, struct reason *reason)
{
	const unsigned threshold =
	    directory_intake(v->directory, v->intake)->desk_keys.threshold;

	if (v->n_signers >= threshold)
		return true;
	reason_set(reason,
	    "what leaves is signed by %u of the desk's keys, and %zu %s here",
	    threshold, v->n_signers, v->n_signers == 1 ? "is" : "are");
	return false;
}

bool
vault_custodian_keys(struct vault *v, struct person *const *people, size_t n,
    struct reason *ret_reason)
{
	bool ok = true;

	vault_custody_end(v);
	for (size_t i = 0; i < n && ok; i++)
		ok = vault_staff(
			 v, people[i]->id, people[i]->seed, ret_reason) != NULL;
	ok = ok && take_signers(v, people, n, ret_reason);
	if (ok && v->n_signers > 0)
		return true;
	if (ok)
		reason_set(
		    ret_reason, "the directory lists no desk key of theirs");
	vault_custody_end(v);
	return false;
}

bool
vault_signer_alone(const struct vault *v, const struct vkey **ret_key,
    const uint8_t **ret_seed)
{
	if (v->n_signers != 1)
		return false;
	*ret_key = &v->signers[0].key;
	*ret_seed = v->signers[0].seed;
	return true;
}

bool
vault_custody(struct vault *v, struct person *const *people, size_t n,
    struct reason *ret_reason)
{
	struct vault_secrets *s;
	bool ok = true;

	if (vault_is_trial(v))
		return true;
	s = secret_alloc(sizeof(*s));
	vault_custody_end(v);
	reason_set(ret_reason, "there is not enough memory");
	for (size_t i = 0; i < n && ok; i++)
		ok = vault_staff(
			 v, people[i]->id, people[i]->seed, ret_reason) != NULL;
	ok = ok && s != NULL &&
	    share_list_combine(&v->shares->lists[SHARE_CUSTODY], people, n,
		s->key, ret_reason);
	if (ok) {
		vault_derive_identity(s, "valise-vault/custody");
		ok = vault_read_epochs(v, s, ret_reason) &&
		    vault_end_destroyed(v, ret_reason) &&
		    are_listed(v, ret_reason) &&
		    take_signers(v, people, n, ret_reason) &&
		    are_enough(v, ret_reason);
	}
	secret_free(s);
	if (!ok)
		vault_custody_end(v);
	return ok;
}

void
vault_custody_end(struct vault *v)
{
	if (vault_is_trial(v))
		return;
	vault_forget_epochs(v);
	vault_forget_signers(v);
}

bool
vault_has_keys(const struct vault *v)
{
	char path[4096], name[64];
	struct reason ignored;

	if (vault_is_trial(v))
		return true;
	vault_keys_name(
	    v->shares->lists[SHARE_STORE].generation, name, sizeof(name));
	return vault_join(path, sizeof(path), v->folder, name, &ignored) &&
	    access(path, R_OK) == 0;
}
