/* A date as the person knows it, and what is made of it. */
#include <stdio.h>
#include <string.h>

#include "tree.h"
#include "common/dates/fuzzy_date.h"
#include "client/sitting/face.h"
#include "client/words/shared_words.h"
#include "common/bytes/secret.h"
#include "form.h"

#define DATE_CLUSTERS 200

struct state {
	struct form *form;
	const struct question *q;
	enum fuzzy_calendar calendar;
	enum fuzzy_precision precision; /* FUZZY_AS_READ, or coarser */
	enum fuzzy_status status;
	struct fuzzy_date date;
};

static void
read_typed(struct state *t, const char *text, size_t len)
{
	t->status = len == 0
	    ? FUZZY_NOT_A_DATE
	    : fuzzy_date_read(text, len, t->calendar, &t->date);
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
note(void *context, const char *text, size_t len,
    char ret_notes[FACE_NOTES][FACE_NOTE_BYTES])
{
	struct state *t = context;
	const char *const values[] = {calendar_label(t)};

	read_typed(t, text, len);
	(void)words_fill(WORD_LABEL_CALENDAR, t->form->sitting->language,
	    values, 1, ret_notes[0], FACE_NOTE_BYTES);
	tell_reading(t, ret_notes[1], FACE_NOTE_BYTES);
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

static void
turn(void *context, enum way key)
{
	struct state *t = context;

	if (key == WAY_MORE)
		next_calendar(t);
	else
		next_precision(t);
}

/* Whatever was typed is kept or said: no date is dropped silently. */
static const char *
wrong(void *context, enum way way, const char *text, size_t len)
{
	static const struct word *const errors[] = {
	    [FUZZY_NOT_A_DATE] = WORD_ERROR_BAD_DATE,
	    [FUZZY_NO_SUCH_DAY] = WORD_ERROR_NO_SUCH_DAY,
	    [FUZZY_AMBIGUOUS] = WORD_ERROR_DATE_AMBIGUOUS,
	    [FUZZY_SHORT_YEAR] = WORD_ERROR_SHORT_YEAR,
	    [FUZZY_OUT_OF_RANGE] = WORD_ERROR_DATE_RANGE,
	    [FUZZY_TOO_LONG] = WORD_LABEL_FULL};
	struct state *t = context;

	(void)way;
	read_typed(t, text, len);
	if (t->status == FUZZY_OK || t->status == FUZZY_WORDS || len == 0)
		return NULL;
	return sitting_word(t->form->sitting, errors[t->status]);
}

/* What was typed before, or else the date itself. */
static void
load(struct state *t, const cJSON *object, struct text_field *field)
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
	    field, text, strlen(text), TEXT_BUFFER_PASTED, NULL);
	read_typed(t, text_buffer_text(text_field_buffer(field)),
	    text_buffer_len(text_field_buffer(field)));
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

static enum way
run(struct state *t, cJSON *object, struct text_field *field,
    const struct text_field_options *options)
{
	struct sitting *s = t->form->sitting;
	struct face_line line = {.ask = question_face(s, t->q),
	    .field = options,
	    .wrong = wrong,
	    .note = note,
	    .turn = turn,
	    .context = t};
	enum way way;

	line.ask.more = sitting_word(s, WORD_TEXT_HELP_DATE);
	line.ask.own = sitting_word(s, WORD_KEY_CALENDAR);
	line.ask.remove = sitting_word(s, WORD_KEY_EXACTNESS);
	line.ask.offers = FORM_OFFERS;
	load(t, object, field);
	way = s->face->line(s, &line, field);
	if (sitting_left(way))
		return way;
	if (!(way == WAY_SKIP ? tree_put(object, t->q->member, NULL)
			      : store(t, object)))
		sitting_say(s, WORD_ERROR_NO_MEMORY);
	return way;
}

enum way
form_date(struct form *f, cJSON *object, const struct question *q)
{
	const struct text_field_options options = {.clusters = DATE_CLUSTERS};
	struct text_field *field = text_field_create(&options);
	struct state *t = secret_alloc(sizeof(*t));
	enum way way = WAY_BACK;

	if (t == NULL || field == NULL) {
		sitting_say(f->sitting, WORD_ERROR_NO_MEMORY);
	} else {
		t->form = f;
		t->q = q;
		t->status = FUZZY_NOT_A_DATE;
		way = run(t, object, field, &options);
	}
	text_field_destroy(field);
	secret_free(t);
	return way;
}
