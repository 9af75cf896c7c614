#include "list_model.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "text_fold.h"
#include "common/bytes/secret.h"

/* Number keys. */
#define NUMBERED 9

struct list_model {
	const struct list_item *items;
	size_t n;
	enum list_choice choice;
	char **folded;    /* label and other names; owned */
	uint32_t *places; /* indices of what is shown; guarded */
	uint8_t *chosen;  /* by index; guarded */
	size_t shown;
	size_t cursor;
	size_t top;
	size_t rows;
};

static char *
fold_item(const struct list_item *item)
{
	char *whole, *folded = NULL;

	if (asprintf(&whole, "%s %s", item->label,
		item->also == NULL ? "" : item->also) < 0)
		return NULL;
	folded = text_fold(whole, strlen(whole));
	sodium_memzero(whole, strlen(whole)); /* it may have an answer */
	free(whole);
	return folded;
}

struct list_model *
list_model_create(
    const struct list_item *items, size_t n, enum list_choice choice)
{
	struct list_model *model = calloc(1, sizeof(*model));

	if (model == NULL)
		return NULL;
	model->items = items;
	model->n = n;
	model->choice = choice;
	model->rows = NUMBERED;
	model->folded = calloc(n + 1, sizeof(*model->folded));
	model->places = secret_alloc((n + 1) * sizeof(*model->places));
	model->chosen = secret_alloc(n + 1);
	if (model->folded == NULL || model->places == NULL ||
	    model->chosen == NULL)
		goto failed;
	for (size_t i = 0; i < n; i++) {
		model->folded[i] = fold_item(&items[i]);
		if (model->folded[i] == NULL)
			goto failed;
		model->places[i] = (uint32_t)i;
	}
	model->shown = n;
	return model;
failed:
	list_model_destroy(model);
	return NULL;
}

void
list_model_destroy(struct list_model *model)
{
	if (model == NULL)
		return;
	for (size_t i = 0; model->folded != NULL && i < model->n; i++)
		text_fold_free(model->folded[i]);
	free(model->folded);
	secret_free(model->places);
	secret_free(model->chosen);
	free(model);
}

bool
list_model_filter(struct list_model *model, const char *text, size_t len)
{
	char *search = text_fold(text, len);

	if (search == NULL)
		return false;
	model->shown = model->cursor = model->top = 0;
	for (enum text_fold_match want = TEXT_FOLD_START; want > TEXT_FOLD_NONE;
	     want--)
		for (size_t i = 0; i < model->n; i++)
			if (text_fold_match(model->folded[i], search) == want)
				model->places[model->shown++] = (uint32_t)i;
	text_fold_free(search);
	return true;
}

size_t
list_model_shown(const struct list_model *model)
{
	return model->shown;
}

size_t
list_model_item(const struct list_model *model, size_t place)
{
	return model->places[place];
}

const char *
list_model_label(const struct list_model *model, size_t place)
{
	return model->items[model->places[place]].label;
}

size_t
list_model_cursor(const struct list_model *model)
{
	return model->cursor;
}

void
list_model_move_to(struct list_model *model, size_t place)
{
	if (model->shown == 0)
		return;
	model->cursor = place < model->shown ? place : model->shown - 1;
	(void)list_model_view(model, model->rows);
}

void
list_model_move(struct list_model *model, long by)
{
	size_t back = by < 0 ? (size_t)-by : 0;

	if (by >= 0)
		list_model_move_to(model, model->cursor + (size_t)by);
	else
		list_model_move_to(
		    model, back > model->cursor ? 0 : model->cursor - back);
}

size_t
list_model_view(struct list_model *model, size_t rows)
{
	model->rows = rows == 0 ? 1 : rows;
	if (model->cursor < model->top)
		model->top = model->cursor;
	if (model->cursor >= model->top + model->rows)
		model->top = model->cursor - model->rows + 1;
	if (model->top + model->rows > model->shown)
		model->top =
		    model->shown > model->rows ? model->shown - model->rows : 0;
	return model->top;
}

bool
list_model_choose(struct list_model *model)
{
	size_t item;

	if (model->shown == 0)
		return false;
	item = model->places[model->cursor];
	if (model->choice == LIST_SEVERAL) {
		model->chosen[item] = !model->chosen[item];
	} else {
		memset(model->chosen, 0, model->n);
		model->chosen[item] = 1;
	}
	return true;
}

bool
list_model_choose_number(struct list_model *model, int number)
{
	size_t place = model->top + (size_t)number - 1;

	if (number < 1 || number > NUMBERED || (size_t)number > model->rows ||
	    place >= model->shown)
		return false;
	model->cursor = place;
	return list_model_choose(model);
}

bool
list_model_chosen(const struct list_model *model, size_t item)
{
	return model->chosen[item] != 0;
}

size_t
list_model_chosen_count(const struct list_model *model)
{
	size_t n = 0;

	for (size_t i = 0; i < model->n; i++)
		n += model->chosen[i] != 0;
	return n;
}
