#include "ask_line.h"

#include <stdio.h>
#include <string.h>

#include "client/ui/field.h"
#include "client/ui/message.h"

struct state {
	struct sitting *sitting;
	const struct ask_line *ask;
	struct text_field *field;
	size_t limit; /* bytes */
};

static void
draw(void *state, const struct paint_area *body)
{
	struct state *t = state;
	struct sitting *s = t->sitting;
	struct paint_area rest;

	sitting_head(s, t->ask->ask, t->ask->help, body, &rest);
	field_draw(t->field, rest.top, rest.left, rest.columns, ">",
	    t->ask->left_to_right ? TEXT_BASE_LEFT_TO_RIGHT : sitting_base(s));
}

static bool
fits(struct state *t)
{
	char limit[24];
	char text[256];
	const char *const values[] = {limit};

	if (text_buffer_len(text_field_buffer(t->field)) <= t->limit)
		return true;
	(void)snprintf(limit, sizeof(limit), "%zu", t->limit);
	(void)words_fill(WORD_ERROR_TOO_LONG, t->sitting->language, values, 1,
	    text, sizeof(text));
	message_set("%s", text);
	return false;
}

static enum screen_result
key(void *state, const struct terminal_event *event)
{
	struct state *t = state;
	struct text_buffer *typed = text_field_buffer(t->field);
	size_t before = text_buffer_len(typed);

	if (event->key == TERMINAL_NEXT || event->key == TERMINAL_ENTER)
		return fits(t) ? SCREEN_NEXT : SCREEN_STAY;
	(void)field_key(t->field, event);
	if ((event->key == TERMINAL_TEXT || event->key == TERMINAL_PASTE) &&
	    text_buffer_len(typed) == before)
		message_set("%s", sitting_word(t->sitting, WORD_LABEL_FULL));
	return SCREEN_STAY;
}

static bool
holds(const void *state)
{
	const struct state *t = state;

	return text_buffer_len(text_field_buffer(t->field)) > 0;
}

enum screen_result
ask_line_screen(
    struct sitting *s, const struct ask_line *ask, char *text, size_t size)
{
	const struct text_field_options options = {.clusters = ask->clusters,
	    .show = ask->show,
	    .accept = ask->accept};
	struct state t = {.sitting = s,
	    .ask = ask,
	    .field = text_field_create(&options),
	    .limit = size - 1};
	struct screen screen = {.title = sitting_word(s, ask->title),
	    .steps = s->steps,
	    .help = sitting_word(s, WORD_TEXT_HELP_LINE),
	    .draw = draw,
	    .key = key,
	    .offers = ask->offers,
	    .state = &t};
	struct text_buffer *typed;
	enum screen_result result;

	if (t.field == NULL) {
		message_set("%s", sitting_word(s, WORD_ERROR_NO_MEMORY));
		return SCREEN_BACK;
	}
	if (ask->own_title != NULL)
		screen.title = ask->own_title;
	typed = text_field_buffer(t.field);
	(void)text_field_insert(
	    t.field, text, strlen(text), TEXT_BUFFER_PASTED, NULL);
	if ((ask->offers & SCREEN_OFFERS_SKIP) != 0)
		screen.holds = holds;
	do
		result = sitting_run(s, &screen);
	while (!sitting_left(result) && result != SCREEN_SKIP && !fits(&t));
	/* What is skipped may be longer than there is room for. */
	if (result == SCREEN_SKIP)
		text[0] = '\0';
	else if (!sitting_left(result)) {
		(void)memcpy(
		    text, text_buffer_text(typed), text_buffer_len(typed));
		text[text_buffer_len(typed)] = '\0';
	}
	text_field_destroy(t.field);
	return result;
}
