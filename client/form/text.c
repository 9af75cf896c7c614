/* A text of many lines. */
#include <string.h>

#include "tree.h"
#include "client/sitting/face.h"
#include "client/words/shared_words.h"
#include "form.h"

/* What was answered before; false when out of memory. */
static bool
load(struct text_buffer *text, const char *before)
{
	return before == NULL ||
	    text_buffer_insert(text, before, strlen(before), TEXT_BUFFER_PASTED,
		NULL) == TEXT_BUFFER_DONE;
}

static enum way
run(struct form *f, cJSON *object, const struct question *q,
    struct text_buffer *text)
{
	const char *before = tree_text(object, q->member);
	struct face_ask ask = question_face(f->sitting, q);
	/* What the form put there itself is no text of the person's. */
	bool unsure = before != NULL && strcmp(before, "unsure") == 0;
	enum way way;

	if (!load(text, unsure ? NULL : before)) {
		sitting_say(f->sitting, WORD_ERROR_NO_MEMORY);
		return WAY_BACK; /* nothing is stored over it */
	}
	ask.more = sitting_word(f->sitting, WORD_TEXT_HELP_EDITOR);
	ask.offers = FORM_OFFERS;
	if (q->kind == QUESTION_OWN)
		ask.own = sitting_word(f->sitting, WORD_KEY_FILE);
	for (;;) {
		way = f->sitting->face->text(f->sitting, &ask, text);
		if (sitting_left(way) || way == WAY_SKIP)
			break;
		if ((unsure && text_buffer_len(text) == 0) ||
		    tree_put_text(object, q->member, text_buffer_text(text),
			text_buffer_len(text)))
			return way;
		sitting_say(f->sitting, WORD_ERROR_NO_MEMORY);
	}
	if (way == WAY_SKIP)
		(void)tree_put(object, q->member, NULL);
	return way;
}

enum way
form_text(struct form *f, cJSON *object, const struct question *q)
{
	struct text_buffer *text = text_buffer_create(q->max, TEXT_MANY_LINES);
	enum way way;

	if (text == NULL) {
		sitting_say(f->sitting, WORD_ERROR_NO_MEMORY);
		return WAY_BACK;
	}
	way = run(f, object, q, text);
	text_buffer_destroy(text);
	return way;
}
