#include "open_vault.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "common/bytes/secret.h"
#include "common/cli/cli.h"
#include "common/cli/ends.h"
#include "desk_say.h"
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

struct vault *
open_vault(const struct desk_options *o)
{
	struct reason reason = {""};
	struct vault *v = NULL;
	char *passphrase;

	if (o->vault == NULL) {
		(void)cli_fail("which vault? --vault FOLDER names it");
		return NULL;
	}
	(void)fputs("TRIAL VAULT: one passphrase opens it alone.\n", stderr);
	warn_of_networks();
	passphrase = passphrase_ask(o->passphrase_fd, "Passphrase: ");
	if (passphrase == NULL)
		return NULL;
	v = vault_open(o->vault, passphrase, &reason);
	secret_free(passphrase);
	if (v != NULL && !desk_store_intact(vault_store(v)))
		warn_of_differences(v);
	if (v == NULL)
		(void)cli_fail("the vault stays shut: %s", reason.text);
	else if (vault_directory(v) != NULL)
		(void)cli_warn_ends(
		    &(struct directory_ends_of){.directory = vault_directory(v),
			.persons = vault_persons(v),
			.intake = vault_intake(v)});
	return v;
}
