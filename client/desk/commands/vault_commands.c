/* valise-desk init, directory. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/secret.h"
#include "common/bytes/utc_time.h"
#include "client/desk/asking/open_vault.h"
#include "client/desk/asking/passphrase.h"
#include "client/desk/asking/person_lines.h"

static enum cli_status
say_trial(const struct desk_options *o)
{
	(void)printf("TRIAL VAULT of %s in %s, %" PRId64 " epoch keys.\n"
		     "Give %s/intake.json to the authority.\n",
	    o->intake, o->vault, o->epochs, o->vault);
	return CLI_OK;
}

static enum cli_status
make_trial(const struct desk_options *o, const struct vault_plan *plan)
{
	struct reason reason = {""};
	char *passphrase = passphrase_ask_new(
	    o->passphrase_fd, "New passphrase of this vault: ");
	bool ok;

	if (passphrase == NULL)
		return CLI_FAILED;
	ok = vault_make(plan, passphrase, &reason);
	secret_free(passphrase);
	return ok ? say_trial(o)
		  : cli_fail("no vault was made: %s", reason.text);
}

/* A person's lines; the place of it in `people`. */
static bool
add_person(
    const char *path, struct person_public *people, size_t *n, size_t *ret_at)
{
	if (!person_lines_read(path, &people[*n]))
		return false;
	for (size_t i = 0; i < *n; i++)
		if (strcmp(people[i].id, people[*n].id) == 0) {
			*ret_at = i;
			return true;
		}
	*ret_at = (*n)++;
	return true;
}

/* Who of these files holds one of the two; a person may stand in both lists. */
static bool
read_holders(const struct desk_names *files, const struct desk_of *of,
    const char *what, struct person_public *people, struct vault_holders *h,
    struct vault_threshold *t)
{
	size_t at;

	if (files->n != of->n) {
		(void)cli_fail("%s %zu/%zu, and %zu file(s) of persons; no "
			       "vault was made",
		    what, of->k, of->n, files->n);
		return false;
	}
	t->k = of->k;
	for (size_t i = 0; i < files->n; i++) {
		if (h->n_people == PEOPLE_MAX ||
		    !add_person(files->list[i], people, &h->n_people, &at))
			return false;
		for (size_t j = 0; j < t->n; j++)
			if (t->ids[j] == people[at].id) {
				(void)cli_fail("%s stands twice for %s; no "
					       "vault was made",
				    people[at].id, what);
				return false;
			}
		t->ids[t->n++] = people[at].id;
	}
	return true;
}

static enum cli_status
make_shared(const struct desk_options *o, const struct vault_plan *asked)
{
	const struct desk_names *custodians =
	    o->custodians.n > 0 ? &o->custodians : &o->people;
	struct person_public *people = calloc(PEOPLE_MAX + 1, sizeof(*people));
	struct vault_holders holders = {.people = people};
	struct vault_plan plan = *asked;
	struct reason reason = {""};
	bool ok;

	if (people == NULL)
		return cli_fail("there is not enough memory");
	ok = read_holders(&o->people, &o->open, "--open", people, &holders,
		 &holders.of[SHARE_STORE]) &&
	    read_holders(custodians, &o->custody, "--custody", people, &holders,
		&holders.of[SHARE_CUSTODY]);
	plan.holders = &holders;
	if (ok && !vault_make(&plan, NULL, &reason)) {
		(void)cli_fail("no vault was made: %s", reason.text);
		ok = false;
	}
	free(people);
	if (!ok)
		return CLI_FAILED;
	if (o->open.k == 1 || o->custody.k == 1)
		(void)printf("TRIAL: with a threshold of 1 one person opens "
			     "it alone.\n");
	(void)printf("Vault of %s in %s, %" PRId64 " epoch keys: any %zu of "
		     "%zu open it, any %zu of %zu hold the epochs' keys and "
		     "sign what leaves.\n"
		     "Give %s/intake.json and %s/staff.json to the authority, "
		     "which adds roles and times; nobody opens it before its "
		     "directory is adopted.\n",
	    o->intake, o->vault, o->epochs, o->open.k, o->open.n, o->custody.k,
	    o->custody.n, o->vault, o->vault);
	(void)printf("An import note says that an envelope is held once it is "
		     "on %u %s of the desk%s.\n",
	    plan.copies, plan.copies == 1 ? "medium" : "media",
	    plan.copies == 1 ? ": where that one is lost, so is what the relay "
			       "has erased"
			     : "");
	return CLI_OK;
}

