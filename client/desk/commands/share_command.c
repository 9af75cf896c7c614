/*
 * valise-desk share: who holds what opens a vault, and changes of it
 * (docs/SHARES.md 5, docs/DESK.md "Persons come and go").
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "common/bytes/secret.h"
#include "common/bytes/text_codec.h"
#include "common/bytes/utc_time.h"
#include "client/desk/asking/open_vault.h"
#include "client/desk/asking/person_lines.h"

static void
print_list(const struct vault *v, enum share_kind kind)
{
	const struct share_list *list = &vault_shares(v)->lists[kind];

	(void)printf("%s: any %zu of %zu%s\n", share_kind_name(kind),
	    list->threshold, list->n,
	    list->threshold == 1 ? " (TRIAL: one alone)" : "");
	for (size_t i = 0; i < list->n; i++) {
		const struct person_public *holder =
		    share_set_person(vault_shares(v), list->shares[i].person);
		const struct staff_entry *e =
		    persons_staff(vault_persons(v), holder->id, utc_time_now());
		char until[UTC_TIME_BYTES] = "";

		if (e != NULL)
			utc_time_format(e->until, until);
		(void)printf("  %-40s %s%.10s\n", holder->id,
		    e == NULL ? "no staff today"
			: vkey_equal(&e->key, &holder->key)
			? "staff until "
			: "staff with another key ",
		    until);
	}
}

static enum cli_status
list(const struct desk_options *o)
{
	struct vault *v = open_vault_look(o);

	if (v == NULL)
		return CLI_FAILED;
	for (int kind = 0; kind < SHARE_KINDS; kind++)
		print_list(v, (enum share_kind)kind);
	(void)printf("media of the desk that an envelope is on before it is "
		     "said to be held: %u\n",
	    vault_copies(v));
	close_vault(v);
	return CLI_OK;
}

/* --- changes --- */

/* The holders as they are, to be changed. */
struct changing {
	struct person_public people[PEOPLE_MAX + 1];
	char ids[SHARE_KINDS][PEOPLE_MAX + 1][NOTE_NAME_MAX + 1];
	struct vault_holders h;
};

static void
hold(struct changing *c, enum share_kind kind, const char *id)
{
	struct vault_threshold *t = &c->h.of[kind];

	memmove(c->ids[kind][t->n], id, strlen(id) + 1);
	t->n++;
}

static struct changing *
start(const struct vault *v)
{
	const struct share_set *set = vault_shares(v);
	struct changing *c = calloc(1, sizeof(*c));

	if (c == NULL) {
		(void)cli_fail("there is not enough memory");
		return NULL;
	}
	memcpy(c->people, set->people, set->n_people * sizeof(c->people[0]));
	c->h.people = c->people;
	c->h.n_people = set->n_people;
	for (int kind = 0; kind < SHARE_KINDS; kind++) {
		struct vault_threshold *t = &c->h.of[kind];

		t->k = set->lists[kind].threshold;
		for (size_t i = 0; i < PEOPLE_MAX; i++)
			t->ids[i] = c->ids[kind][i];
		for (size_t i = 0; i < set->lists[kind].n; i++)
			hold(c, (enum share_kind)kind,
			    set->lists[kind].shares[i].person);
	}
	return c;
}

static bool
holds(const struct vault_threshold *t, const char *id)
{
	for (size_t i = 0; i < t->n; i++)
		if (strcmp(t->ids[i], id) == 0)
			return true;
	return false;
}

static void
drop(struct changing *c, enum share_kind kind, const char *id)
{
	struct vault_threshold *t = &c->h.of[kind];

	for (size_t i = 0; i < t->n; i++)
		if (strcmp(t->ids[i], id) == 0) {
			memmove(c->ids[kind][i], c->ids[kind][i + 1],
			    (t->n - i) * sizeof(c->ids[kind][0]));
			t->n--;
			return;
		}
}

