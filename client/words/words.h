/*
 * The defender program's own sentences in six languages: words.tsv, compiled
 * in (docs/VOCABULARY.md 7).
 */
#ifndef VALISE_DEFENDER_WORDS_H
#define VALISE_DEFENDER_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "client/words/word_keys.h"
#include "common/report/language.h"

/* A sentence, NUL-terminated UTF-8, one line; never empty.  Lives for ever. */
const char *words_get(enum word_key key, enum language language);

/* The key as words.tsv has it, such as "title_kind"; for tests. */
const char *words_key(enum word_key key);

/*
 * The sentence with its placeholders (%s, %u) replaced by `values` in their
 * order, into `ret_text` of `size` bytes, with a NUL.  False, with an empty
 * text, where the sentence has not `n` of them or it does not fit.
 */
bool words_fill(enum word_key key, enum language language,
    const char *const *values, size_t n, char *ret_text, size_t size);

#endif
