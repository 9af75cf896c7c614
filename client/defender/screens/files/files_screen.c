/* What goes along: a list of files, each with what is said of it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/form/tree.h"
#include "client/ui/list.h"
#include "client/ui/message.h"
#include "common/bytes/printable_text.h"
#include "common/bytes/secret.h"
#include "file_screens.h"
#include "client/defender/evidence/files.h"

#define ROW_BYTES 640

struct state {
	struct session *session;
	struct list *list;
	struct list_item *items;
	char (*rows)[ROW_BYTES]; /* guarded */
	size_t n;                /* files; the row behind them adds one */
	bool remove;             /* F7 was pressed twice */
	size_t asked;            /* the file for which once; or n + 1 */
};

static void
draw(void *state, const struct paint_area *body)
{
	struct state *t = state;
	struct session *s = t->session;
	struct paint_area rest;

	sitting_head(&s->sitting,
	    sitting_word(&s->sitting, WORD_ASK_ATTACHMENTS),
	    sitting_word(&s->sitting, WORD_HELP_ATTACHMENTS), body, &rest);
	list_draw(t->list, &rest, sitting_base(&s->sitting));
}

/* Twice in a row for the same. */
static enum screen_result
ask_to_remove(struct state *t, const struct list_model *model)
{
	size_t at = list_model_shown(model) > 0
	    ? list_model_item(model, list_model_cursor(model))
	    : t->n;

	if (at >= t->n)
		return SCREEN_STAY;
	t->remove = t->asked == at;
	t->asked = at;
	if (t->remove)
		return SCREEN_NEXT;
	message_set(
	    "%s", sitting_word(&t->session->sitting, WORD_LABEL_REMOVE_AGAIN));
	return SCREEN_STAY;
}

static enum screen_result
key(void *state, const struct terminal_event *event)
{
	struct state *t = state;

	if (event->key == TERMINAL_REMOVE)
		return ask_to_remove(t, list_model_of(t->list));
	t->asked = t->n + 1;
	if (event->key == TERMINAL_NEXT)
		return SCREEN_NEXT;
	return list_key(t->list, event) == LIST_KEY_CHOSEN ? SCREEN_NEXT
							   : SCREEN_STAY;
}

/* "1. name, 1.0 MB; Cleaned copy; A witness" */
static void
fill_row(const struct session *s, size_t index, char ret_row[static ROW_BYTES])
{
	const struct file_entry *entry = files_at(s->writing.files, index);
	const char *maker = tree_text(entry->about, "made_by");
	char file[ROW_BYTES / 2], made_by[ROW_BYTES / 4] = "";

	file_row(s, index, file, sizeof(file));
	if (maker != NULL)
		maker = tree_label("makers", maker, s->sitting.language);
	if (maker != NULL)
		printable_text_line(
		    maker, strlen(maker), made_by, sizeof(made_by));
	(void)snprintf(ret_row, ROW_BYTES, "%zu. %s; %s%s%s", index + 1, file,
	    sitting_word(&s->sitting,
		entry->form == EVIDENCE_CLEANED ? WORD_LABEL_CLEANED
						: WORD_LABEL_ORIGINAL),
	    maker == NULL ? "" : "; ", made_by);
}

static bool
make_list(struct state *t, size_t at)
{
	const struct session *s = t->session;

	t->n = files_count(s->writing.files);
	t->items = calloc(t->n + 1, sizeof(*t->items));
	t->rows = secret_alloc((t->n + 1) * sizeof(*t->rows));
	if (t->items == NULL || t->rows == NULL)
		return false;
	for (size_t i = 0; i < t->n; i++)
		fill_row(s, i, t->rows[i]);
	(void)snprintf(t->rows[t->n], ROW_BYTES, "+ %s",
	    sitting_word(&s->sitting, WORD_KEY_ADD));
	for (size_t i = 0; i <= t->n; i++)
		t->items[i].label = t->rows[i];
	t->list = list_create(t->items, t->n + 1, LIST_ONE,
	    sitting_word(&s->sitting, WORD_LABEL_SEARCH));
	if (t->list == NULL)
		return false;
	list_model_move_to(list_model_of(t->list), at < t->n ? at : t->n);
	t->asked = t->n + 1;
	t->remove = false;
	return true;
}

static void
end_list(struct state *t)
{
	list_destroy(t->list);
	free(t->items);
	secret_free(t->rows);
	t->list = NULL;
	t->items = NULL;
	t->rows = NULL;
}

/*
 * One look at the list.  The index of what was chosen to `at`, or `n` + 1 where
 * F2 went on.
 */
static enum screen_result
look(struct state *t, size_t *at)
{
	struct session *s = t->session;
	const struct key_bar_key remove = {
	    "F7", sitting_word(&s->sitting, WORD_KEY_REMOVE)};
	struct screen screen = {
	    .title = sitting_word(&s->sitting, WORD_TITLE_ATTACHMENTS),
	    .steps = s->sitting.steps,
	    .help = sitting_word(&s->sitting, WORD_TEXT_HELP_ATTACH),
	    .keys = &remove,
	    .n_keys = 1,
	    .draw = draw,
	    .key = key,
	    .offers = SCREEN_OFFERS_LANGUAGE | SCREEN_OFFERS_SAVE,
	    .state = t};
	struct list_model *model;
	enum screen_result result = SCREEN_BACK;

	if (!make_list(t, *at)) {
		message_set(
		    "%s", sitting_word(&s->sitting, WORD_ERROR_NO_MEMORY));
		end_list(t);
		return result;
	}
	if (t->n == 0)
		screen.offers |= SCREEN_OFFERS_SKIP;
	model = list_model_of(t->list);
	result = sitting_run(&s->sitting, &screen);
	*at = t->n + 1;
	if (t->remove)
		*at = list_model_item(model, list_model_cursor(model));
	for (size_t i = 0; i <= t->n && !t->remove; i++)
		if (list_model_chosen(model, i))
			*at = i;
	end_list(t);
	return result;
}

/* The file stays where it is. */
static void
take_out(struct session *s, size_t at)
{
	bool told =
	    tree_find(s->writing.report, "narrative_attachment") != NULL;

	files_remove(s->writing.files, at, s->writing.report);
	if (told &&
	    tree_find(s->writing.report, "narrative_attachment") == NULL)
		message_set(
		    "%s", sitting_word(&s->sitting, WORD_LABEL_TOLD_IT));
}

/* What is new is asked about at once. */
static enum screen_result
enter(struct state *t, size_t at)
{
	struct session *s = t->session;
	enum screen_result result = SCREEN_NEXT;

	if (at == t->n)
		result = file_add_screen(s);
	if (result == SCREEN_NEXT)
		result = file_about_screen(s, at);
	return sitting_left(result) ? result : SCREEN_STAY;
}

enum screen_result
files_screen(struct session *s)
{
	struct state t = {.session = s};
	enum screen_result result = SCREEN_STAY;
	size_t at = 0;

	while (result == SCREEN_STAY) {
		result = look(&t, &at);
		if (result != SCREEN_NEXT || at > t.n)
			break;
		if (t.remove)
			take_out(s, at);
		result = t.remove ? SCREEN_STAY : enter(&t, at);
	}
	return result;
}
