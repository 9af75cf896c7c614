/* Nothing is seen until someone is back; with a word, until it is typed. */
#include <string.h>

#include <sodium.h>

#include "client/ui/message.h"
#include "common/bytes/secret.h"
#include "ask_line.h"
#include "sitting.h"

#define TRIES 10

static void
draw(void *state, const struct paint_area *body)
{
	const struct sitting *s = state;

	(void)paint_text(body, sitting_word(s, WORD_LABEL_COVERED),
	    sitting_base(s), PAINT_PLAIN);
}

static enum screen_result
key(void *state, const struct terminal_event *event)
{
	(void)state;
	return event->key == TERMINAL_ENTER ? SCREEN_NEXT : SCREEN_STAY;
}

/* Covered alone: Enter goes back. */
static enum screen_result
cover(struct sitting *s)
{
	struct screen screen = {.title = "",
	    .words = &s->words,
	    .leaving = sitting_leaving,
	    .draw = draw,
	    .key = key,
	    .offers = SCREEN_OFFERS_NO_NEXT | SCREEN_OFFERS_NO_BACK,
	    .state = s};

	return screen_run(&screen);
}

static bool
is_the_word(const struct sitting *s, const char *typed)
{
	char padded[SITTING_LOCK_BYTES] = "";
	bool same;

	(void)memcpy(padded, typed, strlen(typed));
	same = sodium_memcmp(padded, s->lock_word, SITTING_LOCK_BYTES) == 0;
	sodium_memzero(padded, sizeof(padded));
	return same;
}

/* As often as TRIES; then it is as the quick exit, which the screen says. */
static enum screen_result
unlock(struct sitting *s, char *typed)
{
	const struct ask_line ask = {.title = WORD_TITLE_LOCK,
	    .ask = sitting_word(s, WORD_ASK_LOCK),
	    .help = sitting_word(s, WORD_HELP_LOCK),
	    .clusters = SITTING_LOCK_BYTES / 4,
	    .show = TEXT_FIELD_HIDDEN,
	    .offers = SCREEN_OFFERS_NO_BACK};
	enum screen_result result;

	for (int i = 0; i < TRIES; i++) {
		typed[0] = '\0';
		result = ask_line_screen(s, &ask, typed, SITTING_LOCK_BYTES);
		if (sitting_left(result))
			return result;
		if (is_the_word(s, typed))
			return SCREEN_NEXT;
		message_set("%s", sitting_word(s, WORD_LABEL_WRONG_WORD));
	}
	terminal_stop(TERMINAL_LEAVE_CLEARED);
	return SCREEN_QUICK_EXIT;
}

enum screen_result
lock_screen(struct sitting *s)
{
	enum screen_result result = SCREEN_NEXT;
	char *typed;

	message_clear();
	if (s->lock_word[0] == '\0')
		return cover(s);
	typed = secret_alloc(SITTING_LOCK_BYTES);
	if (typed == NULL)
		return cover(s);
	s->locked = true;
	result = unlock(s, typed);
	s->locked = false;
	secret_free(typed);
	return result;
}

/* Typed twice; an empty one takes the word away. */
enum screen_result
lock_word_screen(struct sitting *s)
{
	struct ask_line ask = {.title = WORD_TITLE_LOCK,
	    .ask = sitting_word(s, WORD_ASK_LOCK_NEW),
	    .help = sitting_word(s, WORD_HELP_LOCK),
	    .clusters = SITTING_LOCK_BYTES / 4,
	    .show = TEXT_FIELD_HIDDEN};
	char *first = secret_alloc(SITTING_LOCK_BYTES);
	char *again = secret_alloc(SITTING_LOCK_BYTES);
	enum screen_result result = SCREEN_BACK;

	if (first != NULL && again != NULL)
		result = ask_line_screen(s, &ask, first, SITTING_LOCK_BYTES);
	if (result == SCREEN_NEXT) {
		ask.ask = sitting_word(s, WORD_ASK_AGAIN);
		result = ask_line_screen(s, &ask, again, SITTING_LOCK_BYTES);
	}
	if (result == SCREEN_NEXT) {
		if (strcmp(first, again) == 0)
			(void)memcpy(s->lock_word, first, SITTING_LOCK_BYTES);
		message_set("%s",
		    sitting_word(s,
			strcmp(first, again) != 0 ? WORD_LABEL_NOT_THE_SAME
			    : first[0] == '\0'    ? WORD_LABEL_LOCK_GONE
						  : WORD_LABEL_LOCK_SET));
	}
	secret_free(first);
	secret_free(again);
	return result;
}
