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

/* One try; WAY_BACK where there was no memory for it. */
static enum way
ask_word(struct sitting *s, bool *ret_right)
{
	const struct ask_line ask = {.title = WORD_TITLE_LOCK,
	    .ask = sitting_word(s, WORD_ASK_LOCK),
	    .help = sitting_word(s, WORD_HELP_LOCK),
	    .clusters = SITTING_LOCK_BYTES / 4,
	    .show = TEXT_FIELD_HIDDEN,
	    .offers = OFFERS_NO_BACK};
	char *typed = secret_alloc(SITTING_LOCK_BYTES);
	enum way way = WAY_BACK;

	*ret_right = false;
	if (typed != NULL) {
		way = ask_line(s, &ask, typed, SITTING_LOCK_BYTES);
		*ret_right = way == WAY_NEXT && is_the_word(s, typed);
	}
	secret_free(typed);
	return way;
}

/*
 * As often as TRIES; then it is as the quick exit, which the screen says.
 * Memory that is short opens nothing and is no wrong word: it stays covered,
 * and Enter tries again.
 */
static enum way
unlock(struct sitting *s)
{
	enum way way;
	bool right;

	for (int tries = 0; tries < TRIES;) {
		way = ask_word(s, &right);
		if (way == WAY_BACK) {
			way = cover(s);
			if (!sitting_left(way))
				continue;
		}
		if (sitting_left(way))
			return way;
		if (right)
			return WAY_NEXT;
		tries++;
		sitting_say(s, WORD_LABEL_WRONG_WORD);
	}
	s->face->leave();
	return WAY_QUICK_EXIT;
}

enum way
sitting_lock(struct sitting *s)
{
	enum way way;

	s->face->say(NULL);
	if (s->lock_word[0] == '\0')
		return cover(s);
	s->locked = true;
	way = unlock(s);
	s->locked = false;
	return way;
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
