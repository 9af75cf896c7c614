#include "passphrase.h"

#include <string.h>

#include "client/desk/people/secret_file.h"
#include "common/bytes/secret.h"
#include "common/cli/cli.h"

#define PASSPHRASE_LEAST 12 /* characters, for a new one */

char *
passphrase_ask(int fd, const char *prompt)
{
	char *passphrase = secret_alloc(PASSPHRASE_MAX);

	if (passphrase != NULL &&
	    cli_ask(fd, prompt, CLI_HIDDEN, passphrase, PASSPHRASE_MAX))
		return passphrase;
	secret_free(passphrase);
	(void)cli_fail("no passphrase: there is no terminal to ask on, and no "
		       "--passphrase-fd N");
	return NULL;
}

char *
passphrase_ask_new(int fd, const char *prompt)
{
	char *passphrase = secret_alloc(PASSPHRASE_MAX);

	if (passphrase != NULL &&
	    cli_ask_new(fd, prompt, passphrase, PASSPHRASE_MAX)) {
		if (strlen(passphrase) >= PASSPHRASE_LEAST)
			return passphrase;
		(void)cli_fail("a passphrase needs at least %d characters: "
			       "take six words that chance chose",
		    PASSPHRASE_LEAST);
	} else {
		(void)cli_fail("no passphrase, or the two were not the same; "
			       "nothing was made");
	}
	secret_free(passphrase);
	return NULL;
}
