/*
 * The subcommands that work on cases: case, action, consent, verify, two of
 * source (docs/DESK.md, docs/CASES.md), and report (docs/STATISTICS.md).
 */
#ifndef VALISE_DESK_WORKING_H
#define VALISE_DESK_WORKING_H

#include <stdbool.h>

#include "common/cli/cli.h"

enum cli_status desk_command_case(int argc, char **argv);
enum cli_status desk_command_action(int argc, char **argv);
enum cli_status desk_command_consent(int argc, char **argv);
enum cli_status desk_command_verify(int argc, char **argv);
enum cli_status desk_command_report(int argc, char **argv);
/* `source add` and `source grade`; false: another one. */
bool desk_command_source_of_case(
    int argc, char **argv, enum cli_status *ret_status);

/* Whether the words only read a case: also while an import goes on. */
bool desk_working_reads(int n, char *const *words);

#endif
