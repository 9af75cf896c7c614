/* Search over everything that is told of cases, and worked on them. */
#ifndef VALISE_DESK_SEARCH_H
#define VALISE_DESK_SEARCH_H

#include <stdbool.h>
#include <stddef.h>

#include "client/desk/cases/case_row.h"
#include "client/desk/store/desk_event.h"
#include "client/desk/store/store.h"

struct search_hit {
	const char *id;
	const char *text; /* how its account begins: a stranger's */
};
struct search_result {
	size_t n;
	size_t looked_at;
	size_t unread; /* that could not be read: not silence */
};

/*
 * Every case and follow-up that has each of the words, without case, accents
 * or width, anywhere in its report or its work; who told it is not searched.
 * `each` returns false to end it.  False with a reason: memory, or the store.
 */
bool search_cases(struct desk_store *s, const char *const *words, size_t n,
    bool (*each)(void *context, const struct search_hit *hit), void *context,
    struct search_result *ret_result, const struct desk_events *events,
    struct reason *ret_reason);

#endif
