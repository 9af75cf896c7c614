/*
 * The programs' own sentences in six languages, compiled in from shared.tsv and
 * from a table a program (docs/VOCABULARY.md 7).  A key, WORD_TITLE_START, is
 * the address of its sentence; shared_words.h and defender_words.h have them.
 */
#ifndef VALISE_WORDS_H
#define VALISE_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/report/language.h"

/* NUL-terminated UTF-8, one line each; never empty.  Lives for ever. */
struct word {
	const char *key; /* as the table has it, such as "title_kind" */
	const char *texts[LANGUAGES_N];
};

/* The sentence itself; placeholders in it are as the table has them. */
const char *words_get(const struct word *word, enum language language);

/*
 * The sentence with its placeholders (%s, %u) replaced by `values` in their
 * order, into `ret_text` of `size` bytes, with a NUL.  False, with an empty
 * text, where the sentence has not `n` of them or it does not fit.
 */
bool words_fill(const struct word *word, enum language language,
    const char *const *values, size_t n, char *ret_text, size_t size);

#endif
