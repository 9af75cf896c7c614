#include "sitting.h"

#include <stdarg.h>
#include <stdio.h>

#include <sodium.h>

#include "common/bytes/secret.h"
#include "face.h"

#define TOLD_BYTES 512

void
sitting_set_language(struct sitting *s, enum language language)
{
	s->language = language;
}

bool
sitting_init(
    struct sitting *s, const struct face *face, const struct sitting_ways *ways)
{
	*s = (struct sitting){
	    .face = face, .ways = *ways, .idle_seconds = SITTING_IDLE_SECONDS};
	sitting_set_language(s, LANGUAGE_EN);
	s->lock_word = secret_alloc(SITTING_LOCK_BYTES);
	return s->lock_word != NULL;
}

void
sitting_finish(struct sitting *s)
{
	secret_free(s->lock_word);
	*s = (struct sitting){.idle_seconds = 0};
}

const char *
sitting_word(const struct sitting *s, const struct word *key)
{
	return words_get(key, s->language);
}

enum text_base
sitting_base(const struct sitting *s)
{
	/* The five languages besides Arabic go left to right. */
	return s->language == LANGUAGE_AR ? TEXT_BASE_RIGHT_TO_LEFT
					  : TEXT_BASE_LEFT_TO_RIGHT;
}

void
sitting_say(const struct sitting *s, const struct word *key)
{
	s->face->say(sitting_word(s, key));
}

void
sitting_tell(const struct sitting *s, const char *format, ...)
{
	char text[TOLD_BYTES];
	va_list values;

	va_start(values, format);
	(void)vsnprintf(text, sizeof(text), format, values);
	va_end(values);
	s->face->say(text);
	sodium_memzero(text, sizeof(text));
}

void
sitting_groups(const char *digits, char ret_text[static SITTING_GROUPS_BYTES])
{
	size_t used = 0;

	for (; *digits != '\0' && used < SITTING_GROUPS_BYTES - 3; digits++) {
		if (*digits == ' ')
			ret_text[used++] = (char)0xc2;
		ret_text[used++] = *digits == ' ' ? (char)0xa0 : *digits;
	}
	ret_text[used] = '\0';
}

bool
sitting_left(enum way result)
{
	return result == WAY_QUICK_EXIT || result == WAY_ENDED;
}

enum way
sitting_aside(struct sitting *s, enum way result)
{
	enum way aside;

	if (result == WAY_LANGUAGE)
		aside = language_ask(s);
	else if (result == WAY_SAVE)
		aside = s->ways.save(s->ways.context);
	else
		return result;
	return sitting_left(aside) ? aside : WAY_STAY;
}
