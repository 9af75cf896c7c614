/* valise-desk init, directory, journal. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/secret.h"
#include "common/bytes/utc_time.h"
#include "open_vault.h"
#include "passphrase.h"

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

static enum cli_status
adopt(const struct desk_options *o, const char *path,
    const struct vault_notes *notes)
{
	struct reason reason = {""};
	struct vault *v = open_vault(o);
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
	vault_close(v);
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
