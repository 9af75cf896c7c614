/*
 * valise-desk open: several persons unlock a vault once, and it takes commands
 * until it is locked or closed (docs/DESK.md, "The open desk").
 */
#ifndef VALISE_DESK_OPEN_COMMAND_H
#define VALISE_DESK_OPEN_COMMAND_H

#include "common/cli/cli.h"

enum cli_status desk_command_open(int argc, char **argv);

#endif
