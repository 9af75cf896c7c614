#include "members.h"

#include "tree.h"
#include "client/sitting/row_list.h"
#include "common/bytes/printable_text.h"
#include "form.h"

#define ANSWER_MAX 65536 /* bytes that are looked at */

struct state {
	struct form *form;
	const struct members *members;
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
fill_row(void *context, size_t at, char ret_row[static ROW_LIST_BYTES])
{
	const struct state *t = context;
	const struct form *f = t->form;
	const struct question *q = &t->members->table[at];
	const char *title = question_title(q, f->sitting->language);
	struct byte_writer answer, row;

	byte_writer_init(&answer, ANSWER_MAX);
	put_answer(f, q, t->members->object, &answer);
	byte_writer_init(&row, ANSWER_MAX + ROW_LIST_BYTES);
	byte_writer_text(&row, mark_of(f, q, answer.len > 0));
	byte_writer_text(&row, title);
	if (answer.len > 0) {
		byte_writer_text(&row, ": ");
		byte_writer_put(&row, answer.data, answer.len);
	}
	if (!row.failed)
		printable_text_line(
		    (const char *)row.data, row.len, ret_row, ROW_LIST_BYTES);
	byte_writer_finish(&answer);
	byte_writer_finish(&row);
}

/* The list, made anew after each question. */
static enum way
look(struct state *t, size_t *at)
{
	const struct members *m = t->members;
	const struct row_list list = {
	    .ask = {.title = m->title,
		.ask = m->ask,
		.help = m->help,
		.more = sitting_word(t->form->sitting, m->more),
		.offers = OFFERS_LANGUAGE | OFFERS_SAVE | m->offers},
	    .n = t->n,
	    .kind = ROW_LIST_FIXED,
	    .row = fill_row,
	    .context = t};

	return row_list_ask(t->form->sitting, &list, at);
}

/* Into the question; then the cursor goes to the next. */
static enum way
enter(const struct state *t, size_t *at)
{
	enum way way =
	    form_ask(t->form, t->members->object, &t->members->table[*at]);

	if (way != WAY_BACK)
		++*at;
	return sitting_left(way) ? way : WAY_STAY;
}

enum way
members_ask(struct form *f, const struct members *m)
{
	struct state t = {.form = f, .members = m};
	enum way way = WAY_STAY;
	size_t at = 0;

	while (m->table[t.n].member != NULL)
		t.n++;
	while (way == WAY_STAY) {
		way = look(&t, &at);
		if (way == WAY_NEXT && at < t.n)
			way = enter(&t, &at);
	}
	return way;
}
