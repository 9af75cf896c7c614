#include "text_fold.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>
#include <utf8proc.h>

#include "common/bytes/printable_text.h"

#define OPTIONS \
	(UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE | \
	    UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK | UTF8PROC_IGNORE | \
	    UTF8PROC_LUMP)

/* What Unicode does not fold and readers of Arabic script do. */
static utf8proc_int32_t
fold_arabic(utf8proc_int32_t point, void *unused)
{
	(void)unused;
	switch (point) {
	case 0x671: /* alef wasla */
		return 0x627;
	case 0x649: /* alef maksura */
	case 0x6cc: /* Persian yeh */
		return 0x64a;
	case 0x6a9: /* Persian kaf */
		return 0x643;
	case 0x629: /* teh marbuta */
		return 0x647;
	case 0x640: /* tatweel: taken for a mark, and left out */
		return 0x64e;
	default:
		return point;
	}
}

static utf8proc_ssize_t
decompose(
    const char *text, size_t len, utf8proc_int32_t *points, size_t capacity)
{
	return utf8proc_decompose_custom((const utf8proc_uint8_t *)text,
	    (utf8proc_ssize_t)len, points, (utf8proc_ssize_t)capacity, OPTIONS,
	    fold_arabic, NULL);
}

/* utf8proc_map() would leave the code points behind, freed but not wiped. */
char *
text_fold(const char *text, size_t len)
{
	utf8proc_int32_t *points;
	utf8proc_ssize_t n;
	char *folded = NULL;
	size_t size;

	if (!printable_text_valid(text, len))
		return NULL;
	n = decompose(text, len, NULL, 0);
	if (n < 0)
		return NULL;
	size = ((size_t)n + 1) * sizeof(*points);
	points = malloc(size);
	if (points == NULL)
		return NULL;
	n = decompose(text, len, points, (size_t)n);
	if (n >= 0 && utf8proc_reencode(points, n, OPTIONS) >= 0)
		folded = strdup((const char *)points);
	sodium_memzero(points, size);
	free(points);
	return folded;
}

void
text_fold_free(char *folded)
{
	if (folded != NULL)
		sodium_memzero(folded, strlen(folded));
	free(folded);
}

static bool
starts_word(const char *text, const char *at)
{
	uint32_t point;
	size_t back = 1;

	if (at == text)
		return true;
	while (back < 4 && at - back > text &&
	    ((unsigned char)at[-(ptrdiff_t)back] & 0xc0) == 0x80)
		back++;
	if (printable_text_decode((const uint8_t *)at - back, back, &point) ==
	    0)
		return false;
	switch (utf8proc_category((utf8proc_int32_t)point)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_ND:
		return false;
	default:
		return true;
	}
}

static enum text_fold_match
match_word(const char *text, const char *word, size_t len)
{
	enum text_fold_match best = TEXT_FOLD_NONE;
	const char *at = text;

	while ((at = memmem(at, strlen(at), word, len)) != NULL) {
		if (starts_word(text, at))
			return TEXT_FOLD_WORDS;
		best = TEXT_FOLD_INSIDE;
		at++;
	}
	return best;
}

enum text_fold_match
text_fold_match(const char *text, const char *search)
{
	enum text_fold_match all = TEXT_FOLD_WORDS, one;
	size_t len = strlen(search);

	if (strncmp(text, search, len) == 0)
		return TEXT_FOLD_START;

	for (;;) {
		search += strspn(search, " ");
		len = strcspn(search, " ");
		if (len == 0)
			return all;
		one = match_word(text, search, len);
		if (one < all)
			all = one;
		search += len;
	}
}
