#include "open_vault.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/bytes/secret.h"
#include "common/cli/cli.h"
#include "common/cli/ends.h"
#include "desk_say.h"
#include "desk_say_ages.h"
#include "passphrase.h"

/* Said, not enforced: the machine's owner may know better. */
static void
warn_of_networks(void)
{
	DIR *dir = opendir("/sys/class/net");
	char path[512], state[16];
	struct dirent *e;

	while (dir != NULL && (e = readdir(dir)) != NULL) {
		FILE *file;

		if (e->d_name[0] == '.' || strcmp(e->d_name, "lo") == 0)
			continue;
		(void)snprintf(path, sizeof(path),
		    "/sys/class/net/%s/operstate", e->d_name);
		file = fopen(path, "re");
		if (file != NULL && fgets(state, sizeof(state), file) &&
		    strncmp(state, "up", 2) == 0)
			cli_warn("the network interface %s is up: a desk "
				 "belongs on a machine without a network",
			    e->d_name);
		if (file != NULL)
			(void)fclose(file);
	}
	if (dir != NULL)
		(void)closedir(dir);
}

static struct opening *opening;

struct opening *
open_vault_opening(void)
{
	return opening;
}

bool
open_vault_begin(void)
{
	struct reason reason;

	if (opening == NULL)
		opening = opening_start(NULL, &reason);
	if (opening == NULL) {
		(void)cli_fail("the vault stays shut: %s", reason.text);
		return false;
	}
	secret_lock_process();
	if (secret_may_be_swapped())
		cli_warn("this machine may write memory to its disk: swapoff "
			 "-a, or let this user lock memory (docs/DESK.md), "
			 "and never hibernate it");
	warn_of_networks();
	return true;
}

/* Somebody changed the file, or a disk did. */
static void
warn_of_differences(const struct vault *v)
{
	cli_warn(
	    "the case store is not what its journal says: "
	    "valise-desk journal verify tells where. What is off can't be "
	    "read; keep this vault as it is, and compare it with its copies");
	if (!desk_store_differences(vault_store(v), desk_say_differences()))
		cli_warn("the rows can't be read");
}

void
open_vault_warn_of_vault(struct vault *v)
{
	if (!desk_store_intact(vault_store(v)))
		warn_of_differences(v);
	if (vault_directory(v) != NULL)
		(void)cli_warn_ends(
		    &(struct directory_ends_of){.directory = vault_directory(v),
			.persons = vault_persons(v),
			.intake = vault_intake(v)});
	desk_say_ages(v);
}

static struct vault *desk; /* the open desk's */

void
open_vault_is(struct vault *v)
{
	desk = v;
}

bool
open_vault_is_desk(void)
{
	return desk != NULL;
}

static const struct open_vault_meanwhile *meanwhile;
static bool imports;

void
open_vault_meanwhile_is(const struct open_vault_meanwhile *m)
{
	meanwhile = m;
}

bool
open_vault_imports(void)
{
	return imports;
}

bool
open_vault_has_meanwhile(bool asked)
{
	return desk != NULL && meanwhile != NULL &&
	    (asked || meanwhile->always);
}

bool
open_vault_run_meanwhile(void *context, size_t done, size_t all)
{
	bool go_on;

	(void)context;
	imports = true;
	go_on = meanwhile->run(meanwhile->context, done, all);
	imports = false;
	return go_on;
}

struct vault *
open_vault(const struct desk_options *o)
{
	struct reason reason = {""};
	struct vault *v = NULL;
	char *passphrase;

	if (desk != NULL && o->vault == NULL)
		return desk;
	if (desk != NULL) {
		(void)cli_fail("the vault is the one that is open: no --vault "
			       "here");
		return NULL;
	}
	if (o->vault == NULL) {
		(void)cli_fail("which vault? --vault FOLDER names it");
		return NULL;
	}
	/* Nobody is asked for a passphrase that opens nothing. */
	v = vault_look(o->vault, &reason);
	if (v != NULL && !vault_is_trial(v)) {
		(void)cli_fail("the vault stays shut: several persons open it "
			       "together. Give this command at the open desk: "
			       "valise-desk open --vault %s --as FILE --as "
			       "FILE",
		    o->vault);
		vault_close(v);
		return NULL;
	}
	if (v == NULL) {
		(void)cli_fail("the vault stays shut: %s", reason.text);
		return NULL;
	}
	vault_close(v);
	(void)fputs("TRIAL VAULT: one passphrase opens it alone.\n", stderr);
	if (!open_vault_begin())
		return NULL;
	passphrase = passphrase_ask(o->passphrase_fd, "Passphrase: ");
	if (passphrase == NULL)
		return NULL;
	v = vault_open(o->vault, passphrase, &reason);
	secret_free(passphrase);
	if (v == NULL)
		(void)cli_fail("the vault stays shut: %s", reason.text);
	else
		open_vault_warn_of_vault(v);
	return v;
}

