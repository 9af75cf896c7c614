/* A date as the person knows it, and what is made of it. */
#include <stdio.h>
#include <string.h>

#include "tree.h"
#include "common/dates/fuzzy_date.h"
#include "client/ui/field.h"
#include "client/ui/message.h"
#include "common/bytes/secret.h"
#include "form.h"

#define DATE_CLUSTERS 200

struct state {
	struct form *form;
	const struct question *q;
	struct text_field *field;
	enum fuzzy_calendar calendar;
	enum fuzzy_precision precision; /* FUZZY_AS_READ, or coarser */
	enum fuzzy_status status;
	struct fuzzy_date date;
};

static void
read_typed(struct state *t)
{
	struct text_buffer *typed = text_field_buffer(t->field);

	t->status = text_buffer_len(typed) == 0
	    ? FUZZY_NOT_A_DATE
	    : fuzzy_date_read(text_buffer_text(typed), text_buffer_len(typed),
		  t->calendar, &t->date);
	if (t->status != FUZZY_OK || !fuzzy_date_allows(&t->date, t->precision))
		t->precision = FUZZY_AS_READ;
}

static const char *
calendar_label(const struct state *t)
{
	return tree_label("calendars", fuzzy_calendar_code(t->calendar),
	    t->form->sitting->language);
}

/* "Read as 2026-05 (Month)", or why there is no date yet. */
static void
tell_reading(const struct state *t, char *ret_text, size_t size)
{
	const struct form *f = t->form;
	const char *values[2] = {t->date.date, ""};

	ret_text[0] = '\0';
	if (t->status == FUZZY_WORDS) {
		(void)snprintf(ret_text, size, "%s",
		    sitting_word(f->sitting, WORD_LABEL_WORDS));
		return;
	}
	if (t->status != FUZZY_OK)
		return;
	values[1] = tree_label("precisions",
	    fuzzy_precision_code(t->precision == FUZZY_AS_READ
		    ? t->date.precision
		    : t->precision),
	    f->sitting->language);
	(void)words_fill(WORD_LABEL_READ_AS, f->sitting->language, values, 2,
	    ret_text, size);
}

static void
draw(void *state, const struct paint_area *body)
{
	struct state *t = state;
	struct form *f = t->form;
	const char *const values[] = {calendar_label(t)};
	struct paint_area rest;
	char line[256];

	question_head(f->sitting, t->q, body, &rest);
	if (rest.rows < 5)
		return;
	(void)words_fill(WORD_LABEL_CALENDAR, f->sitting->language, values, 1,
	    line, sizeof(line));
	paint_line(rest.top + 2, rest.left, rest.columns, line,
	    sitting_base(f->sitting), PAINT_PLAIN);
	tell_reading(t, line, sizeof(line));
	paint_line(rest.top + 4, rest.left, rest.columns, line,
	    sitting_base(f->sitting), PAINT_STRONG);
	field_draw(t->field, rest.top, rest.left, rest.columns, ">",
	    sitting_base(f->sitting));
}

/* Round the calendars, and round what the date can be called. */
static void
next_calendar(struct state *t)
{
	t->calendar = (t->calendar + 1) % FUZZY_CALENDARS;
}

static void
next_precision(struct state *t)
{
	enum fuzzy_precision p = t->precision;

	if (t->status != FUZZY_OK)
		return;
	do
		p = p == FUZZY_UNKNOWN ? FUZZY_AS_READ
				       : (enum fuzzy_precision)(p + 1);
	while (!fuzzy_date_allows(&t->date, p));
	t->precision = p;
}

static bool
is_fine(struct state *t)
{
	static const enum word_key errors[] = {
	    [FUZZY_NOT_A_DATE] = WORD_ERROR_BAD_DATE,
	    [FUZZY_NO_SUCH_DAY] = WORD_ERROR_NO_SUCH_DAY,
	    [FUZZY_AMBIGUOUS] = WORD_ERROR_DATE_AMBIGUOUS,
	    [FUZZY_SHORT_YEAR] = WORD_ERROR_SHORT_YEAR,
	    [FUZZY_OUT_OF_RANGE] = WORD_ERROR_DATE_RANGE,
	    [FUZZY_TOO_LONG] = WORD_LABEL_FULL};

	if (t->status == FUZZY_OK || t->status == FUZZY_WORDS ||
	    text_buffer_len(text_field_buffer(t->field)) == 0)
		return true;
	message_set("%s", sitting_word(t->form->sitting, errors[t->status]));
	return false;
}

