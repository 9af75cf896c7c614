#include "sitting.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "common/bytes/secret.h"

/* The five languages besides Arabic go left to right. */
void
sitting_set_language(struct sitting *s, enum language language)
{
	s->language = language;
	s->words = (struct screen_words){.direction = language == LANGUAGE_AR
		? TEXT_RIGHT_TO_LEFT
		: TEXT_LEFT_TO_RIGHT,
	    .help = sitting_word(s, WORD_KEY_HELP),
	    .next = sitting_word(s, WORD_KEY_NEXT),
	    .back = sitting_word(s, WORD_KEY_BACK),
	    .leave = sitting_word(s, WORD_KEY_QUIT),
	    .again = sitting_word(s, WORD_LABEL_ONCE_MORE),
	    .too_small = sitting_word(s, WORD_TEXT_TOO_SMALL),
	    .any_key = sitting_word(s, WORD_LABEL_ANY_KEY),
	    .language = sitting_word(s, WORD_KEY_LANGUAGE),
	    .skip = sitting_word(s, WORD_KEY_SKIP),
	    .wait = sitting_word(s, WORD_LABEL_READ_FIRST),
	    .erase_again = sitting_word(s, WORD_LABEL_ERASE_AGAIN),
	    .save = sitting_word(s, WORD_KEY_DRAFT),
	    .lock = sitting_word(s, WORD_KEY_LOCK)};
}

bool
sitting_init(struct sitting *s, const struct sitting_ways *ways)
{
	*s = (struct sitting){
	    .ways = *ways, .idle_seconds = SITTING_IDLE_SECONDS};
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
sitting_word(const struct sitting *s, enum word_key key)
{
	return words_get(key, s->language);
}

enum text_base
sitting_base(const struct sitting *s)
{
	return screen_base(&s->words);
}

/* The screen's own state has nothing to say about this. */
static const struct sitting *leaving_sitting;

const char *
sitting_leaving(void *state)
{
	const struct sitting *s = leaving_sitting;

	(void)state;
	return s->ways.leaving(s->ways.context);
}

enum screen_result
sitting_run(struct sitting *s, struct screen *screen)
{
	enum screen_result result;

	screen->words = &s->words;
	screen->leaving = sitting_leaving;
	if (!s->locked)
		screen->offers |= SCREEN_OFFERS_LOCK;
	if (s->no_save || s->ways.save == NULL)
		screen->offers &= ~(unsigned)SCREEN_OFFERS_SAVE;
	screen->idle_seconds = s->idle_seconds;
	leaving_sitting = s;
	for (;;) {
		result = screen_run(screen);
		if (result != SCREEN_LOCK)
			return result;
		result = lock_screen(s);
		if (sitting_left(result))
			return result;
	}
}

enum screen_result
sitting_ask(
    struct sitting *s, struct screen *screen, bool (*holds)(const void *state))
{
	screen->offers |=
	    SCREEN_OFFERS_LANGUAGE | SCREEN_OFFERS_SKIP | SCREEN_OFFERS_SAVE;
	screen->holds = holds;
	return sitting_run(s, screen);
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
sitting_left(enum screen_result result)
{
	return result == SCREEN_QUICK_EXIT || result == SCREEN_ENDED;
}

void
sitting_head(const struct sitting *s, const char *ask, const char *help,
    const struct paint_area *body, struct paint_area *ret_rest)
{
	enum text_base base = sitting_base(s);
	struct paint_area rest = *body;
	int rows;

	if (ask != NULL) {
		rows = paint_text(&rest, ask, base, PAINT_STRONG);
		rest.top += rows;
		rest.rows -= rows;
	}
	if (help != NULL && rest.rows > 2) {
		rows = paint_text(&rest, help, base, PAINT_PLAIN);
		rest.top += rows;
		rest.rows -= rows;
	}
	if (rest.rows > 1) {
		rest.top++;
		rest.rows--;
	}
	*ret_rest = rest;
}

enum screen_result
sitting_aside(struct sitting *s, enum screen_result result)
{
	enum screen_result aside;

	if (result == SCREEN_LANGUAGE)
		aside = language_screen(s);
	else if (result == SCREEN_SAVE)
		aside = s->ways.save(s->ways.context);
	else
		return result;
	return sitting_left(aside) ? aside : SCREEN_STAY;
}
