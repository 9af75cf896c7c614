#include "members.h"

#include <stdio.h>

#include "tree.h"
#include "client/ui/list.h"
#include "client/ui/message.h"
#include "common/bytes/printable_text.h"
#include "common/bytes/secret.h"
#include "form.h"

#define ROWS_MAX 64
#define ROW_BYTES 400

/* One look at the list, which is made anew after each question. */
struct state {
	struct form *form;
	const struct members *members;
	struct list *list;
	struct list_item items[ROWS_MAX];
	char rows[ROWS_MAX][ROW_BYTES];
	size_t n;
};

/* What stands behind the title; the program knows its own. */
static void
put_answer(const struct form *f, const struct question *q, const cJSON *object,
    struct byte_writer *out)
{
	if (q->kind != QUESTION_OWN)
		tree_show(q, object, f->sitting->language, TREE_SHORT, 0, out);
	else if (f->own.show != NULL)
		f->own.show(f->own.context, q, object, out);
}

static const char *
mark_of(const struct form *f, const struct question *q, bool answered)
{
	enum question_need need =
	    f->own.need == NULL ? q->need : f->own.need(f->own.context, q);

	if (answered)
		return "+ ";
	if (need == QUESTION_NEEDED)
		return "! ";
	return need == QUESTION_BEFORE_ACTING ? "? " : "  ";
}

static void
fill_row(struct state *t, const struct question *q, char *ret_row)
{
	const struct form *f = t->form;
	const char *title = question_title(q, f->sitting->language);
	struct byte_writer answer, row;

	byte_writer_init(&answer, 65536 + ROW_BYTES);
	put_answer(f, q, t->members->object, &answer);
	byte_writer_init(&row, 65536 + 2 * ROW_BYTES);
	byte_writer_text(&row, mark_of(f, q, answer.len > 0));
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

	sitting_head(
	    t->form->sitting, t->members->ask, t->members->help, body, &rest);
	list_draw(t->list, &rest, sitting_base(t->form->sitting));
}

static enum screen_result
key(void *state, const struct terminal_event *event)
{
	struct state *t = state;

	if (event->key == TERMINAL_NEXT)
		return SCREEN_NEXT;
	/* Chosen: the caller looks at the list's choice. */
	return list_key(t->list, event) == LIST_KEY_CHOSEN ? SCREEN_NEXT
							   : SCREEN_STAY;
}

/* The index of what was chosen to `ret_at`; `n` where F2 went on. */
static enum screen_result
look(struct state *t, size_t *ret_at)
{
	const struct members *m = t->members;
	struct form *f = t->form;
	struct screen screen = {.title = m->title,
	    .steps = f->sitting->steps,
	    .help = sitting_word(f->sitting, m->more),
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
	    sitting_word(f->sitting, WORD_LABEL_SEARCH));
	if (t->list == NULL) {
		message_set(
		    "%s", sitting_word(f->sitting, WORD_ERROR_NO_MEMORY));
		return result;
	}
	model = list_model_of(t->list);
	list_model_move_to(model, start);
	result = sitting_run(f->sitting, &screen);
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
	    t->form, t->members->object, &t->members->table[*at]);

	if (result != SCREEN_BACK)
		++*at;
	return sitting_left(result) ? result : SCREEN_STAY;
}

enum screen_result
members_screen(struct form *f, const struct members *m)
{
	struct state *t = secret_alloc(sizeof(*t));
	enum screen_result result = SCREEN_STAY;
	size_t at = 0;

	if (t == NULL)
		return SCREEN_BACK;
	t->form = f;
	t->members = m;
	while (result == SCREEN_STAY) {
		result = look(t, &at);
		if (result == SCREEN_NEXT && at < t->n)
			result = enter(t, &at);
	}
	secret_free(t);
	return result;
}
