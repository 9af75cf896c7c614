/* valise-relay serve, which wires all rooms together. */
#ifndef VALISE_RELAY_SERVE_COMMAND_H
#define VALISE_RELAY_SERVE_COMMAND_H

#include "common/cli/cli.h"

/* serve -c FILE, until SIGTERM.  CLI_USAGE or CLI_FAILED after saying why. */
enum cli_status relay_command_serve(int argc, char **argv);

#endif
