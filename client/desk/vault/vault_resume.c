/* What those who unlocked resume with after a lock (docs/VAULT.md 2). */
#include <stdio.h>
#include <string.h>

#include "common/bytes/secret.h"
#include "common/envelope/open.h"
#include "common/envelope/seal.h"
#include "vault_parts.h"

/* Sealed to whom it is. */
static bool
seal_resume(const struct vault *v, struct vault_resume *r)
{
	struct byte_sink sink = byte_sink_writer(&r->sealed);

	byte_writer_init(&r->sealed, VAULT_SMALL_FILE_MAX);
	return seal_bytes(&r->to, v->keys, sizeof(*v->keys), &sink) ==
	    ENVELOPE_OK;
}

bool
vault_resume_keep(
    struct vault *v, const struct person *p, struct reason *ret_reason)
{
	struct vault_resume *r = &v->resume[v->n_resume];

	/* Who holds no share of it may be there, and opens nothing alone. */
	if (v->n_resume == PEOPLE_MAX ||
	    share_list_of(&v->shares->lists[SHARE_STORE], p->id) == NULL)
		return true;
	age_identity_recipient(&p->identity, &r->to);
	(void)snprintf(r->id, sizeof(r->id), "%s", p->id);
	v->n_resume++;
	if (seal_resume(v, r))
		return true;
	reason_set(ret_reason, "there is not enough memory");
	return false;
}

void
vault_resume_renew(struct vault *v, const struct share_set *next)
{
	size_t n = 0;

	for (size_t i = 0; i < v->n_resume; i++) {
		struct vault_resume one = v->resume[i];
		const char *id = one.id;
		const struct person_public *was =
		    share_set_person(v->shares, id);
		const struct person_public *is = share_set_person(next, id);

		byte_writer_finish(&one.sealed);
		/* Where there is no memory it takes all of them again. */
		if (was != NULL && is != NULL &&
		    vkey_equal(&was->key, &is->key) &&
		    share_list_of(&next->lists[SHARE_STORE], id) != NULL &&
		    seal_resume(v, &one))
			v->resume[n++] = one;
		else
			byte_writer_finish(&one.sealed);
	}
	v->n_resume = n;
}

void
vault_resume_forget(struct vault *v)
{
	for (size_t i = 0; i < v->n_resume; i++)
		byte_writer_finish(&v->resume[i].sealed);
	v->n_resume = 0;
}

bool
vault_resume_keys(
    struct vault *v, const struct person *p, struct reason *ret_reason)
{
	struct byte_writer plain;
	bool ok;

	for (size_t i = 0; i < v->n_resume; i++) {
		const struct vault_resume *r = &v->resume[i];

		if (strcmp(r->id, p->id) != 0)
			continue;
		byte_writer_init(&plain, VAULT_SMALL_FILE_MAX);
		reason_set(ret_reason, "there is not enough memory");
		v->keys = secret_alloc(sizeof(*v->keys));
		ok = v->keys != NULL &&
		    open_bytes(&p->identity, r->sealed.data, r->sealed.len,
			&plain) == ENVELOPE_OK &&
		    plain.len == sizeof(*v->keys);
		if (ok)
			memcpy(v->keys, plain.data, sizeof(*v->keys));
		byte_writer_finish(&plain);
		return ok;
	}
	reason_set(ret_reason, "%s is none of those who opened it", p->id);
	return false;
}
