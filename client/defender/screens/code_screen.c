/* The reply code: shown once, and typed back before anything leaves. */
#include <string.h>

#include <sodium.h>

#include "client/defender/report/reply_code.h"
#include "client/ui/field.h"
#include "client/ui/message.h"
#include "screens.h"

struct state {
	struct session *session;
	const char *digits;
	struct text_field *field;
};

static void
draw(void *state, const struct paint_area *body)
{
	struct state *t = state;
	struct session *s = t->session;
	char grouped[REPLY_CODE_TEXT_BYTES];
	struct paint_area rest;
	int rows;

	sitting_head(&s->sitting, sitting_word(&s->sitting, WORD_ASK_CODE),
	    sitting_word(&s->sitting, WORD_HELP_CODE), body, &rest);
	reply_code_group(t->digits, grouped);
	if (rest.rows > 2)
		paint_line(rest.top, rest.left + 4, rest.columns - 4, grouped,
		    TEXT_BASE_LEFT_TO_RIGHT, PAINT_STRONG);
	sodium_memzero(grouped, sizeof(grouped));
	if (rest.rows > 3)
		field_draw(t->field, rest.top + 2, rest.left + 2,
		    rest.columns - 2, ">", TEXT_BASE_LEFT_TO_RIGHT);
	rest.top += 4;
	rest.rows -= 4;
	if (rest.rows < 1)
		return;
	rows = paint_text(&rest, sitting_word(&s->sitting, WORD_WARN_CODE_ONCE),
	    sitting_base(&s->sitting), PAINT_PLAIN);
	rest.top += rows;
	rest.rows -= rows;
	if (rest.rows > 0)
		(void)paint_text(&rest,
		    sitting_word(&s->sitting, WORD_WARN_CODE_FOUND),
		    sitting_base(&s->sitting), PAINT_PLAIN);
}

static bool
is_typed_back(struct state *t)
{
	struct text_buffer *typed = text_field_buffer(t->field);

	return text_buffer_len(typed) == REPLY_CODE_DIGITS &&
	    sodium_memcmp(
		text_buffer_text(typed), t->digits, REPLY_CODE_DIGITS) == 0;
}

/* The last digit is enough, where all are right. */
static enum screen_result
key(void *state, const struct terminal_event *event)
{
	struct state *t = state;
	struct text_buffer *typed = text_field_buffer(t->field);
	bool asked =
	    event->key == TERMINAL_NEXT || event->key == TERMINAL_ENTER;

	if (!asked)
		(void)field_key(t->field, event);
	if (is_typed_back(t))
		return SCREEN_NEXT;
	if (asked || text_buffer_len(typed) >= REPLY_CODE_DIGITS)
		message_set("%s",
		    sitting_word(&t->session->sitting, WORD_ERROR_BAD_CODE));
	return SCREEN_STAY;
}

enum screen_result
code_screen(struct session *s, const char *digits)
{
	const struct text_field_options options = {
	    .clusters = REPLY_CODE_DIGITS, .accept = TEXT_FIELD_DIGITS};
	struct state t = {.session = s,
	    .digits = digits,
	    .field = text_field_create(&options)};
	struct screen screen = {.draw = draw,
	    .key = key,
	    .offers = SCREEN_OFFERS_LANGUAGE,
	    .state = &t};
	enum screen_result result;

	if (t.field == NULL) {
		message_set(
		    "%s", sitting_word(&s->sitting, WORD_ERROR_NO_MEMORY));
		return SCREEN_BACK;
	}
	do {
		screen.title = sitting_word(&s->sitting, WORD_TITLE_CODE);
		screen.help = sitting_word(&s->sitting, WORD_TEXT_HELP_CODE);
		result = sitting_aside(
		    &s->sitting, sitting_run(&s->sitting, &screen));
	} while (result == SCREEN_STAY);
	text_field_destroy(t.field);
	return result;
}
