/* One line that is typed, and what is made of it. */
#include <sodium.h>

#include "client/ui/field.h"
#include "client/ui/message.h"
#include "client/words/shared_words.h"
#include "framed.h"
#include "screens.h"

struct state {
	struct sitting *sitting;
	const struct face_line *asked;
	struct text_field *field;
};

static enum text_base
base_of(const struct state *t)
{
	return t->asked->left_to_right ? TEXT_BASE_LEFT_TO_RIGHT
				       : sitting_base(t->sitting);
}

/* Has the line read as it stands now. */
static void
read_notes(const struct state *t)
{
	const struct text_buffer *typed = text_field_buffer(t->field);
	char notes[FACE_NOTES][FACE_NOTE_BYTES] = {""};

	if (t->asked->note != NULL)
		t->asked->note(t->asked->context, text_buffer_text(typed),
		    text_buffer_len(typed), notes);
	sodium_memzero(notes, sizeof(notes));
}

/* Below the line, each two rows down. */
static void
draw_notes(const struct state *t, const struct paint_area *rest)
{
	const struct text_buffer *typed = text_field_buffer(t->field);
	char notes[FACE_NOTES][FACE_NOTE_BYTES] = {""};

	t->asked->note(t->asked->context, text_buffer_text(typed),
	    text_buffer_len(typed), notes);
	for (int i = 0; i < FACE_NOTES && 2 * i + 2 < rest->rows; i++)
		paint_line(rest->top + 2 * i + 2, rest->left, rest->columns,
		    notes[i], sitting_base(t->sitting),
		    i == 0 ? PAINT_PLAIN : PAINT_STRONG);
	sodium_memzero(notes, sizeof(notes));
}

#define GROUP 4        /* digits */
#define GROUPED_MAX 64 /* digits: more are not asked for */

/* What is typed, grouped as what is copied, digit under digit. */
static void
draw_groups(const struct state *t, int row, int left, int columns)
{
	const struct text_buffer *typed = text_field_buffer(t->field);
	const char *text = text_buffer_text(typed);
	size_t len = text_buffer_len(typed), cursor = text_buffer_cursor(typed);
	char grouped[2 * GROUPED_MAX + 1];
	size_t n = 0;

	for (size_t i = 0; i < len && i < GROUPED_MAX; i++) {
		if (i > 0 && i % GROUP == 0)
			grouped[n++] = ' ';
		grouped[n++] = text[i];
	}
	grouped[n] = '\0';
	paint_line(
	    row, left, columns, ">", TEXT_BASE_LEFT_TO_RIGHT, PAINT_STRONG);
	paint_line(row, left + 2, columns - 2, grouped, TEXT_BASE_LEFT_TO_RIGHT,
	    PAINT_PLAIN);
	paint_cursor(row, left + 2 + (int)(cursor + cursor / GROUP));
	sodium_memzero(grouped, sizeof(grouped));
}

/*
 * Digits to be copied, and the line below them.  Once something is typed they
 * are hidden, or a person would copy from the screen and not from the paper.
 */
static void
draw_copied(const struct state *t, const struct paint_area *body)
{
	const bool typed = text_buffer_len(text_field_buffer(t->field)) > 0;
	struct paint_area rest = *body;

	if (rest.rows > 2)
		paint_line(rest.top, rest.left + 4, rest.columns - 4,
		    typed ? "" : t->asked->shown, TEXT_BASE_LEFT_TO_RIGHT,
		    PAINT_STRONG);
	if (rest.rows > 3)
		draw_groups(t, rest.top + 2, rest.left + 2, rest.columns - 2);
	rest.top += 4;
	rest.rows -= 4;
	if (rest.rows > 0 && t->asked->below != NULL)
		(void)paint_text(&rest, t->asked->below,
		    sitting_base(t->sitting), PAINT_PLAIN);
}

static void
draw(void *state, const struct paint_area *body)
{
	struct state *t = state;
	struct paint_area rest;

	framed_head(t->sitting, &t->asked->ask, body, &rest);
	if (t->asked->shown != NULL) {
		draw_copied(t, &rest);
		return;
	}
	if (t->asked->note != NULL && rest.rows < 5)
		return;
	if (t->asked->note != NULL)
		draw_notes(t, &rest);
	field_draw(
	    t->field, rest.top, rest.left, rest.columns, ">", base_of(t));
}

static bool
is_refused(const struct state *t, enum way way)
{
	const struct text_buffer *typed = text_field_buffer(t->field);
	const char *wrong = t->asked->wrong == NULL
	    ? NULL
	    : t->asked->wrong(t->asked->context, way, text_buffer_text(typed),
		  text_buffer_len(typed));

	if (wrong != NULL)
		message_set("%s", wrong);
	return wrong != NULL;
}

/* Said where there was no room; what is no digit is only left out. */
static enum way
type(struct state *t, const struct terminal_event *event)
{
	const struct text_field_options *options = t->asked->field;
	const struct text_buffer *typed = text_field_buffer(t->field);
	size_t before = text_buffer_len(typed);

	(void)field_key(t->field, event);
	if (event->key != TERMINAL_TEXT && event->key != TERMINAL_PASTE)
		return WAY_STAY;
	if (t->asked->ends_when_full &&
	    text_buffer_len(typed) >= options->clusters)
		return is_refused(t, WAY_NEXT) ? WAY_STAY : WAY_NEXT;
	if (text_buffer_len(typed) == before &&
	    (options->accept == TEXT_FIELD_ANY || before == options->clusters))
		message_set("%s", sitting_word(t->sitting, WORD_LABEL_FULL));
	return WAY_STAY;
}

static enum way
key(void *state, const struct terminal_event *event)
{
	struct state *t = state;

	if (event->key == TERMINAL_NEXT || event->key == TERMINAL_ENTER)
		return is_refused(t, WAY_NEXT) ? WAY_STAY : WAY_NEXT;
	if (t->asked->turn != NULL &&
	    (event->key == TERMINAL_MORE || event->key == TERMINAL_REMOVE)) {
		read_notes(t); /* what was typed since it was drawn last */
		t->asked->turn(t->asked->context,
		    event->key == TERMINAL_MORE ? WAY_MORE : WAY_REMOVE);
		return WAY_STAY;
	}
	return type(t, event);
}

static bool
holds(const void *state)
{
	const struct state *t = state;

	return text_buffer_len(text_field_buffer(t->field)) > 0;
}

enum way
framed_line(
    struct sitting *s, const struct face_line *line, struct text_field *field)
{
	struct state t = {.sitting = s, .asked = line, .field = field};
	const struct screen screen = {
	    .draw = draw, .key = key, .holds = holds, .state = &t};
	enum way way;

	do
		way = framed_run(s, &line->ask, &screen);
	while (!sitting_left(way) && way != WAY_SKIP && is_refused(&t, way));
	return way;
}
