/* Who gives a passphrase beside whoever acts. */
#include "open_vault.h"

#include <stdio.h>
#include <string.h>

#include "common/bytes/secret.h"
#include "common/cli/cli.h"

struct others {
	enum open_vault_others who;
	bool actor; /* gave the passphrase too */
	char (*ids)[NOTE_NAME_MAX + 1];
	size_t *n;
};

/* A holder of the store, staff today, and not the one who acts. */
static bool
is_another(struct vault *v, const struct person *p, struct reason *reason)
{
	if (strcmp(p->id, desk_store_actor(vault_store(v))) == 0)
		reason_set(reason, "%s acts already", p->id);
	else if (share_list_of(&vault_shares(v)->lists[SHARE_STORE], p->id) ==
	    NULL)
		reason_set(reason, "%s holds no share of the store", p->id);
	else
		return vault_sign_on(v, p, reason);
	return false;
}

/* One of those who give their passphrases: another, or who acts. */
static bool
take_person(struct vault *v, const struct person *p, struct others *w,
    struct reason *reason)
{
	if (w->who == OTHERS_AND_ACTOR &&
	    strcmp(p->id, desk_store_actor(vault_store(v))) == 0) {
		w->actor = true;
		return vault_sign_on(v, p, reason);
	}
	for (size_t j = 0; j < *w->n; j++)
		if (strcmp(w->ids[j], p->id) == 0) {
			reason_set(reason, "%s stands twice", p->id);
			return false;
		}
	if (!is_another(v, p, reason))
		return false;
	(void)snprintf(w->ids[(*w->n)++], sizeof(w->ids[0]), "%s", p->id);
	return true;
}

static bool
are_enough(const struct vault *v, const struct others *w)
{
	size_t needed = vault_shares(v)->lists[SHARE_STORE].threshold - 1;

	if (needed == 0 && w->who != OTHERS_ANY)
		needed = 1;
	if (*w->n < needed)
		(void)cli_fail(
		    "it takes %zu more who hold this vault, each "
		    "with the passphrase: --person FILE; nothing was "
		    "done",
		    needed - *w->n);
	else if (w->who == OTHERS_AND_ACTOR && !w->actor)
		(void)cli_fail("it takes the passphrase of who acts too: "
			       "--person FILE of %s; nothing was done",
		    desk_store_actor(vault_store((struct vault *)v)));
	else
		return true;
	return false;
}

bool
open_vault_others(struct vault *v, const struct desk_options *o,
    enum open_vault_others who,
    char ret_ids[static PEOPLE_MAX][NOTE_NAME_MAX + 1], size_t *ret_n)
{
	struct others w = {.who = who, .ids = ret_ids, .n = ret_n};
	struct reason reason = {""};

	*ret_n = 0;
	if (vault_is_trial(v)) {
		(void)cli_fail("one passphrase opens a trial: there is nobody "
			       "else to agree");
		return false;
	}
	/* Nobody is asked for nothing. */
	if (o->people.n + 1 < vault_shares(v)->lists[SHARE_STORE].threshold)
		return are_enough(v, &w);
	for (size_t i = 0; i < o->people.n; i++) {
		struct person *p =
		    open_vault_person(o->passphrase_fd, o->people.list[i]);
		bool ok = p != NULL && take_person(v, p, &w, &reason);

		if (p != NULL && !ok)
			(void)cli_fail("%s; nothing was done", reason.text);
		secret_free(p);
		if (!ok)
			return false;
	}
	return are_enough(v, &w);
}

bool
open_vault_second(struct vault *v, const struct desk_options *o)
{
	char ids[PEOPLE_MAX][NOTE_NAME_MAX + 1];
	size_t n;

	return vault_is_trial(v) ||
	    open_vault_others(v, o, OTHERS_ANY, ids, &n);
}