static bool
set_threshold(struct vault_threshold *t, const struct desk_of *asked,
    const char *option, enum share_kind kind)
{
	if (asked->n != 0 && asked->n != t->n) {
		(void)cli_fail("%s %zu/%zu, and %zu would hold the %s; nothing "
			       "was changed",
		    option, asked->k, asked->n, t->n, share_kind_name(kind));
		return false;
	}
	if (asked->n != 0)
		t->k = asked->k;
	if (t->k <= t->n)
		return true;
	(void)cli_fail("the %s takes %zu persons, and %zu would hold it: say "
		       "how many from now on, %s K/%zu; nothing was changed",
	    share_kind_name(kind), t->k, t->n, option, t->n);
	return false;
}

/* What is done, for whom; whether the epochs' secret is another one too. */
static enum cli_status
reshare(struct vault *v, const struct desk_options *o, struct changing *c,
    bool custody, const char *object, const char *words)
{
	struct reason reason = {""};

	if (!set_threshold(
		&c->h.of[SHARE_STORE], &o->open, "--open", SHARE_STORE) ||
	    !set_threshold(&c->h.of[SHARE_CUSTODY], &o->custody, "--custody",
		SHARE_CUSTODY))
		return CLI_FAILED;
	custody |= o->custody.n != 0;
	if (!open_vault_has_case_keys(v, o) || !open_vault_second(v, o))
		return CLI_FAILED;
	if (custody && !open_vault_custody(v, o))
		return CLI_FAILED;
	if (!vault_reshare(v,
		&(const struct vault_reshare){.holders = &c->h,
		    .what = custody ? RESHARE_BOTH : RESHARE_STORE,
		    .object = object},
		&reason))
		return cli_fail("%s", reason.text);
	(void)printf("%s\nNew secrets: %s. The shares of before open nothing "
		     "of this vault any more. They still open every copy that "
		     "was made of it before now: destroy those, or keep them "
		     "as safely as it.\n",
	    words,
	    custody ? "the store's and the epochs'"
		    : "the store's (the epochs' stays)");
	(void)printf("Give intake.json and staff.json of the vault to the "
		     "authority for the next directory.\n");
	return CLI_OK;
}

static enum cli_status
renew(struct vault *v, const struct desk_options *o, char **words)
{
	struct changing *c = start(v);
	enum cli_status status;

	(void)words;
	if (c == NULL)
		return CLI_FAILED;
	status = reshare(
	    v, o, c, o->custodians.n > 0, "-", "The same persons hold it.");
	free(c);
	return status;
}

static enum cli_status
take_away(struct vault *v, const struct desk_options *o, char **words)
{
	struct changing *c = start(v);
	enum cli_status status = CLI_FAILED;
	const char *id = words[0];
	char said[512];
	bool custody;

	if (c == NULL)
		return CLI_FAILED;
	custody = holds(&c->h.of[SHARE_CUSTODY], id);
	if (!custody && !holds(&c->h.of[SHARE_STORE], id)) {
		free(c);
		return cli_fail("%s holds no share: share list", id);
	}
	for (int kind = 0; kind < SHARE_KINDS; kind++)
		drop(c, (enum share_kind)kind, id);
	for (size_t i = 0; i < c->h.n_people; i++)
		if (strcmp(c->people[i].id, id) == 0) {
			c->h.n_people--;
			memmove(&c->people[i], &c->people[i + 1],
			    (c->h.n_people - i) * sizeof(c->people[0]));
		}
	(void)snprintf(said, sizeof(said),
	    "%s holds no share of this vault any more; what he or she read, "
	    "or copied, can't be taken back. The directory still names him or "
	    "her: have the authority leave them out.",
	    id);
	status = reshare(v, o, c, custody, id, said);
	free(c);
	return status;
}

