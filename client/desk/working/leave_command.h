/* action write and action sign. */
#ifndef VALISE_DESK_LEAVE_COMMAND_H
#define VALISE_DESK_LEAVE_COMMAND_H

#include "common/cli/cli.h"

/* argv[0] is the verb. */
enum cli_status leave_write(int argc, char **argv);
enum cli_status leave_sign(int argc, char **argv);

#endif
