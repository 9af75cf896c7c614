/* A line whose words are parted by one space each. */
#ifndef VALISE_BYTES_WORDS_H
#define VALISE_BYTES_WORDS_H

#include <stdbool.h>
#include <stddef.h>

struct words {
	const char *at;
	const char *end; /* at > end: no more */
};

/* The line without its end; it must outlive the words. */
struct words words_of(const char *line, size_t len);
/* The next word, of one byte at least; false where there is none. */
bool words_next(struct words *w, const char **ret_word, size_t *ret_len);
/* Whether nothing is left, a space at the end neither. */
bool words_end(const struct words *w);

#endif
