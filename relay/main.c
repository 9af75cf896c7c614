/* valise-relay: the store-and-forward daemon.  Wires; see docs/OPERATING.md */
#include <stdio.h>
#include <string.h>

#include "common/bytes/secret.h"
#include "relay/operator/commands.h"
#include "serve_command.h"

static const char help[] =
    "The Valise relay: stores and forwards envelopes that it can't read.\n"
    "Trial: not yet independently audited.\n\n"
    "  valise-relay init --spool FOLDER --name NAME --intake ID...\n"
    "      make the two keys and print what the authority signs\n"
    "  valise-relay check -c FILE    say whether the configuration is good\n"
    "  valise-relay serve -c FILE    serve until SIGTERM\n"
    "  valise-relay status -c FILE   what it holds, by intake and state\n"
    "  valise-relay doctor -c FILE [--direct] [-t INTAKE --send ENVELOPE]\n"
    "      look at everything, and say what needs a person\n"
    "  valise-relay queue -c FILE [-t INTAKE] [--each]\n"
    "      what waits, by publication and state, or one by one\n"
    "  valise-relay reload -c FILE   read configuration and directory again\n"
    "  valise-relay pause -c FILE    keep uploads out; all else goes on\n"
    "  valise-relay resume -c FILE   let them in again\n"
    "  valise-relay verify -c FILE   read every byte against its hash and log\n"
    "  valise-relay import -c FILE -t INTAKE FOLDER\n"
    "      take envelopes that came on a stick\n"
    "  valise-relay backup -c FILE FOLDER    copy the spool, while it serves\n"
    "  valise-relay restore [--lost] FOLDER SPOOL    make a spool of a backup\n"
    "  valise-relay rotate-keys -c FILE [--retire]\n"
    "      make the next keys; once they sign, end the old ones\n"
    "  valise-relay capacity -c FILE [--seconds N]\n"
    "      measure how many envelopes a day this machine can take\n"
    "  valise-relay audit -d DIRECTORY -t INTAKE [--all]\n"
    "      --state FILE URL [PROMISE ENVELOPE]...\n"
    "      follow a relay's log, and say where it is not what it was\n\n"
    "Every option of FILE is described in valise-relay(1).\n";

static const struct {
	const char *name;
	enum cli_status (*run)(int argc, char **argv);
} commands[] = {
    {"init", relay_command_init},
    {"check", relay_command_check},
    {"serve", relay_command_serve},
    {"status", relay_command_status},
    {"doctor", relay_command_doctor},
    {"queue", relay_command_queue},
    {"reload", relay_command_control},
    {"pause", relay_command_control},
    {"resume", relay_command_control},
    {"verify", relay_command_verify},
    {"import", relay_command_import},
    {"backup", relay_command_backup},
    {"restore", relay_command_restore},
    {"rotate-keys", relay_command_rotate_keys},
    {"capacity", relay_command_capacity},
    {"audit", relay_command_audit},
};

int
main(int argc, char **argv)
{
	cli_name("valise-relay");
	if (!secret_protect_process())
		return (int)cli_fail("libsodium does not start");
	if (argc >= 2 && strcmp(argv[1], "--version") == 0) {
		(void)printf("valise-relay %s\n", VALISE_VERSION);
		return (int)cli_end(CLI_OK);
	}
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (argc >= 2 && strcmp(argv[1], commands[i].name) == 0)
			return (int)cli_end(
			    commands[i].run(argc - 1, argv + 1));
	return (int)cli_no_command(help, argc, argv);
}
