#include "list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "field.h"
#include "common/bytes/decimal_digits.h"
#include "common/bytes/printable_text.h"

#define SEARCH_CLUSTERS 64
#define HEAD_ROWS 2

struct list {
	struct list_model *model;
	struct text_field *search;
	const char *label;
	enum list_choice choice;
	size_t n;
	long page;
};

struct list *
list_create(const struct list_item *items, size_t n, enum list_choice choice,
    const char *search)
{
	const struct text_field_options options = {.clusters = SEARCH_CLUSTERS};
	struct list *list = calloc(1, sizeof(*list));

	if (list == NULL)
		return NULL;
	list->label = search;
	list->choice = choice;
	list->n = n;
	list->page = 1;
	list->model = list_model_create(items, n, choice);
	list->search = text_field_create(&options);
	if (list->model == NULL || list->search == NULL) {
		list_destroy(list);
		return NULL;
	}
	return list;
}

void
list_destroy(struct list *list)
{
	if (list == NULL)
		return;
	list_model_destroy(list->model);
	text_field_destroy(list->search);
	free(list);
}

struct list_model *
list_model_of(struct list *list)
{
	return list->model;
}

static void
draw_item(const struct list *list, size_t place, size_t number, int row,
    const struct paint_area *area, enum text_base base)
{
	size_t item = list_model_item(list->model, place);
	const char *mark = "";
	char *line;

	if (list->choice == LIST_SEVERAL)
		mark = list_model_chosen(list->model, item) ? "[x] " : "[ ] ";
	else if (list_model_chosen(list->model, item))
		mark = "* ";
	if (asprintf(&line, "%c %s%s", number <= 9 ? (char)('0' + number) : ' ',
		mark, list_model_label(list->model, place)) < 0)
		return;
	paint_line(row, area->left, area->columns, line, base,
	    place == list_model_cursor(list->model) ? PAINT_MARKED
						    : PAINT_PLAIN);
	sodium_memzero(line, strlen(line)); /* it may have an answer */
	free(line);
}

void
list_draw(struct list *list, const struct paint_area *area, enum text_base base)
{
	int rows = area->rows - HEAD_ROWS - 1;
	char count[64];
	size_t top, shown = list_model_shown(list->model);

	list->page = rows < 1 ? 0 : rows;
	if (rows < 1)
		return;
	top = list_model_view(list->model, (size_t)rows);
	for (size_t i = 0; i < (size_t)rows && top + i < shown; i++)
		draw_item(list, top + i, i + 1, area->top + HEAD_ROWS + (int)i,
		    area, base);
	(void)snprintf(count, sizeof(count), "%zu / %zu", shown, list->n);
	paint_line(area->top + area->rows - 1, area->left, area->columns, count,
	    base, PAINT_PLAIN);
	field_draw(list->search, area->top, area->left, area->columns,
	    list->label, base);
}

/* The value of the first character, -1 for no digit; goes on behind it. */
static int
next_digit(const char **text, size_t *len)
{
	uint32_t point;
	size_t step =
	    printable_text_decode((const uint8_t *)*text, *len, &point);

	if (step == 0)
		return -1;
	*text += step;
	*len -= step;
	return decimal_digits_value(point);
}

static bool
are_digits(const char *text, size_t len)
{
	while (len > 0)
		if (next_digit(&text, &len) < 0)
			return false;
	return true;
}

/* LIST_KEY_OTHER: no item in view has one of the numbers. */
static enum list_key_result
choose_numbers(struct list *list, const char *text, size_t len)
{
	bool chosen = false;

	/* Nothing that is not seen is chosen; and one is enough of one. */
	while (
	    len > 0 && list->page > 0 && !(chosen && list->choice == LIST_ONE))
		chosen = list_model_choose_number(
			     list->model, next_digit(&text, &len)) ||
		    chosen;
	if (!chosen)
		return LIST_KEY_OTHER;
	return list->choice == LIST_ONE ? LIST_KEY_CHOSEN : LIST_KEY_TAKEN;
}

static enum list_key_result
search(struct list *list, const struct terminal_event *event)
{
	struct text_buffer *typed = text_field_buffer(list->search);
	enum list_key_result result = LIST_KEY_OTHER;

	if (event->key == TERMINAL_TEXT && are_digits(event->text, event->len))
		result = choose_numbers(list, event->text, event->len);
	if (result != LIST_KEY_OTHER)
		return result;
	if (!field_key(list->search, event))
		return LIST_KEY_OTHER;
	(void)list_model_filter(
	    list->model, text_buffer_text(typed), text_buffer_len(typed));
	return LIST_KEY_TAKEN;
}

enum list_key_result
list_key(struct list *list, const struct terminal_event *event)
{
	switch (event->key) {
	case TERMINAL_UP:
		list_model_move(list->model, -1);
		return LIST_KEY_TAKEN;
	case TERMINAL_DOWN:
		list_model_move(list->model, 1);
		return LIST_KEY_TAKEN;
	case TERMINAL_PAGE_UP:
		list_model_move(list->model, -list->page);
		return LIST_KEY_TAKEN;
	case TERMINAL_PAGE_DOWN:
		list_model_move(list->model, list->page);
		return LIST_KEY_TAKEN;
	case TERMINAL_HOME:
		list_model_move_to(list->model, 0);
		return LIST_KEY_TAKEN;
	case TERMINAL_END:
		list_model_move_to(list->model, SIZE_MAX);
		return LIST_KEY_TAKEN;
	case TERMINAL_ENTER:
		if (list->page < 1)
			return LIST_KEY_TAKEN;
		return list_model_choose(list->model) &&
			list->choice == LIST_ONE
		    ? LIST_KEY_CHOSEN
		    : LIST_KEY_TAKEN;
	default:
		return search(list, event);
	}
}
