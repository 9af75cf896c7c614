#include "framed.h"
#include "client/words/shared_words.h"

/* Of the screen that ran last: a screen's own state knows nothing of it. */
static const struct sitting *leaving_sitting;

static const char *
leaving(void *state)
{
	const struct sitting *s = leaving_sitting;

	(void)state;
	return s->ways.leaving(s->ways.context);
}

static struct screen_words
words_of(const struct sitting *s)
{
	return (struct screen_words){
	    .direction = sitting_base(s) == TEXT_BASE_RIGHT_TO_LEFT
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

static enum way
run_unlocked(struct sitting *s, const struct screen *screen)
{
	enum way way;

	for (;;) {
		way = screen_run(screen);
		if (way != WAY_LOCK)
			return way;
		way = s->ways.lock != NULL ? s->ways.lock(s->ways.context)
					   : sitting_lock(s);
		if (sitting_left(way))
			return way;
	}
}

enum way
framed_run(
    struct sitting *s, const struct face_ask *ask, const struct screen *screen)
{
	const struct screen_words words = words_of(s);
	struct screen whole = *screen;
	struct key_bar_key keys[2];
	size_t n = 0;

	if (ask->own != NULL)
		keys[n++] = (struct key_bar_key){"F6", ask->own};
	if (ask->remove != NULL)
		keys[n++] = (struct key_bar_key){"F7", ask->remove};
	whole.title = ask->title;
	whole.steps = ask->apart ? NULL : s->steps;
	whole.help = ask->more;
	whole.keys = keys;
	whole.n_keys = n;
	whole.words = &words;
	whole.leaving = leaving;
	whole.offers = ask->offers;
	if (!s->locked)
		whole.offers |= OFFERS_LOCK;
	if (s->no_save || s->ways.save == NULL)
		whole.offers &= ~(unsigned)OFFERS_SAVE;
	whole.idle_seconds = s->idle_seconds;
	leaving_sitting = s;
	return run_unlocked(s, &whole);
}

void
framed_head(const struct sitting *s, const struct face_ask *ask,
    const struct paint_area *body, struct paint_area *ret_rest)
{
	enum text_base base = sitting_base(s);
	struct paint_area rest = *body;
	int rows;

	if (ask->ask != NULL) {
		rows = paint_text(&rest, ask->ask, base, PAINT_STRONG);
		rest.top += rows;
		rest.rows -= rows;
	}
	if (ask->help != NULL && rest.rows > 2) {
		rows = paint_text(&rest, ask->help, base, PAINT_PLAIN);
		rest.top += rows;
		rest.rows -= rows;
	}
	if (rest.rows > 1) {
		rest.top++;
		rest.rows--;
	}
	*ret_rest = rest;
}
