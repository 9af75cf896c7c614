/* The words of a command that works on a case. */
#ifndef VALISE_DESK_WORK_WORDS_H
#define VALISE_DESK_WORK_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "client/desk/asking/options.h"

#define WORK_WORDS_MAX 64

/* What was typed, taken apart; all of it is argv's. */
struct work_words {
	struct desk_options options; /* the vault, and where passphrases are */
	size_t n_plain;
	const char *plain[WORK_WORDS_MAX];
	size_t n_given;
	struct work_word {
		const char *name;  /* without its two dashes */
		const char *value; /* NULL: a flag */
	} given[WORK_WORDS_MAX];
};

/* What a command takes beside words and fields. */
struct work_takes {
	const char *flags;  /* names of those without a value; blanks between */
	const char *common; /* letters of the options of every command: "vP" */
};
/* False after saying why. */
bool work_words_parse(int argc, char **argv, const struct work_takes *takes,
    struct work_words *ret_words);

/* The value of one, "" of a flag that was given; NULL: it was not. */
const char *work_words_value(const struct work_words *w, const char *name);
/* That no others were given than these, with blanks between; says which. */
bool work_words_only(const struct work_words *w, const char *names);

#endif
