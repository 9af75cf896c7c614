/* valise without a command: the terminal, from the first screen to the last. */
#ifndef VALISE_DEFENDER_START_H
#define VALISE_DEFENDER_START_H

#include "common/cli/cli.h"

/* `argv` as main() has it. */
enum cli_status start_screens(int argc, char **argv);

#endif
