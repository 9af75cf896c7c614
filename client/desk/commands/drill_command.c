/* valise-desk drill: whether enough shares are alive (docs/DESK.md). */
#include <stdio.h>

#include "client/desk/people/share_set.h"
#include "commands.h"
#include "common/bytes/secret.h"
#include "client/desk/asking/open_vault.h"

struct drill {
	const struct share_set *set;
	bool alive[SHARE_KINDS][PEOPLE_MAX];
	bool failed;
};

/* Each share of this person, by his or her own key; nothing is put together. */
static void
try_person(struct drill *d, const struct person *p)
{
	struct shamir_share *share = secret_alloc(sizeof(*share));
	struct reason reason;

	for (int kind = 0; kind < SHARE_KINDS && share != NULL; kind++) {
		const struct share_list *list = &d->set->lists[kind];
		const struct share_entry *e = share_list_of(list, p->id);

		if (e == NULL)
			continue;
		if (share_list_open(list, p, share, &reason)) {
			d->alive[kind][e - list->shares] = true;
			continue;
		}
		d->failed = true;
		cli_warn("%s: %s", share_kind_name((enum share_kind)kind),
		    reason.text);
	}
	d->failed |= share == NULL;
	secret_free(share);
}

static bool
say_alive(const struct drill *d, enum share_kind kind)
{
	const struct share_list *list = &d->set->lists[kind];
	size_t alive = 0;

	for (size_t i = 0; i < list->n; i++)
		alive += d->alive[kind][i];
	(void)printf("%s: %zu of %zu shares are alive, it takes %zu: %s\n",
	    share_kind_name(kind), alive, list->n, list->threshold,
	    alive > list->threshold ? "enough, and one may be lost"
		: alive == list->threshold
		? "just enough: none may be lost"
		: "NOT ENOUGH by those who were here");
	for (size_t i = 0; i < list->n; i++)
		(void)printf("  %-40s %s\n", list->shares[i].person,
		    d->alive[kind][i] ? "alive" : "not shown");
	return alive >= list->threshold;
}

enum cli_status
desk_command_drill(int argc, char **argv)
{
	struct desk_options o;
	struct drill d = {0};
	struct vault *v;
	bool enough = true;

	if (!desk_options_parse(argc, argv, "vPa", &o) || o.rest != argc ||
	    o.vault == NULL || o.as.n == 0) {
		(void)cli_fail("drill needs --vault FOLDER --as FILE, as "
			       "often as there are persons");
		return CLI_USAGE;
	}
	v = open_vault_look(&o);
	if (v == NULL)
		return CLI_FAILED;
	d.set = vault_shares(v);
	/* One who can't is named, and the next one is asked. */
	for (size_t i = 0; i < o.as.n; i++) {
		struct person *p =
		    open_vault_person(o.passphrase_fd, o.as.list[i]);

		if (p == NULL)
			d.failed = true;
		else
			try_person(&d, p);
		secret_free(p);
	}
	for (int kind = 0; kind < SHARE_KINDS; kind++)
		enough &= say_alive(&d, (enum share_kind)kind);
	if (!vault_has_keys(v)) {
		enough = false;
		cli_warn("the file of keys that the store's secret opens is "
			 "missing: bring it back from where the keys are "
			 "copied");
	}
	close_vault(v);
	if (!enough)
		return cli_fail("more persons have to show their shares, or "
				"this vault is on its way to be lost: docs/"
				"KEYS.md, \"A quorum is lost\"");
	return d.failed ? CLI_PARTLY : CLI_OK;
}
