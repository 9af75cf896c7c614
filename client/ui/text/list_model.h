/*
 * A list to choose from: one item or several, searched by typing in any script,
 * the first nine of those in view by number keys.  It knows no screen.
 */
#ifndef VALISE_UI_LIST_MODEL_H
#define VALISE_UI_LIST_MODEL_H

#include <stdbool.h>
#include <stddef.h>

struct list_item {
	const char *label; /* UTF-8, NUL-terminated */
	const char *also;  /* more to be found by: other languages; or NULL */
};

enum list_choice { LIST_ONE, LIST_SEVERAL };

struct list_model;

/*
 * `items` are borrowed and outlive the model.  Which are chosen is kept in
 * guarded memory.  NULL when out of memory or where a label is malformed.
 */
struct list_model *list_model_create(
    const struct list_item *items, size_t n, enum list_choice choice);
void list_model_destroy(struct list_model *model); /* wipes; takes NULL */

/*
 * Shows what the search fits: first the labels that start with it, then items
 * where each of its words starts a word, then those that hold it elsewhere,
 * each in the order of the list.  The cursor goes to the first.  False when out
 * of memory: nothing changed.
 */
bool list_model_filter(struct list_model *model, const char *text, size_t len);

/* Items shown, and the index in `items` of the one at a place. */
size_t list_model_shown(const struct list_model *model);
size_t list_model_item(const struct list_model *model, size_t place);
const char *list_model_label(const struct list_model *model, size_t place);

/* The place of the cursor; 0 where nothing is shown.  Moves stop at the ends.
 */
size_t list_model_cursor(const struct list_model *model);
void list_model_move(struct list_model *model, long by);
void list_model_move_to(struct list_model *model, size_t place);

/*
 * The first place in view, where `rows` are: as the last time, moved only as
 * far as the cursor needs.
 */
size_t list_model_view(struct list_model *model, size_t rows);

/*
 * Chooses the item under the cursor, or takes the choice back where several can
 * be made.  False where nothing is shown.
 */
bool list_model_choose(struct list_model *model);

/*
 * The same with the item that has this number (1 to 9) in view; the cursor goes
 * there.  False where none has.
 */
bool list_model_choose_number(struct list_model *model, int number);

/* By index in `items`. */
bool list_model_chosen(const struct list_model *model, size_t item);
size_t list_model_chosen_count(const struct list_model *model);

#endif
