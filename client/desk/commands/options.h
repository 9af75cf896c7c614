/* What the subcommands of valise-desk have in common on the command line. */
#ifndef VALISE_DESK_OPTIONS_H
#define VALISE_DESK_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

struct desk_options {
	const char *vault;
	const char *fingerprint;
	const char *intake;
	const char *name;
	const char *key; /* folder of an authority member */
	const char *out;
	const char *persons; /* the note of staff and couriers */
	const char *start;
	int64_t epochs;
	int64_t epoch_days;
	bool without_manifest;
	bool sheet; /* a page to print on paper */
	int passphrase_fd;
	int rest; /* index of the first operand */
};

/* `allowed`: the letters of the options that the command takes. */
bool desk_options_parse(int argc, char **argv, const char *allowed,
    struct desk_options *ret_options);

#endif
