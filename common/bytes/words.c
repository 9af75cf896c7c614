#include "words.h"

#include <string.h>

struct words
words_of(const char *line, size_t len)
{
	return (struct words){line, line + len};
}

bool
words_next(struct words *w, const char **ret_word, size_t *ret_len)
{
	const char *space;

	if (w->at > w->end)
		return false;
	space = w->at < w->end ? memchr(w->at, ' ', (size_t)(w->end - w->at))
			       : NULL;
	*ret_word = w->at;
	*ret_len = (size_t)((space == NULL ? w->end : space) - w->at);
	w->at = space == NULL ? w->end + 1 : space + 1;
	return *ret_len > 0;
}

bool
words_end(const struct words *w)
{
	return w->at > w->end;
}
