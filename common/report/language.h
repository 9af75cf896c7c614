/* The six languages of the UN, in the order of the tables' columns. */
#ifndef VALISE_REPORT_LANGUAGE_H
#define VALISE_REPORT_LANGUAGE_H

#include <stdbool.h>

enum language {
	LANGUAGE_EN,
	LANGUAGE_FR,
	LANGUAGE_ES,
	LANGUAGE_AR,
	LANGUAGE_RU,
	LANGUAGE_ZH,
	LANGUAGES_N
};

/* "en", "fr" ...: ISO 639-1, as in a table's header (docs/VOCABULARY.md 1). */
const char *language_code(enum language language);

/* The language of a code; false for any other text. */
bool language_find(const char *code, enum language *ret_language);

#endif
