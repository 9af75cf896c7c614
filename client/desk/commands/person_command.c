/* valise-desk person: what one person alone has (docs/SHARES.md 1). */
#include <stdio.h>
#include <string.h>

#include "client/desk/people/person.h"
#include "commands.h"
#include "common/bytes/secret.h"
#include "common/json/json_text.h"
#include "common/notes/directory.h"
#include "client/desk/asking/options.h"
#include "client/desk/asking/passphrase.h"

#define PUBLIC_MAX 16384

/* For init of a vault, and for the authority; no secret. */
static bool
print_public(const struct person *p, const char *intake)
{
	struct person_public *public = secret_alloc(sizeof(*public));
	char check[PERSON_CHECK_BYTES];
	struct byte_writer text;
	cJSON *json;
	bool ok;

	ok = public != NULL && person_publish(p, intake, public);
	json = ok ? person_public_json(public) : NULL;
	byte_writer_init(&text, PUBLIC_MAX);
	if (json != NULL)
		json_text_write(&text, json);
	ok = json != NULL && !text.failed &&
	    fwrite(text.data, 1, text.len, stdout) == text.len;
	if (ok) {
		person_check_text(public, check);
		cli_note("to be compared by voice: %s", check);
	}
	byte_writer_finish(&text);
	cJSON_Delete(json);
	secret_free(public);
	return ok;
}

static enum cli_status
print_of(const struct desk_options *o, const char *path, const char *passphrase)
{
	struct reason reason = {""};
	struct person *p = person_open(path, passphrase, &reason);
	bool ok = p != NULL && print_public(p, o->intake);

	if (p == NULL)
		(void)cli_fail("%s: %s", path, reason.text);
	else if (!ok)
		(void)cli_fail("there is not enough memory");
	secret_free(p);
	return ok ? CLI_OK : CLI_FAILED;
}

static enum cli_status new (const struct desk_options *o, const char *path) {
	enum cli_status status = CLI_FAILED; struct reason reason = {""};
	char * passphrase;

	if (o->name == NULL || o->intake == NULL ||
	    !directory_id_valid(o->intake)){
	    (void)cli_fail("person new needs --name ID --intake ID FILE");
	    return CLI_USAGE;}
passphrase =
    passphrase_ask_new(o->passphrase_fd, "New passphrase of this person: ");
if (passphrase == NULL)
	return CLI_FAILED;
if (person_make(path, o->name, passphrase, &reason))
	status = print_of(o, path, passphrase);
else
	(void)cli_fail("no person was made: %s", reason.text);
secret_free(passphrase);
return status;
}

static enum cli_status
show(const struct desk_options *o, const char *path)
{
	enum cli_status status;
	char *passphrase;

	if (o->intake == NULL || !directory_id_valid(o->intake)) {
		(void)cli_fail("person show needs --intake ID FILE");
		return CLI_USAGE;
	}
	passphrase = passphrase_ask(o->passphrase_fd, "Passphrase: ");
	if (passphrase == NULL)
		return CLI_FAILED;
	status = print_of(o, path, passphrase);
	secret_free(passphrase);
	return status;
}

static enum cli_status
change(const struct desk_options *o, const char *path)
{
	struct reason reason = {""};
	char *before, *after = NULL;
	bool ok = false;

	before = passphrase_ask(o->passphrase_fd, "Passphrase: ");
	if (before != NULL)
		after =
		    passphrase_ask_new(o->passphrase_fd, "New passphrase: ");
	if (after != NULL) {
		ok = person_change_passphrase(path, before, after, &reason);
		if (!ok)
			(void)cli_fail("%s: %s. The passphrase is the one of "
				       "before",
			    path, reason.text);
	}
	secret_free(before);
	secret_free(after);
	if (!ok)
		return CLI_FAILED;
	(void)printf("The passphrase is another one. A copy of the file from "
		     "before still opens with the old one.\n");
	return CLI_OK;
}

enum cli_status
desk_command_person(int argc, char **argv)
{
	static const struct {
		const char *name;
		const char *allowed;
		enum cli_status (*run)(
		    const struct desk_options *o, const char *path);
	} all[] = {
	    {"new", "ntP", new},
	    {"show", "tP", show},
	    {"passphrase", "P", change},
	};
	struct desk_options o;

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (argc >= 2 && strcmp(argv[1], all[i].name) == 0 &&
		    desk_options_parse(
			argc - 1, argv + 1, all[i].allowed, &o) &&
		    argc - 1 - o.rest == 1)
			return all[i].run(&o, argv[1 + o.rest]);
	(void)cli_fail("person new needs --name ID --intake ID FILE; person "
		       "show needs --intake ID FILE; person passphrase needs "
		       "FILE");
	return CLI_USAGE;
}
