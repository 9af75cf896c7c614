/* Code lists as items to choose from, found by typing in any language. */
#ifndef VALISE_FORM_CHOICES_H
#define VALISE_FORM_CHOICES_H

#include <stdbool.h>
#include <stddef.h>

#include "client/ui/text/list_model.h"
#include "common/report/language.h"

struct choices {
	size_t n;
	struct list_item *items; /* labels in the person's language */
	const char **codes;      /* of each; NULL for `extra` */
	char **also;             /* owned */
};

/*
 * The lists, named with blanks between, one after the other; then, where not
 * NULL, an item `extra` without a code, which is first where `extra_first`.
 * False when out of memory; it is to be ended all the same.
 */
enum choices_extra { CHOICES_EXTRA_LAST, CHOICES_EXTRA_FIRST };
bool choices_make(struct choices *c, const char *lists, enum language language,
    const char *extra, enum choices_extra where);
void choices_finish(struct choices *c);

/* The index of a code; `n` where it is none of them. */
size_t choices_index(const struct choices *c, const char *code);

#endif