struct vault *
open_vault_look(const struct desk_options *o)
{
	struct reason reason = {""};
	struct vault *v;

	if (open_vault_is_desk())
		return open_vault(o);
	v = vault_look(o->vault, &reason);
	if (v == NULL)
		(void)cli_fail("%s", reason.text);
	else if (vault_is_trial(v)) {
		(void)cli_fail("%s is a trial: one passphrase opens it, and "
			       "nobody holds a share",
		    o->vault);
		vault_close(v);
		v = NULL;
	}
	return v;
}

void
close_vault(struct vault *v)
{
	if (v == NULL)
		return;
	if (v == desk) {
		if (!imports)
			vault_custody_end(v);
		return;
	}
	vault_close(v);
	opening_end(opening);
	opening = NULL;
}

struct person *
open_vault_person(int passphrase_fd, const char *path)
{
	struct reason reason = {""};
	char prompt[512], *passphrase;
	struct person *p;

	(void)snprintf(prompt, sizeof(prompt), "Passphrase of %.400s: ", path);
	passphrase = passphrase_ask(passphrase_fd, prompt);
	if (passphrase == NULL)
		return NULL;
	p = person_open(path, passphrase, &reason);
	secret_free(passphrase);
	if (p == NULL)
		(void)cli_fail("%s: %s", path, reason.text);
	return p;
}

static void
say_trouble(const struct vault *v)
{
	const struct vault_epoch_trouble t = vault_epoch_trouble(v);

	if (t.unreadable > 0)
		cli_warn("%zu file(s) of epochs' keys give none: they are "
			 "damaged, and what is sealed to these keys will not "
			 "open",
		    t.unreadable);
	if (t.back > 0)
		cli_warn("%zu key(s) that were destroyed were here again: "
			 "somebody has copies of the epochs' folder. They open "
			 "nothing here",
		    t.back);
	if (t.left > 0)
		cli_warn("%zu file(s) of destroyed keys could not be removed: "
			 "see whether that disk can be written",
		    t.left);
}

bool
open_vault_custody(struct vault *v, const struct desk_options *o)
{
	struct person *people[PEOPLE_MAX] = {NULL};
	struct reason reason = {""};
	bool ok = true;

	if (vault_is_trial(v)) {
		if (o->custodians.n > 0)
			cli_warn("a trial has no custodians: --custodian is "
				 "for nothing");
		say_trouble(v);
		return true;
	}
	for (size_t i = 0; i < o->custodians.n && ok; i++) {
		people[i] =
		    open_vault_person(o->passphrase_fd, o->custodians.list[i]);
		ok = people[i] != NULL;
	}
	if (ok && !vault_custody(v, people, o->custodians.n, &reason)) {
		ok = false;
		(void)cli_fail(
		    "the custodians: %s. --custodian FILE names one, as often "
		    "as it takes; nothing was done",
		    reason.text);
	}
	/* Before anything of a stranger's is opened. */
	for (size_t i = 0; i < PEOPLE_MAX; i++)
		secret_free(people[i]);
	if (ok)
		say_trouble(v);
	return ok;
}

bool
open_vault_has_case_keys(struct vault *v, const struct desk_options *o)
{
	uint32_t first;
	uint64_t n;

	if (!desk_store_keyless(vault_store(v), &n, &first)) {
		(void)cli_fail("the case store can't be read");
		return false;
	}
	if (n == 0)
		return true;
	cli_warn("%" PRIu64 " case(s), number %" PRIu32 " the first, have no "
		 "key that opens, and none of these can be read",
	    n, first);
	if (!o->lost)
		(void)cli_fail(
		    "nothing was done: bring the vault's cases-*.keys back "
		    "from where the keys are copied; where they are lost for "
		    "good, --lost goes on without them");
	return o->lost;
}
