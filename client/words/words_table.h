/* What tsv_to_c.py makes of words.tsv; for words.c alone. */
#ifndef VALISE_DEFENDER_WORDS_TABLE_H
#define VALISE_DEFENDER_WORDS_TABLE_H

#include "client/words/word_keys.h"
#include "common/report/language.h"

struct word_row {
	const char *key;
	const char *texts[LANGUAGES_N];
};

extern const struct word_row words_table[WORDS_N];

#endif
