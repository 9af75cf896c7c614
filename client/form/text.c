/* A text of many lines. */
#include <string.h>

#include "tree.h"
#include "client/ui/editor.h"
#include "client/ui/message.h"
#include "form.h"

struct state {
	struct form *form;
	const struct question *q;
	struct editor *editor;
};

static void
draw(void *state, const struct paint_area *body)
{
	struct state *t = state;
	struct form *f = t->form;
	struct paint_area rest;

	question_head(f->sitting, t->q, body, &rest);
	editor_draw(t->editor, &rest, sitting_base(f->sitting));
}

static enum screen_result
key(void *state, const struct terminal_event *event)
{
	if (event->key == TERMINAL_NEXT)
		return SCREEN_NEXT;
	if (event->key == TERMINAL_MORE &&
	    ((struct state *)state)->q->kind == QUESTION_OWN)
		return SCREEN_MORE;
	(void)editor_key(((struct state *)state)->editor, event);
	return SCREEN_STAY;
}

static bool
holds(const void *state)
{
	const struct state *t = state;

	return text_buffer_len(editor_buffer(t->editor)) > 0;
}

static enum screen_result
run(struct state *t, cJSON *object)
{
	struct form *f = t->form;
	struct text_buffer *buffer = editor_buffer(t->editor);
	const char *before = tree_text(object, t->q->member);
	const struct key_bar_key file = {
	    "F6", sitting_word(f->sitting, WORD_KEY_FILE)};
	struct screen screen = {
	    .title = question_title(t->q, f->sitting->language),
	    .keys = &file,
	    .n_keys = t->q->kind == QUESTION_OWN,
	    .steps = f->sitting->steps,
	    .help = sitting_word(f->sitting, WORD_TEXT_HELP_EDITOR),
	    .draw = draw,
	    .key = key,
	    .state = t};
	enum screen_result result;
	/* What the form put there itself is no text of the person's. */
	bool unsure = before != NULL && strcmp(before, "unsure") == 0;

	if (before != NULL && !unsure &&
	    text_buffer_insert(buffer, before, strlen(before),
		TEXT_BUFFER_PASTED, NULL) != TEXT_BUFFER_DONE) {
		message_set(
		    "%s", sitting_word(f->sitting, WORD_ERROR_NO_MEMORY));
		return SCREEN_BACK; /* nothing is stored over it */
	}
	for (;;) {
		result = sitting_ask(f->sitting, &screen, holds);
		if (sitting_left(result) || result == SCREEN_SKIP)
			break;
		if (unsure && text_buffer_len(buffer) == 0)
			return result;
		if (tree_put_text(object, t->q->member,
			text_buffer_text(buffer), text_buffer_len(buffer)))
			return result;
		message_set(
		    "%s", sitting_word(f->sitting, WORD_ERROR_NO_MEMORY));
	}
	if (result == SCREEN_SKIP)
		(void)tree_put(object, t->q->member, NULL);
	return result;
}

enum screen_result
text_screen(struct form *f, cJSON *object, const struct question *q)
{
	const struct editor_words words = {
	    sitting_word(f->sitting, WORD_LABEL_FULL),
	    sitting_word(f->sitting, WORD_LABEL_LEFT_OUT),
	    sitting_word(f->sitting, WORD_ERROR_NO_MEMORY)};
	struct state t = {.form = f, .q = q};
	enum screen_result result;

	t.editor = editor_create(q->max, &words);
	if (t.editor == NULL) {
		message_set(
		    "%s", sitting_word(f->sitting, WORD_ERROR_NO_MEMORY));
		return SCREEN_BACK;
	}
	result = run(&t, object);
	editor_destroy(t.editor);
	return result;
}
