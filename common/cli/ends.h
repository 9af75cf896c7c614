/* Warnings of what ends soon, in every program. */
#ifndef VALISE_CLI_ENDS_H
#define VALISE_CLI_ENDS_H

#include "common/notes/directory_ends.h"

/* cli_warn() for each that ends within 30 days, or has; how many. */
size_t cli_warn_ends(const struct directory_ends_of *of);

#endif