static enum screen_result
key(void *state, const struct terminal_event *event)
{
	struct state *t = state;

	switch (event->key) {
	case TERMINAL_NEXT:
	case TERMINAL_ENTER:
		return is_fine(t) ? SCREEN_NEXT : SCREEN_STAY;
	case TERMINAL_MORE:
		next_calendar(t);
		break;
	case TERMINAL_REMOVE:
		next_precision(t);
		break;
	default:
		(void)field_key(t->field, event);
	}
	read_typed(t);
	return SCREEN_STAY;
}

static bool
holds(const void *state)
{
	const struct state *t = state;

	return text_buffer_len(text_field_buffer(t->field)) > 0;
}

/* What was typed before, or else the date itself. */
static void
load(struct state *t, const cJSON *object)
{
	const cJSON *date = tree_find(object, t->q->member);
	const char *text = tree_text(date, "typed");
	const char *code = tree_text(date, "calendar");
	const char *precision = tree_text(date, "precision");

	for (int c = 0; code != NULL && c < FUZZY_CALENDARS; c++)
		if (strcmp(fuzzy_calendar_code((enum fuzzy_calendar)c), code) ==
		    0)
			t->calendar = (enum fuzzy_calendar)c;
	if (text == NULL)
		text = tree_text(date, "date");
	if (text == NULL)
		return;
	(void)text_field_insert(
	    t->field, text, strlen(text), TEXT_BUFFER_PASTED, NULL);
	read_typed(t);
	for (int p = FUZZY_DAY; precision != NULL && p <= FUZZY_UNKNOWN; p++)
		if (t->status == FUZZY_OK && p != (int)t->date.precision &&
		    strcmp(fuzzy_precision_code((enum fuzzy_precision)p),
			precision) == 0 &&
		    fuzzy_date_allows(&t->date, (enum fuzzy_precision)p))
			t->precision = (enum fuzzy_precision)p;
}

static bool
store(struct state *t, cJSON *object)
{
	const char *dot = strrchr(t->q->member, '.');

	/* Dates stand in the object itself; no path leads to one. */
	if (dot != NULL)
		return false;
	if (t->status == FUZZY_OK || t->status == FUZZY_WORDS)
		return fuzzy_date_put(
		    object, t->q->member, &t->date, t->precision);
	return tree_put(object, t->q->member, NULL);
}

static enum screen_result
run(struct state *t, cJSON *object)
{
	struct form *f = t->form;
	const struct key_bar_key keys[] = {
	    {"F6", sitting_word(f->sitting, WORD_KEY_CALENDAR)},
	    {"F7", sitting_word(f->sitting, WORD_KEY_EXACTNESS)}};
	struct screen screen = {
	    .title = question_title(t->q, f->sitting->language),
	    .steps = f->sitting->steps,
	    .help = sitting_word(f->sitting, WORD_TEXT_HELP_DATE),
	    .keys = keys,
	    .n_keys = 2,
	    .draw = draw,
	    .key = key,
	    .state = t};
	enum screen_result result;

	load(t, object);
	/* Whatever was typed is kept or said: no date is dropped silently. */
	do
		result = sitting_ask(f->sitting, &screen, holds);
	while (!sitting_left(result) && result != SCREEN_SKIP && !is_fine(t));
	if (sitting_left(result))
		return result;
	if (!(result == SCREEN_SKIP ? tree_put(object, t->q->member, NULL)
				    : store(t, object)))
		message_set(
		    "%s", sitting_word(f->sitting, WORD_ERROR_NO_MEMORY));
	return result;
}

enum screen_result
date_screen(struct form *f, cJSON *object, const struct question *q)
{
	const struct text_field_options options = {.clusters = DATE_CLUSTERS};
	struct state *t = secret_alloc(sizeof(*t));
	enum screen_result result = SCREEN_BACK;

	if (t != NULL) {
		t->form = f;
		t->q = q;
		t->status = FUZZY_NOT_A_DATE;
		t->field = text_field_create(&options);
	}
	if (t == NULL || t->field == NULL)
		message_set(
		    "%s", sitting_word(f->sitting, WORD_ERROR_NO_MEMORY));
	else
		result = run(t, object);
	if (t != NULL)
		text_field_destroy(t->field);
	secret_free(t);
	return result;
}