/* A new person, or one whose keys are others: the file of before is lost. */
static enum cli_status
add(struct vault *v, const struct desk_options *o, char **words)
{
	struct changing *c = start(v);
	struct person_public *new;
	const char *what = words[1] == NULL ? "store" : words[1];
	bool both = strcmp(what, "both") == 0, custody;
	enum cli_status status;
	char said[512];
	size_t at = 0;

	if (c == NULL)
		return CLI_FAILED;
	new = &c->people[c->h.n_people];
	if ((!both && strcmp(what, "store") != 0) ||
	    !person_lines_read(words[0], new)) {
		if (!both && strcmp(what, "store") != 0)
			(void)cli_fail("share add LINES [store|both]");
		free(c);
		return CLI_FAILED;
	}
	while (at < c->h.n_people && strcmp(c->people[at].id, new->id) != 0)
		at++;
	(void)snprintf(said, sizeof(said),
	    at < c->h.n_people
		? "%s has other keys from now on; the file of before, and its "
		  "passphrase, open nothing of this vault any more."
		: "%s holds a share, and opens with it once a directory names "
		  "him or her.",
	    new->id);
	if (at == c->h.n_people && at == PEOPLE_MAX) {
		free(c);
		return cli_fail("at most %d persons", PEOPLE_MAX);
	}
	if (at < c->h.n_people)
		c->people[at] = *new;
	else
		c->h.n_people++;
	custody = both || holds(&c->h.of[SHARE_CUSTODY], c->people[at].id);
	for (int kind = 0; kind < SHARE_KINDS; kind++) {
		if ((kind == SHARE_STORE || both) &&
		    !holds(&c->h.of[kind], c->people[at].id))
			hold(c, (enum share_kind)kind, c->people[at].id);
	}
	status = reshare(v, o, c, custody, c->people[at].id, said);
	free(c);
	return status;
}

static enum cli_status
set_copies(struct vault *v, const struct desk_options *o, char **words)
{
	struct reason reason = {""};
	uint64_t copies;

	if (!decimal_decode(
		words[0], strlen(words[0]), SHARE_COPIES_MAX, &copies) ||
	    copies == 0)
		return cli_fail("share copies takes a number from 1 to %d",
		    SHARE_COPIES_MAX);
	if (!open_vault_second(v, o))
		return CLI_FAILED;
	if (!vault_set_copies(v, (unsigned)copies, &reason))
		return cli_fail("%s", reason.text);
	(void)printf("An import note says that an envelope is held once it is "
		     "on %" PRIu64 " %s of the desk.\n",
	    copies, copies == 1 ? "medium" : "media");
	return CLI_OK;
}

enum cli_status
desk_command_share(int argc, char **argv)
{
	static const struct {
		const char *name;
		enum cli_status (*run)(struct vault *v,
		    const struct desk_options *o, char **words);
		int least, most;
	} changes[] = {
	    {"renew", renew, 0, 0},
	    {"remove", take_away, 1, 1},
	    {"add", add, 1, 2},
	    {"copies", set_copies, 1, 1},
	};
	struct desk_options o;
	struct vault *v;
	int n;

	if (argc >= 2 && strcmp(argv[1], "list") == 0 &&
	    desk_options_parse(argc - 1, argv + 1, "v", &o) &&
	    argc - 1 == o.rest && (o.vault != NULL || open_vault_is_desk()))
		return list(&o);
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		if (argc < 2 || strcmp(argv[1], changes[i].name) != 0 ||
		    !desk_options_parse(argc - 1, argv + 1, "HcOCL", &o))
			continue;
		n = argc - 1 - o.rest;
		if (n < changes[i].least || n > changes[i].most)
			continue;
		if (!open_vault_is_desk())
			return cli_fail("that is done at the open desk: "
					"valise-desk open");
		v = open_vault(&o);
		return v == NULL ? CLI_FAILED
				 : changes[i].run(v, &o, argv + 1 + o.rest);
	}
	(void)cli_fail(
	    "share list needs --vault FOLDER; at the open desk: "
	    "share renew, share add LINES [store|both], share "
	    "remove NAME, share copies N, with --person FILE and --custodian "
	    "FILE as often as it takes");
	return CLI_USAGE;
}
