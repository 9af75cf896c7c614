/* The subcommands of valise; each parses its own options. */
#ifndef VALISE_DEFENDER_COMMANDS_H
#define VALISE_DEFENDER_COMMANDS_H

#include "common/cli/cli.h"

/* argv[0] is the command's own name. */
enum cli_status command_seal(int argc, char **argv);
enum cli_status command_send(int argc, char **argv);
enum cli_status command_receipt(int argc, char **argv);
enum cli_status command_check(int argc, char **argv);
enum cli_status command_directory(int argc, char **argv);
enum cli_status command_vocabulary(int argc, char **argv);

#endif
