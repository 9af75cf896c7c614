/* valise-relay init: the two keys, and what the authority signs of them. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/secret.h"
#include "common/notes/directory.h"
#include "keys_print.h"

#define INTAKES_MAX 64

static bool
has_served(const char *spool)
{
	char *path = durable_file_join(spool, "index.sqlite");
	bool has = path == NULL || access(path, F_OK) == 0;

	free(path);
	return has;
}

enum cli_status
relay_command_init(int argc, char **argv)
{
	static const struct option longs[] = {
	    {"spool", required_argument, NULL, 's'},
	    {"name", required_argument, NULL, 'n'},
	    {"intake", required_argument, NULL, 'i'}, {0}};
	const char *spool = NULL, *name = NULL, *intakes[INTAKES_MAX];
	struct relay_keys *keys;
	struct reason reason = {""};
	size_t n = 0;
	unsigned made;
	int c;

	optind = 1;
	while ((c = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		if (c == 's')
			spool = optarg;
		else if (c == 'n')
			name = optarg;
		else if (c == 'i' && n < INTAKES_MAX &&
		    directory_id_valid(optarg))
			intakes[n++] = optarg;
		else if (c == 'i') {
			(void)cli_fail("%s is no id of an intake (lower-case "
				       "letters, digits, hyphens), or one too "
				       "many",
			    optarg);
			return CLI_USAGE;
		} else
			return CLI_USAGE;
	}
	if (spool == NULL || name == NULL || n == 0 || optind != argc ||
	    !vkey_name_valid(name, strlen(name)) ||
	    strpbrk(name, "\"\\") != NULL || strlen(name) > 100) {
		(void)cli_fail("init needs --spool FOLDER --name NAME --intake "
			       "ID...");
		return CLI_USAGE;
	}
	keys = secret_alloc(sizeof(*keys));
	if (keys == NULL)
		return cli_fail("there is not enough memory");
	/* None in the place of one: those that are there are printed again. */
	if (!relay_keys_make(spool, &made, &reason) ||
	    !relay_keys_read(spool, keys, &reason)) {
		secret_free(keys);
		return cli_fail("no keys were made: %s", reason.text);
	}
	if (made == 0 && has_served(spool)) {
		secret_free(keys);
		return cli_fail("no keys were made: %s has served, and the "
				"directory has its keys; rotate-keys makes "
				"the next ones, and prints them",
		    spool);
	}
	if (made < RELAY_KEY_KINDS)
		cli_warn(made == 0 ? "the keys were made before, and are these"
				   : "one of the two keys was missing and is "
				     "made anew");
	for (size_t i = 0; i < n; i++)
		keys_print(keys, false, name, intakes[i]);
	secret_free(keys);
	return CLI_OK;
}
