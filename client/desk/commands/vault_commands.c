/* valise-desk init, directory, import, export, journal. */
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/desk/intake/import.h"
#include "client/desk/out/bulletin.h"
#include "client/desk/vault/journal.h"
#include "client/desk/vault/series.h"
#include "commands.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/secret.h"
#include "common/bytes/utc_time.h"
#include "desk_say.h"
#include "open_vault.h"
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
	if (v == NULL)
		(void)cli_fail("the vault stays shut: %s", reason.text);
	return v;
}

enum cli_status
desk_command_init(int argc, char **argv)
{
	struct vault_plan plan;
	struct desk_options o;
	struct reason reason = {""};
	char *passphrase;
	bool ok;

	if (!desk_options_parse(argc, argv, "vteDsP", &o) || o.vault == NULL ||
	    o.intake == NULL || o.rest != argc ||
	    !directory_id_valid(o.intake)) {
		(void)cli_fail("init needs --vault FOLDER --intake ID");
		return CLI_USAGE;
	}
	plan = (struct vault_plan){o.vault, o.intake,
	    utc_time_now() / 86400 * 86400, o.epochs, o.epoch_days};
	if (o.start != NULL &&
	    !utc_time_parse(o.start, strlen(o.start), &plan.start))
		return cli_fail(
		    "%s is not a time like 2026-11-25T00:00:00Z", o.start);
	passphrase = passphrase_ask_new(
	    o.passphrase_fd, "New passphrase of this vault: ");
	if (passphrase == NULL)
		return CLI_FAILED;
	ok = vault_make(&plan, passphrase, &reason);
	secret_free(passphrase);
	if (!ok)
		return cli_fail("no vault was made: %s", reason.text);
	(void)printf("TRIAL VAULT of %s in %s, %" PRId64 " epoch keys.\n"
		     "Give %s/intake.json to the authority.\n",
	    o.intake, o.vault, o.epochs, o.vault);
	return CLI_OK;
}

enum cli_status
desk_command_directory(int argc, char **argv)
{
	struct desk_options o;
	struct reason reason = {""};
	struct vault *v;
	uint8_t *bytes;
	size_t len;
	bool ok;

	if (argc < 2 || strcmp(argv[1], "adopt") != 0 ||
	    !desk_options_parse(argc - 1, argv + 1, "vFP", &o) ||
	    argc - 1 - o.rest != 1) {
		(void)cli_fail("directory adopt needs --vault FOLDER "
			       "--fingerprint DIGITS FILE");
		return CLI_USAGE;
	}
	if (!durable_file_read(argv[1 + o.rest], DIRECTORY_MAX, &bytes, &len))
		return cli_fail("%s: %s", argv[1 + o.rest], strerror(errno));
	v = open_vault(&o);
	if (v == NULL) {
		free(bytes);
		return CLI_FAILED;
	}
	ok = vault_adopt(v, bytes, len, o.fingerprint, &reason);
	if (ok)
		(void)printf("Directory of version %" PRIu64 " in use.\n",
		    vault_directory(v)->version);
	else
		(void)cli_fail("%s: not taken into use: %s. The vault is as "
			       "it was",
		    argv[1 + o.rest], reason.text);
	vault_close(v);
	free(bytes);
	return ok ? CLI_OK : CLI_FAILED;
}

enum cli_status
desk_command_import(int argc, char **argv)
{
	struct import_counts n = {0};
	struct import_options options;
	struct desk_options o;
	struct reason reason = {""};
	struct vault *v;
	bool ok;

	if (!desk_options_parse(argc, argv, "vPM", &o) || argc - o.rest != 1) {
		(void)cli_fail("import needs --vault FOLDER MEDIUM");
		return CLI_USAGE;
	}
	v = open_vault(&o);
	if (v == NULL)
		return CLI_FAILED;
	options = (struct import_options){
	    argv[o.rest], o.without_manifest, desk_say(), cli_progress()};
	ok = import_medium(v, &options, &n, &reason);
	vault_close(v);
	if (ok || n.listed > 0)
		(void)printf(
		    "Listed %zu: %zu new and opened, %zu new and quarantined, "
		    "%zu held from before, %zu damaged, %zu missing.\n",
		    n.listed, n.held, n.unopenable, n.known, n.damaged,
		    n.missing);
	if (!ok)
		return cli_fail("%s: %s", argv[o.rest], reason.text);
	(void)printf(
	    "The import note is on the medium, which may be "
	    "removed. The relay erases what\nthis desk holds: copy "
	    "the vault to a second medium before the note goes back.\n");
	return CLI_OK;
}

enum cli_status
desk_command_export(int argc, char **argv)
{
	struct bulletin_counts n = {0, 0, 0, 0, 0};
	struct desk_options o;
	struct reason reason = {""};
	struct vault *v;
	bool ok;

	if (!desk_options_parse(argc, argv, "vP", &o) || argc - o.rest != 1) {
		(void)cli_fail("export needs --vault FOLDER MEDIUM");
		return CLI_USAGE;
	}
	v = open_vault(&o);
	if (v == NULL)
		return CLI_FAILED;
	/* The notes first: the relay waits for them whatever else fails. */
	ok = series_copy(v, SERIES_IMPORT_NOTES, argv[o.rest], &reason) &&
	    bulletin_make(v, desk_say(), &n, &reason) &&
	    series_copy(v, SERIES_BULLETINS, argv[o.rest], &reason);
	vault_close(v);
	if (!ok)
		return cli_fail("%s: %s. What was made is kept in the vault; "
				"export again",
		    argv[o.rest], reason.text);
	if (n.sequence == 0)
		(void)printf("Nothing new to say this week. ");
	else
		(void)printf("Bulletin %" PRIu64 ": %zu acknowledged, %zu "
			     "messages, %zu entries unopenable, %zu cells. ",
		    n.sequence, n.acknowledged, n.messages, n.unopenable,
		    n.cells);
	(void)printf("The medium may be removed.\n");
	return CLI_OK;
}

enum cli_status
desk_command_journal(int argc, char **argv)
{
	struct desk_options o;
	struct reason reason = {""};
	char *store, *key_path;
	uint8_t *bytes = NULL;
	struct vkey key;
	uint64_t lines = 0;
	size_t len;
	bool ok;

	if (argc < 2 || strcmp(argv[1], "verify") != 0 ||
	    !desk_options_parse(argc - 1, argv + 1, "v", &o) ||
	    o.vault == NULL || argc - 1 != o.rest) {
		(void)cli_fail("journal verify needs --vault FOLDER");
		return CLI_USAGE;
	}
	store = durable_file_join(o.vault, "cases.sqlite");
	key_path = durable_file_join(o.vault, "desk.vkey");
	ok = store != NULL && key_path != NULL &&
	    durable_file_read(key_path, 4096, &bytes, &len) && len > 1 &&
	    vkey_parse((const char *)bytes, len - 1, &key);
	if (!ok)
		reason_set(&reason, "%s is not a vault", o.vault);
	ok = ok && journal_verify(store, &key, &lines, &reason);
	free(store);
	free(key_path);
	free(bytes);
	if (!ok)
		return cli_fail("the journal does not verify: %s", reason.text);
	(void)printf("The journal verifies: %" PRIu64 " lines.\n", lines);
	return CLI_OK;
}
