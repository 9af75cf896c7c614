/* A text of many lines. */
#include "client/ui/editor.h"
#include "client/ui/message.h"
#include "client/words/shared_words.h"
#include "framed.h"
#include "screens.h"

struct state {
	struct sitting *sitting;
	const struct face_ask *asked;
	struct text_buffer *text;
	struct editor *editor;
};

static void
draw(void *state, const struct paint_area *body)
{
	struct state *t = state;
	struct paint_area rest;

	framed_head(t->sitting, t->asked, body, &rest);
	editor_draw(t->editor, &rest, sitting_base(t->sitting));
}

static enum way
key(void *state, const struct terminal_event *event)
{
	struct state *t = state;

	if (event->key == TERMINAL_NEXT)
		return WAY_NEXT;
	if (event->key == TERMINAL_MORE && t->asked->own != NULL)
		return WAY_MORE;
	(void)editor_key(t->editor, event);
	return WAY_STAY;
}

static bool
holds(const void *state)
{
	const struct state *t = state;

	return text_buffer_len(t->text) > 0;
}

enum way
framed_text(
    struct sitting *s, const struct face_ask *ask, struct text_buffer *text)
{
	const struct editor_words words = {sitting_word(s, WORD_LABEL_FULL),
	    sitting_word(s, WORD_LABEL_LEFT_OUT),
	    sitting_word(s, WORD_ERROR_NO_MEMORY)};
	struct state t = {.sitting = s,
	    .asked = ask,
	    .text = text,
	    .editor = editor_create(text, &words)};
	const struct screen screen = {
	    .draw = draw, .key = key, .holds = holds, .state = &t};
	enum way way;

	if (t.editor == NULL) {
		message_set("%s", words.no_memory);
		return WAY_BACK;
	}
	way = framed_run(s, ask, &screen);
	editor_destroy(t.editor);
	return way;
}
