/* The table of the options of the relay's INI file; for config*.c alone. */
#ifndef VALISE_RELAY_CONFIG_OPTIONS_H
#define VALISE_RELAY_CONFIG_OPTIONS_H

#include "config.h"

enum option_kind { OPTION_TEXT, OPTION_NUMBER, OPTION_CHOICE };

/* What an enum is while no word of its list was read for it. */
#define OPTION_UNKNOWN 255u

/*
 * Texts have no limits; numbers have a default and a range; a choice is an enum
 * and has a word for each of its values, ended by NULL, of which the first also
 * stands for an empty value and for none.
 */
struct option {
	const char *name;
	size_t offset;
	enum option_kind kind;
	bool reloads; /* may change while the relay serves */
	uint64_t fallback;
	uint64_t least;
	uint64_t most;
	const char *const *words;
};

/* Those of [relay], fields of struct config, and those of [forward INTAKE]. */
#define OPTIONS_RELAY 30
#define OPTIONS_FORWARD 6
extern const struct option config_options_relay[OPTIONS_RELAY];
extern const struct option config_options_forward[OPTIONS_FORWARD];

/* Each number as it is where the file says nothing. */
void config_options_default(
    const struct option *options, size_t n, void *object);

/*
 * One value into its field; an unknown word becomes OPTION_UNKNOWN.  False,
 * with a reason but where a text is too long, for a value that can't stand.
 */
bool option_set(const struct option *option, void *object, const char *value,
    struct reason *ret_reason);

/* Whether the field is the same in both. */
bool option_same(
    const struct option *option, const void *object, const void *other);

#endif
