/* valise: the defender's program.  Wires the subcommands; see docs/DEFENDER.md
 */
#include <stdio.h>
#include <string.h>

#include "client/defender/commands/commands.h"
#include "common/bytes/secret.h"
#include "client/defender/commands/help.h"
#include "client/defender/screens/start.h"

static const struct {
	const char *name;
	enum cli_status (*run)(int argc, char **argv);
} commands[] = {
    {"seal", command_seal},
    {"send", command_send},
    {"receipt", command_receipt},
    {"check", command_check},
    {"directory", command_directory},
    {"vocabulary", command_vocabulary},
    {"help", command_help},
};

int
main(int argc, char **argv)
{
	cli_name("valise");
	if (!secret_protect_process())
		return (int)cli_fail("libsodium does not start");
	if (argc >= 2 && strcmp(argv[1], "--version") == 0) {
		(void)printf("valise %s\n", VALISE_VERSION);
		return (int)cli_end(CLI_OK);
	}
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (argc >= 2 && strcmp(argv[1], commands[i].name) == 0)
			return (int)cli_end(
			    commands[i].run(argc - 1, argv + 1));
	if (argc >= 2 && strcmp(argv[1], "--help") == 0) {
		(void)command_help(1, argv);
		return (int)cli_end(CLI_OK);
	}
	/* Options alone: the screens. */
	if (argc < 2 || argv[1][0] == '-')
		return (int)cli_end(start_screens(argc, argv));
	(void)cli_fail(
	    "there is no command %s; valise help lists them", argv[1]);
	return CLI_USAGE;
}