enum cli_status
desk_command_init(int argc, char **argv)
{
	struct vault_plan plan;
	struct desk_options o;

	if (!desk_options_parse(argc, argv, "vteDsPHcOCY", &o) ||
	    o.vault == NULL || o.intake == NULL || o.rest != argc ||
	    !directory_id_valid(o.intake) ||
	    (o.open.n == 0) != (o.custody.n == 0) ||
	    (o.open.n == 0 && o.people.n + o.custodians.n > 0)) {
		(void)cli_fail("init needs --vault FOLDER --intake ID, and "
			       "for several persons --open K/N --custody K/N "
			       "--person FILE ...");
		return CLI_USAGE;
	}
	plan = (struct vault_plan){.folder = o.vault,
	    .intake = o.intake,
	    .start = utc_time_now() / 86400 * 86400,
	    .epochs = o.epochs,
	    .epoch_days = o.epoch_days,
	    .copies = (unsigned)o.n_copies};
	if (o.start != NULL &&
	    !utc_time_parse(o.start, strlen(o.start), &plan.start))
		return cli_fail(
		    "%s is not a time like 2026-11-25T00:00:00Z", o.start);
	return o.open.n == 0 ? make_trial(&o, &plan) : make_shared(&o, &plan);
}

/*
 * The vault to adopt into: nobody needs to unlock one that several persons
 * open, for it is by this that it is known who they are.
 */
static struct vault *
vault_to_adopt(const struct desk_options *o)
{
	struct reason reason = {""};
	struct vault *v;

	if (open_vault_is_desk() || o->vault == NULL)
		return open_vault(o);
	v = vault_look(o->vault, &reason);
	if (v == NULL) {
		(void)cli_fail("the vault stays shut: %s", reason.text);
		return NULL;
	}
	if (!vault_is_trial(v))
		return v;
	vault_close(v);
	return open_vault(o);
}

static enum cli_status
adopt(const struct desk_options *o, const char *path,
    const struct vault_notes *notes)
{
	struct reason reason = {""};
	struct vault *v = vault_to_adopt(o);
	bool ok;

	if (v == NULL)
		return CLI_FAILED;
	ok = vault_adopt(v, notes, o->fingerprint, &reason);
	if (ok)
		(void)printf("Directory of version %" PRIu64 " in use.\n",
		    vault_directory(v)->version);
	else
		(void)cli_fail("%s: not taken into use: %s. The vault is as "
			       "it was",
		    path, reason.text);
	close_vault(v);
	return ok ? CLI_OK : CLI_FAILED;
}

enum cli_status
desk_command_directory(int argc, char **argv)
{
	enum cli_status status = CLI_FAILED;
	uint8_t *directory = NULL, *persons = NULL;
	struct vault_notes notes = {0};
	struct desk_options o;
	const char *path;

	if (argc < 2 || strcmp(argv[1], "adopt") != 0 ||
	    !desk_options_parse(argc - 1, argv + 1, "vFpP", &o) ||
	    argc - 1 - o.rest != 1 || o.persons == NULL) {
		(void)cli_fail("directory adopt needs --vault FOLDER "
			       "--fingerprint DIGITS --persons FILE FILE");
		return CLI_USAGE;
	}
	path = argv[1 + o.rest];
	if (!durable_file_read(
		path, DIRECTORY_MAX, &directory, &notes.directory_len))
		(void)cli_fail("%s: %s", path, strerror(errno));
	else if (!durable_file_read(
		     o.persons, PERSONS_MAX, &persons, &notes.persons_len))
		(void)cli_fail("%s: %s", o.persons, strerror(errno));
	else {
		notes.directory = directory;
		notes.persons = persons;
		status = adopt(&o, path, &notes);
	}
	free(directory);
	free(persons);
	return status;
}
