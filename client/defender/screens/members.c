#include "members.h"

#include <stdio.h>

#include "answers.h"
#include "client/ui/list.h"
#include "client/ui/message.h"
#include "common/bytes/printable_text.h"
#include "common/bytes/secret.h"
#include "client/defender/screens/files/files.h"
#include "screens.h"

#define ROWS_MAX 64
#define ROW_BYTES 400

/* One look at the list, which is made anew after each question. */
struct state {
	struct session *session;
	const struct members *members;
	struct list *list;
	struct list_item items[ROWS_MAX];
	char rows[ROWS_MAX][ROW_BYTES];
	size_t n;
};

/* What stands behind the title; a screen of its own knows better. */
static void
put_answer(const struct session *s, const struct question *q,
    const cJSON *object, struct byte_writer *out)
{
	char number[24];
	char text[128] = "";

	if (q->kind == QUESTION_OWN && q->own == QUESTION_OWN_FILES) {
		if (files_count(s->writing.files) == 0)
			return;
		(void)snprintf(number, sizeof(number), "%zu",
		    files_count(s->writing.files));
		(void)snprintf(text, sizeof(text), "%s", number);
	} else if (q->kind == QUESTION_OWN && q->own == QUESTION_OWN_REPLIES) {
		(void)snprintf(text, sizeof(text), "%s",
		    answers_label("gender_answers",
			s->writing.no_reply ? "no" : "yes",
			s->sitting.language));
	} else {
		answers_show(
		    q, object, s->sitting.language, ANSWERS_SHORT, 0, out);
		if (out->len == 0 && q->own == QUESTION_OWN_LINK &&
		    q->kind == QUESTION_OWN &&
		    answers_text(object, "why_linked") != NULL)
			answers_show(question_of("why_linked"), object,
			    s->sitting.language, ANSWERS_SHORT, 0, out);
		return;
	}
	byte_writer_text(out, text);
}

static const char *
mark_of(const struct session *s, const struct question *q, bool answered)
{
	enum question_need need = s->writing.report == NULL
	    ? QUESTION_OPTIONAL
	    : question_need_of(q, answers_text(s->writing.report, "kind"));

	if (answered)
		return "+ ";
	if (need == QUESTION_NEEDED)
		return "! ";
	return need == QUESTION_BEFORE_ACTING ? "? " : "  ";
}

static void
fill_row(struct state *t, const struct question *q, char *ret_row)
{
	const struct session *s = t->session;
	const char *title = question_title(q, s->sitting.language);
	struct byte_writer answer, row;

	byte_writer_init(&answer, 65536 + ROW_BYTES);
	put_answer(s, q, t->members->object, &answer);
	byte_writer_init(&row, 65536 + 2 * ROW_BYTES);
	byte_writer_text(&row, mark_of(s, q, answer.len > 0));
	byte_writer_text(&row, title);
	if (answer.len > 0) {
		byte_writer_text(&row, ": ");
		byte_writer_put(&row, answer.data, answer.len);
	}
	if (!row.failed)
		printable_text_line(
		    (const char *)row.data, row.len, ret_row, ROW_BYTES);
	byte_writer_finish(&answer);
	byte_writer_finish(&row);
}

static void
draw(void *state, const struct paint_area *body)
{
	struct state *t = state;
	struct paint_area rest;

	sitting_head(&t->session->sitting, t->members->ask, t->members->help,
	    body, &rest);
	list_draw(t->list, &rest, sitting_base(&t->session->sitting));
}

static enum screen_result
key(void *state, const struct terminal_event *event)
{
	struct state *t = state;

	if (event->key == TERMINAL_NEXT)
		return t->members->may_go_on == NULL ||
			t->members->may_go_on(t->session)
		    ? SCREEN_NEXT
		    : SCREEN_STAY;
	/* Chosen: the caller looks at the list's choice. */
	return list_key(t->list, event) == LIST_KEY_CHOSEN ? SCREEN_NEXT
							   : SCREEN_STAY;
}

/* The index of what was chosen to `ret_at`; `n` where F2 went on. */
static enum screen_result
look(struct state *t, size_t *ret_at)
{
	const struct members *m = t->members;
	struct session *s = t->session;
	struct screen screen = {.title = m->title,
	    .steps = s->sitting.steps,
	    .help = sitting_word(&s->sitting, m->more),
	    .draw = draw,
	    .key = key,
	    .offers = SCREEN_OFFERS_LANGUAGE | SCREEN_OFFERS_SAVE | m->offers,
	    .state = t};
	struct list_model *model;
	enum screen_result result = SCREEN_BACK;
	size_t start = *ret_at;

	for (t->n = 0; m->table[t->n].member != NULL && t->n < ROWS_MAX;
	     t->n++) {
		fill_row(t, &m->table[t->n], t->rows[t->n]);
		t->items[t->n] = (struct list_item){t->rows[t->n], NULL};
	}
	t->list = list_create(t->items, t->n, LIST_ONE,
	    sitting_word(&s->sitting, WORD_LABEL_SEARCH));
	if (t->list == NULL) {
		message_set(
		    "%s", sitting_word(&s->sitting, WORD_ERROR_NO_MEMORY));
		return result;
	}
	model = list_model_of(t->list);
	list_model_move_to(model, start);
	result = sitting_run(&s->sitting, &screen);
	*ret_at = t->n;
	for (size_t i = 0; i < t->n; i++)
		if (list_model_chosen(model, i))
			*ret_at = i;
	list_destroy(t->list);
	return result;
}

/* Into the question; then the cursor goes to the next. */
static enum screen_result
enter(struct state *t, size_t *at)
{
	enum screen_result result = question_screen(
	    t->session, t->members->object, &t->members->table[*at]);

	if (result != SCREEN_BACK)
		++*at;
	return sitting_left(result) ? result : SCREEN_STAY;
}

enum screen_result
members_screen(struct session *s, const struct members *m)
{
	struct state *t = secret_alloc(sizeof(*t));
	enum screen_result result = SCREEN_STAY;
	size_t at = 0;

	if (t == NULL)
		return SCREEN_BACK;
	t->session = s;
	t->members = m;
	while (result == SCREEN_STAY) {
		result = look(t, &at);
		if (result == SCREEN_NEXT && at < t->n)
			result = enter(t, &at);
	}
	secret_free(t);
	return result;
}
