/*
 * Text as it is compared in a search: without case, accents, harakat and
 * tatweel, full and half width alike, in any script (by utf8proc).
 */
#ifndef VALISE_UI_TEXT_FOLD_H
#define VALISE_UI_TEXT_FOLD_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The folded text, terminated, to be freed with text_fold_free(); NULL when out
 * of memory or where the text is malformed.
 */
char *text_fold(const char *text, size_t len);
void text_fold_free(char *folded); /* wipes; takes NULL */

/* How well a search fits. */
enum text_fold_match {
	TEXT_FOLD_NONE,
	TEXT_FOLD_INSIDE, /* each word of the search stands somewhere in it */
	TEXT_FOLD_WORDS,  /* each at the start of a word */
	TEXT_FOLD_START   /* the text starts with the search */
};

/* Both folded; an empty search fits everything. */
enum text_fold_match text_fold_match(const char *text, const char *search);

#endif
