/* The commands of the open desk (docs/DESK.md). */
#ifndef VALISE_DESK_OPEN_ACTS_H
#define VALISE_DESK_OPEN_ACTS_H

#include "common/cli/cli.h"

struct desk_act {
	const char *name;
	enum cli_status (*run)(int argc, char **argv);
	const char *roles; /* in one of which it may be done */
};
/* NULL: there is none of that name. */
const struct desk_act *open_act(const char *name);

extern const char open_acts_help[];

#endif
