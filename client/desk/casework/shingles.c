#include "shingles.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "client/ui/text/text_fold.h"
#include "common/bytes/printable_text.h"

#define ROW 4           /* words */
#define LEAST (ROW + 4) /* words of a text that says enough */
#define MOST 16384      /* rows that are looked at */

/* Hashes under a key of this process: nobody outside chooses a collision. */
struct shingles {
	size_t n;
	uint64_t rows[MOST];
};

static uint8_t key[crypto_shorthash_KEYBYTES];

/* A character that is a word of its own: scripts that part none. */
static bool
is_alone(uint32_t point)
{
	return point >= 0x2e80 && point < 0xac00;
}

/* The next word of a folded text; its length, 0 at the end. */
static size_t
next_word(const char **at)
{
	uint32_t point;
	size_t n, len = 0;

	*at += strspn(*at, " \n\t.,;:!?()\"'-");
	while ((*at)[len] != '\0' &&
	    strchr(" \n\t.,;:!?()\"'-", (*at)[len]) == NULL) {
		n = printable_text_decode(
		    (const uint8_t *)*at + len, strnlen(*at + len, 4), &point);
		n = n == 0 ? 1 : n;
		if (is_alone(point))
			return len == 0 ? n : len;
		len += n;
	}
	return len;
}

static int
by_value(const void *a, const void *b)
{
	const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* Sorted, each once. */
static void
fill(struct shingles *s, const char *folded)
{
	uint64_t words[ROW] = {0};
	const char *at = folded;
	size_t n = 0, len, kept = 0;

	while ((len = next_word(&at)) > 0 && s->n < MOST) {
		memmove(words, words + 1, sizeof(words) - sizeof(words[0]));
		(void)crypto_shorthash(
		    (uint8_t *)&words[ROW - 1], (const uint8_t *)at, len, key);
		at += len;
		if (++n >= ROW)
			(void)crypto_shorthash((uint8_t *)&s->rows[s->n++],
			    (const uint8_t *)words, sizeof(words), key);
	}
	if (n < LEAST)
		s->n = 0;
	qsort(s->rows, s->n, sizeof(s->rows[0]), by_value);
	for (size_t i = 0; i < s->n; i++)
		if (kept == 0 || s->rows[kept - 1] != s->rows[i])
			s->rows[kept++] = s->rows[i];
	s->n = kept;
}

struct shingles *
shingles_create(const char *text)
{
	struct shingles *s = calloc(1, sizeof(*s));
	char *folded = text_fold(text, strlen(text));

	if (sodium_is_zero(key, sizeof(key)))
		randombytes_buf(key, sizeof(key));
	if (s == NULL || folded == NULL) {
		free(s);
		text_fold_free(folded);
		return NULL;
	}
	fill(s, folded);
	text_fold_free(folded);
	return s;
}

void
shingles_destroy(struct shingles *s)
{
	if (s != NULL)
		sodium_memzero(s, sizeof(*s));
	free(s);
}

int
shingles_alike(const struct shingles *s, const char *text)
{
	struct shingles *other;
	size_t both = 0, least, i = 0, j = 0;

	if (s->n == 0 || *text == '\0')
		return 0;
	other = shingles_create(text);
	if (other == NULL)
		return -1;
	while (i < s->n && j < other->n) {
		if (s->rows[i] == other->rows[j]) {
			both++;
			i++;
			j++;
		} else if (s->rows[i] < other->rows[j]) {
			i++;
		} else {
			j++;
		}
	}
	least = s->n < other->n ? s->n : other->n;
	shingles_destroy(other);
	return least == 0 ? 0 : (int)(both * 100 / least);
}
