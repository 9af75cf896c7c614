#ifndef VALISE_DEFENDER_HELP_H
#define VALISE_DEFENDER_HELP_H

#include "common/cli/cli.h"

/* valise help [COMMAND | risks [--language CODE]] */
enum cli_status command_help(int argc, char **argv);

#endif
