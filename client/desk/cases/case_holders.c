#include "case_holders.h"

#include <stdio.h>
#include <string.h>

#include "client/desk/store/journal.h"
#include "common/bytes/secret.h"

#define FIRST_ROLES "head intake"

static bool
add(struct case_holders *h, const char *id, const char *recipient,
    struct reason *reason)
{
	struct case_holder *one = &h->list[h->n];

	for (size_t i = 0; i < h->n; i++)
		if (strcmp(h->list[i].id, id) == 0)
			return true;
	if (h->n == PEOPLE_MAX) {
		reason_set(reason, "at most %d can hold a source", PEOPLE_MAX);
		return false;
	}
	if (!age_recipient_parse(
		recipient, strlen(recipient), &one->recipient) ||
	    one->recipient.type != AGE_HYBRID) {
		reason_set(reason,
		    "the persons' note has no key of %s that can be sealed to",
		    id);
		return false;
	}
	(void)snprintf(one->id, sizeof(one->id), "%s", id);
	h->n++;
	return true;
}

static bool
add_trial(struct vault *v, struct case_holders *h, struct reason *reason)
{
	struct age_identity *identity = secret_alloc(sizeof(*identity));

	reason_set(reason, "there is not enough memory");
	if (identity == NULL)
		return false;
	case_source_trial(vault_store(v), identity);
	(void)snprintf(h->list[0].id, sizeof(h->list[0].id), CASE_TRIAL_HOLDER);
	age_identity_recipient(identity, &h->list[0].recipient);
	h->n = 1;
	secret_free(identity);
	return true;
}

static const struct staff_entry *
staff_today(struct vault *v, const char *id)
{
	return persons_staff(vault_persons(v), id, journal_now(vault_store(v)));
}

bool
case_holders_first(
    struct vault *v, struct case_holders *ret, struct reason *ret_reason)
{
	const struct persons *p = vault_persons(v);
	char role[64];

	ret->n = 0;
	if (vault_is_trial(v))
		return add_trial(v, ret, ret_reason);
	for (size_t i = 0; p != NULL && i < p->n_staff; i++) {
		const struct staff_entry *e = &p->staff[i];

		/* One who can't be sealed to keeps nobody else from it. */
		if (staff_today(v, e->id) == e &&
		    staff_role(e, FIRST_ROLES, role, sizeof(role)))
			(void)add(ret, e->id, e->recipient, ret_reason);
	}
	if (ret->n > 0)
		return true;
	reason_set(ret_reason,
	    "the persons' note names nobody today who is head or intake: "
	    "nobody could be asked who told it");
	return false;
}

bool
case_holders_add(struct vault *v, const char *id, struct case_holders *h,
    struct reason *ret_reason)
{
	const struct staff_entry *e = staff_today(v, id);

	if (e != NULL)
		return add(h, e->id, e->recipient, ret_reason);
	reason_set(ret_reason, "%s is no staff of this desk today", id);
	return false;
}

bool
case_holders_is_staff(struct vault *v, const char *id)
{
	return vault_is_trial(v) || staff_today(v, id) != NULL;
}
