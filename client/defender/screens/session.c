#include "session.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "common/bytes/secret.h"
#include "common/json/json_text.h"
#include "client/defender/screens/files/files.h"
#include "screens.h"

/* The five languages besides Arabic go left to right. */
void
session_set_language(struct session *s, enum language language)
{
	s->language = language;
	s->words = (struct screen_words){.direction = language == LANGUAGE_AR
		? TEXT_RIGHT_TO_LEFT
		: TEXT_LEFT_TO_RIGHT,
	    .help = session_word(s, WORD_KEY_HELP),
	    .next = session_word(s, WORD_KEY_NEXT),
	    .back = session_word(s, WORD_KEY_BACK),
	    .leave = session_word(s, WORD_KEY_QUIT),
	    .again = session_word(s, WORD_LABEL_ONCE_MORE),
	    .too_small = session_word(s, WORD_TEXT_TOO_SMALL),
	    .any_key = session_word(s, WORD_LABEL_ANY_KEY),
	    .language = session_word(s, WORD_KEY_LANGUAGE),
	    .skip = session_word(s, WORD_KEY_SKIP),
	    .wait = session_word(s, WORD_LABEL_READ_FIRST),
	    .erase_again = session_word(s, WORD_LABEL_ERASE_AGAIN),
	    .save = session_word(s, WORD_KEY_DRAFT),
	    .lock = session_word(s, WORD_KEY_LOCK)};
}

bool
session_start(struct session *s, struct options *options)
{
	*s = (struct session){.options = options,
	    .idle_seconds = SESSION_IDLE_SECONDS,
	    .kept = true};
	session_set_language(s, LANGUAGE_EN);
	s->lock_word = secret_alloc(SESSION_LOCK_BYTES);
	s->report = cJSON_CreateObject();
	s->files = files_create();
	if (s->lock_word != NULL && s->report != NULL && s->files != NULL)
		return true;
	session_finish(s);
	return false;
}

void
session_finish(struct session *s)
{
	files_destroy(s->files);
	json_text_wipe(s->report);
	secret_free(s->lock_word);
	directory_destroy(s->directory);
	session_free_path(s->directory_path);
	session_free_path(s->draft_path);
	*s = (struct session){.options = NULL};
}

const char *
session_word(const struct session *s, enum word_key key)
{
	return words_get(key, s->language);
}

enum text_base
session_base(const struct session *s)
{
	return screen_base(&s->words);
}

/* The screen's own state has nothing to say about this. */
static struct session *leaving_session;

const char *
session_leaving(void *state)
{
	const struct session *s = leaving_session;

	(void)state;
	if (s->kept)
		return session_word(s, WORD_TEXT_LEFT_NOTHING_LOST);
	return session_word(s,
	    s->draft_path != NULL ? WORD_TEXT_LEFT_SINCE_DRAFT
				  : WORD_TEXT_LEFT_NOT_KEPT);
}

enum screen_result
session_run(struct session *s, struct screen *screen)
{
	enum screen_result result;

	screen->words = &s->words;
	screen->leaving = session_leaving;
	if (!s->locked)
		screen->offers |= SCREEN_OFFERS_LOCK;
	if (s->no_draft)
		screen->offers &= ~(unsigned)SCREEN_OFFERS_SAVE;
	screen->idle_seconds = s->idle_seconds;
	leaving_session = s;
	for (;;) {
		result = screen_run(screen);
		if (result != SCREEN_LOCK)
			return result;
		result = lock_screen(s);
		if (session_left(result))
			return result;
	}
}

enum screen_result
session_ask(
    struct session *s, struct screen *screen, bool (*holds)(const void *state))
{
	screen->offers |=
	    SCREEN_OFFERS_LANGUAGE | SCREEN_OFFERS_SKIP | SCREEN_OFFERS_SAVE;
	screen->holds = holds;
	return session_run(s, screen);
}

void
session_free_path(char *path)
{
	if (path != NULL)
		sodium_memzero(path, strlen(path));
	free(path);
}

void
session_groups(const char *digits, char ret_text[static SESSION_GROUPS_BYTES])
{
	size_t used = 0;

	for (; *digits != '\0' && used < SESSION_GROUPS_BYTES - 3; digits++) {
		if (*digits == ' ')
			ret_text[used++] = (char)0xc2;
		ret_text[used++] = *digits == ' ' ? (char)0xa0 : *digits;
	}
	ret_text[used] = '\0';
}

bool
session_left(enum screen_result result)
{
	return result == SCREEN_QUICK_EXIT || result == SCREEN_ENDED;
}

void
session_head(const struct session *s, const char *ask, const char *help,
    const struct paint_area *body, struct paint_area *ret_rest)
{
	enum text_base base = session_base(s);
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

void
session_question_head(const struct session *s, const struct question *q,
    const struct paint_area *body, struct paint_area *ret_rest)
{
	session_head(s, question_ask(q, s->language),
	    q->help == QUESTION_SILENT ? NULL : session_word(s, q->help), body,
	    ret_rest);
}

enum screen_result
session_aside(struct session *s, enum screen_result result)
{
	enum screen_result aside;

	if (result == SCREEN_LANGUAGE)
		aside = language_screen(s);
	else if (result == SCREEN_SAVE)
		aside = draft_save_screen(s);
	else
		return result;
	return session_left(aside) ? aside : SCREEN_STAY;
}
