/* Any act of the rules as a command: FAMILY VERB CASE [NUMBER] --FIELD VALUE.
 */
#ifndef VALISE_DESK_ACT_COMMAND_H
#define VALISE_DESK_ACT_COMMAND_H

#include "client/desk/casework/case_desk.h"
#include "client/desk/rules/rules.h"
#include "common/cli/cli.h"
#include "work_words.h"

/* argv[0] is the verb, and an act of that family; CLI_USAGE where it is none.
 */
enum cli_status act_command(const char *family, int argc, char **argv);

/* One act on the case of a number as typed, said; the vault is open. */
enum cli_status act_command_do(struct vault *v, const struct case_desk *desk,
    const struct rule_act *act, const char *typed, const cJSON *given);

/* In the role that the act takes, so that its line of the journal says which;
 * false after saying why. */
bool act_command_in_role(struct vault *v, const struct rule_act *act);

/* What the act takes, lines of help on standard output. */
void act_command_help(const struct rule_act *act);

#endif
