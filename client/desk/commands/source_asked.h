/* What valise-desk source was asked; for source_*.c alone. */
#ifndef VALISE_DESK_SOURCE_ASKED_H
#define VALISE_DESK_SOURCE_ASKED_H

#include "client/desk/asking/options.h"
#include "client/desk/vault/vault.h"
#include "common/cli/cli.h"

struct asked {
	struct vault *v;
	const struct desk_options *o;
	char **words; /* after the options */
	int n;
};

enum cli_status source_hold(const struct asked *a);
enum cli_status source_leave(const struct asked *a);

#endif
