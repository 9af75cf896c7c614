/* A list on the screen, with its search; list_model.h is what it shows. */
#ifndef VALISE_UI_LIST_H
#define VALISE_UI_LIST_H

#include "client/ui/text/list_model.h"
#include "paint.h"
#include "terminal.h"

struct list;

enum list_key_result {
	LIST_KEY_TAKEN,
	LIST_KEY_CHOSEN, /* of LIST_ONE: one was chosen */
	LIST_KEY_OTHER   /* not a key of lists */
};

/*
 * Items as list_model_create() takes them; `search` is the label before what is
 * typed, borrowed.  NULL when out of memory or where a label is malformed.
 */
struct list *list_create(const struct list_item *items, size_t n,
    enum list_choice choice, const char *search);
void list_destroy(struct list *list); /* wipes; takes NULL */

/* Its items, choice and cursor; the list's own, and gone with it. */
struct list_model *list_model_of(struct list *list);

/* The search, a count, and as many items as there is room for. */
void list_draw(
    struct list *list, const struct paint_area *area, enum text_base base);

/*
 * Typing searches; a digit of any script chooses what has that number in view,
 * and is typed where nothing has; arrows and pages move; Enter chooses.
 */
enum list_key_result list_key(
    struct list *list, const struct terminal_event *event);

#endif
