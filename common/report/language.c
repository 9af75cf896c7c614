#include "language.h"

#include <string.h>

static const char *const codes[LANGUAGES_N] = {
    [LANGUAGE_EN] = "en",
    [LANGUAGE_FR] = "fr",
    [LANGUAGE_ES] = "es",
    [LANGUAGE_AR] = "ar",
    [LANGUAGE_RU] = "ru",
    [LANGUAGE_ZH] = "zh",
};

const char *
language_code(enum language language)
{
	return codes[language];
}

bool
language_find(const char *code, enum language *ret_language)
{
	for (int i = 0; i < LANGUAGES_N; i++)
		if (strcmp(codes[i], code) == 0) {
			*ret_language = (enum language)i;
			return true;
		}
	return false;
}
