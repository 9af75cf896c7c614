/* valise-desk: the secretariat's offline desk.  Wires; see docs/DESK.md */
#include <stdio.h>
#include <string.h>

#include "client/desk/commands/commands.h"
#include "client/desk/open/open_command.h"
#include "client/desk/working/working.h"
#include "common/bytes/secret.h"
#include "common/crypto/self_test.h"

static const char help[] =
    "The Valise desk: offline, opens what came, answers it.\n"
    "Not yet independently audited.\n\n"
    "  valise-desk init --vault FOLDER --intake ID [--epochs N]\n"
    "      [--epoch-days D] [--start TIME]\n"
    "      (a trial: one passphrase opens it alone), or for several persons\n"
    "      --open K/N --custody K/N --person FILE ... [--custodian FILE ...]\n"
    "      [--copies N]\n"
    "  valise-desk open --vault FOLDER --as FILE ... [--commands FILE]\n"
    "      [--lock-after S] [--close-after S] [--today DAY]\n"
    "      [--restored] [--other-shares]\n"
    "  valise-desk share list --vault FOLDER\n"
    "  valise-desk repair --vault FOLDER\n"
    "  valise-desk check --vault FOLDER\n"
    "  valise-desk backup --vault FOLDER [--keys FOLDER [--lost]] COPY\n"
    "  valise-desk restore --vault NEW-FOLDER --keys FOLDER COPY [NUMBER "
    "HASH]\n"
    "  valise-desk drill --vault FOLDER --as FILE ...\n"
    "  valise-desk directory adopt --vault FOLDER --fingerprint DIGITS\n"
    "      --persons FILE FILE\n"
    "  valise-desk import --vault FOLDER [--copy FOLDER ...]\n"
    "      [--without-manifest] [--take-back] [--beside] [--lost] MEDIUM\n"
    "  valise-desk list --vault FOLDER\n"
    "  valise-desk show --vault FOLDER ID [--anyway]\n"
    "  valise-desk extract --vault FOLDER ID NEW-FOLDER\n"
    "  valise-desk source list --vault FOLDER\n"
    "  valise-desk source show --vault FOLDER --reason TEXT ID\n"
    "  valise-desk source extract --vault FOLDER --reason TEXT ID NEW-FOLDER\n"
    "  valise-desk reply --vault FOLDER ID [TEXT-FILE]\n"
    "  valise-desk case list --vault FOLDER [--mine] [--due] [--urgent]\n"
    "      [--changed] [--all] [--state STATE] [--officer NAME]\n"
    "  valise-desk case show --vault FOLDER CASE [--anyway]\n"
    "  valise-desk case dues --vault FOLDER [--mine] [--until DAY]\n"
    "  valise-desk case search --vault FOLDER WORD ...\n"
    "  valise-desk case proposals --vault FOLDER CASE\n"
    "  valise-desk case handover --vault FOLDER NAME --officer NAME\n"
    "      --alternate NAME --reason TEXT\n"
    "  valise-desk case settings --vault FOLDER [--sources N]\n"
    "  valise-desk action list --vault FOLDER CASE\n"
    "  valise-desk action show --vault FOLDER CASE ACTION\n"
    "  valise-desk consent list --vault FOLDER CASE\n"
    "  valise-desk verify list --vault FOLDER CASE\n"
    "  valise-desk case rules [FAMILY [VERB]] [--guards]\n"
    "      (every other VERB of case, action, consent, verify and source:\n"
    "      what it takes, who may, in which state, and its guards)\n"
    "  valise-desk report --vault FOLDER --from DAY --to DAY NEW-FOLDER\n"
    "  valise-desk report issue --vault FOLDER --from DAY --to DAY\n"
    "  valise-desk report list --vault FOLDER\n"
    "  valise-desk report sign --vault FOLDER --from DAY --to DAY FOLDER\n"
    "      --custodian FILE\n"
    "  valise-desk export --vault FOLDER [--take-back] MEDIUM\n"
    "  valise-desk series show --vault FOLDER\n"
    "  valise-desk series continue --vault FOLDER OLD-VAULT\n"
    "  valise-desk release check --vault FOLDER MEDIUM [NEW-FOLDER]\n"
    "  valise-desk release show --vault FOLDER\n"
    "  valise-desk release ages --vault FOLDER PROGRAM DIRECTORY\n"
    "  valise-desk release forget --vault FOLDER\n"
    "  valise-desk keys list --vault FOLDER\n"
    "  valise-desk keys destroy --vault FOLDER [--unopened] DAY\n"
    "  valise-desk journal verify --vault FOLDER [NUMBER HASH]\n"
    "  valise-desk journal head --vault FOLDER\n"
    "  valise-desk journal export --vault FOLDER\n\n"
    "Those who work at a desk:\n"
    "  valise-desk person new --name NAME --intake ID FILE\n"
    "  valise-desk person show --intake ID FILE\n"
    "  valise-desk person passphrase FILE\n\n"
    "The authority that signs who is real:\n"
    "  valise-desk authority init --name NAME FOLDER\n"
    "  valise-desk authority propose DESCRIPTION [-o FILE] [--persons FILE]\n"
    "      [--published FOLDER]\n"
    "  valise-desk authority sign --key FOLDER PROPOSAL [-o FILE]\n"
    "  valise-desk authority merge FILE FILE ... [-o FILE]\n"
    "  valise-desk authority publish --published FOLDER DIRECTORY PERSONS\n"
    "  valise-desk authority show [--sheet [--language CODE]] FILE\n\n"
    "ID is the number of a case, or 1.2 for the second follow-up of case 1.\n"
    "Passphrases are asked for; --passphrase-fd N takes a line from N.\n";

static const struct {
	const char *name;
	enum cli_status (*run)(int argc, char **argv);
} commands[] = {
    {"authority", desk_command_authority},
    {"init", desk_command_init},
    {"directory", desk_command_directory},
    {"import", desk_command_import},
    {"list", desk_command_list},
    {"show", desk_command_show},
    {"extract", desk_command_extract},
    {"source", desk_command_source},
    {"case", desk_command_case},
    {"action", desk_command_action},
    {"consent", desk_command_consent},
    {"verify", desk_command_verify},
    {"report", desk_command_report},
    {"reply", desk_command_reply},
    {"export", desk_command_export},
    {"series", desk_command_series},
    {"keys", desk_command_keys},
    {"dispose", desk_command_dispose},
    {"release", desk_command_release},
    {"journal", desk_command_journal},
    {"open", desk_command_open},
    {"bulletin", desk_command_bulletin},
    {"share", desk_command_share},
    {"repair", desk_command_repair},
    {"drill", desk_command_drill},
    {"check", desk_command_check},
    {"backup", desk_command_backup},
    {"restore", desk_command_restore},
    {"person", desk_command_person},
};

int
main(int argc, char **argv)
{
	cli_name("valise-desk");
	if (!secret_protect_process())
		return (int)cli_fail("libsodium does not start");
	if (argc >= 2 && strcmp(argv[1], "--version") == 0) {
		(void)printf("valise-desk %s\n", VALISE_VERSION);
		return (int)cli_end(CLI_OK);
	}
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (argc < 2 || strcmp(argv[1], commands[i].name) != 0)
			continue;
		if (!self_test_sealing())
			return (int)cli_fail("this program's cryptography "
					     "fails its self-test on this "
					     "machine; nothing was done");
		return (int)cli_end(commands[i].run(argc - 1, argv + 1));
	}
	return (int)cli_no_command(help, argc, argv);
}
