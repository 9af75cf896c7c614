#include "open_acts.h"

#include <string.h>

#include "client/desk/commands/commands.h"
#include "client/desk/working/working.h"

/* What may be done there, and in which roles (docs/DESK.md). */
static const struct desk_act acts[] = {
    {"import", desk_command_import, "intake head"},
    {"list", desk_command_list, "officer intake verifier head"},
    {"show", desk_command_show, "officer intake verifier head"},
    {"extract", desk_command_extract, "officer verifier head"},
    {"source", desk_command_source, "officer intake verifier head"},
    {"reply", desk_command_reply, "officer head"},
    {"case", desk_command_case, "officer intake verifier head"},
    {"action", desk_command_action, "officer intake verifier head"},
    {"consent", desk_command_consent, "officer intake verifier head"},
    {"verify", desk_command_verify, "officer intake verifier head"},
    {"report", desk_command_report, "officer intake verifier head"},
    {"bulletin", desk_command_bulletin, "officer intake verifier head"},
    {"export", desk_command_export, "officer intake head"},
    {"series", desk_command_series, "head"},
    {"directory", desk_command_directory, "head intake"},
    {"share", desk_command_share, "head"},
    {"repair", desk_command_repair, "head"},
    {"check", desk_command_check, "officer intake verifier head"},
    {"backup", desk_command_backup, "intake head"},
    {"keys", desk_command_keys, "head"},
    {"release", desk_command_release, "officer intake verifier head"},
    {"dispose", desk_command_dispose, "officer intake verifier head"},
};

const char open_acts_help[] =
    "At the open desk: import, list, show, extract, export, series,\n"
    "directory, share list, check, backup, as outside and without --vault; "
    "and\n"
    "  bulletin prepare, show, sign --custodian FILE DIGITS, drop\n"
    "  source show ID --reason TEXT --person FILE, and extract ID FOLDER\n"
    "  source hold ID|all NAME ..., source leave NAME, with --person FILE\n"
    "  source list    who holds which, and was shown what\n"
    "  reply ID TEXT-FILE --person FILE\n"
    "  case list [--mine] [--due] [--urgent] [--changed] [--all]\n"
    "  case show CASE, case dues, case search WORD ..., case proposals CASE\n"
    "  case|action|consent|verify|source VERB CASE [ACTION] [--FIELD VALUE]\n"
    "                 each with its fields: case rules [FAMILY [VERB]]\n"
    "  action show CASE ACTION, consent list CASE, verify list CASE\n"
    "  report --from DAY --to DAY NEW-FOLDER, report issue, list, sign\n"
    "  case handover NAME --officer NAME --alternate NAME --reason TEXT\n"
    "  repair --person FILE   after somebody changed the store\n"
    "  share renew, share add LINES [store|both], share remove NAME,\n"
    "  share copies N\n"
    "  import [--beside] [--copy FOLDER ...] MEDIUM   one can read meanwhile\n"
    "  backup [--keys FOLDER] COPY\n"
    "  keys list, keys destroy --custodian FILE ... DAY   the epochs' keys\n"
    "  release check MEDIUM [NEW-FOLDER], release show, release ages\n"
    "  dispose list, dispose hold|lift CASE --reason TEXT\n"
    "  dispose plan --schedule CODE CASE ..., then dispose cases\n"
    "                 --schedule CODE --person FILE --person FILE DIGITS\n"
    "                 CASE ...; dispose finish; dispose copy-gone\n"
    "  --lost         with backup and share: without keys of cases that are\n"
    "                 lost\n"
    "  screens [CODE] the work on cases on the whole terminal, in a language\n"
    "  as NAME        who acts from now on; COMMAND --as NAME for one alone\n"
    "  who            who is at the desk\n"
    "  sign-on FILE   one more person\n"
    "  lock, resume   shuts it, as Ctrl-\\ does; one of those who opened it\n"
    "                 goes on\n"
    "  close          ends it; two are needed again\n";

const struct desk_act *
open_act(const char *name)
{
	for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++)
		if (strcmp(name, acts[i].name) == 0)
			return &acts[i];
	return NULL;
}
