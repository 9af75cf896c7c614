/* Nothing is seen until someone is back; with a word, until it is typed. */
#include <string.h>

#include <sodium.h>

#include "common/bytes/secret.h"
#include "client/words/shared_words.h"
#include "ask_line.h"
#include "face.h"

#define TRIES 10

/* Covered alone: Enter goes back. */
static enum way
cover(struct sitting *s)
{
	return s->face->cover(s, sitting_word(s, WORD_LABEL_COVERED));
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
static enum way
unlock(struct sitting *s, char *typed)
{
	const struct ask_line ask = {.title = WORD_TITLE_LOCK,
	    .ask = sitting_word(s, WORD_ASK_LOCK),
	    .help = sitting_word(s, WORD_HELP_LOCK),
	    .clusters = SITTING_LOCK_BYTES / 4,
	    .show = TEXT_FIELD_HIDDEN,
	    .offers = OFFERS_NO_BACK};
	enum way result;

	for (int i = 0; i < TRIES; i++) {
		typed[0] = '\0';
		result = ask_line(s, &ask, typed, SITTING_LOCK_BYTES);
		if (sitting_left(result))
			return result;
		if (is_the_word(s, typed))
			return WAY_NEXT;
		sitting_say(s, WORD_LABEL_WRONG_WORD);
	}
	s->face->leave();
	return WAY_QUICK_EXIT;
}

enum way
sitting_lock(struct sitting *s)
{
	enum way result = WAY_NEXT;
	char *typed;

	s->face->say(NULL);
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
enum way
lock_word_ask(struct sitting *s)
{
	struct ask_line ask = {.title = WORD_TITLE_LOCK,
	    .ask = sitting_word(s, WORD_ASK_LOCK_NEW),
	    .help = sitting_word(s, WORD_HELP_LOCK_NEW),
	    .clusters = SITTING_LOCK_BYTES / 4,
	    .show = TEXT_FIELD_HIDDEN};
	char *first = secret_alloc(SITTING_LOCK_BYTES);
	char *again = secret_alloc(SITTING_LOCK_BYTES);
	enum way result = WAY_BACK;

	if (first != NULL && again != NULL)
		result = ask_line(s, &ask, first, SITTING_LOCK_BYTES);
	if (result == WAY_NEXT) {
		ask.ask = sitting_word(s, WORD_ASK_AGAIN);
		result = ask_line(s, &ask, again, SITTING_LOCK_BYTES);
	}
	if (result == WAY_NEXT) {
		if (strcmp(first, again) == 0)
			(void)memcpy(s->lock_word, first, SITTING_LOCK_BYTES);
		sitting_say(s,
		    strcmp(first, again) != 0 ? WORD_LABEL_NOT_THE_SAME
			: first[0] == '\0'    ? WORD_LABEL_LOCK_GONE
					      : WORD_LABEL_LOCK_SET);
	}
	secret_free(first);
	secret_free(again);
	return result;
}
