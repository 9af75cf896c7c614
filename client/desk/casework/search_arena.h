/*
 * The texts of all cases in one piece of memory, folded, to be searched in
 * while somebody types; wiped when it goes.
 */
#ifndef VALISE_DESK_SEARCH_ARENA_H
#define VALISE_DESK_SEARCH_ARENA_H

#include <stdbool.h>
#include <stddef.h>

#include "client/desk/cases/case_row.h"
#include "client/desk/store/desk_event.h"
#include "client/desk/store/store.h"

struct search_arena;

#define SEARCH_ARENA_MAX ((size_t)400 << 20) /* bytes of text in all */
#define SEARCH_ARENA_TEXT 160

struct search_arena_hit {
	char id[CASE_ID_BYTES];
	char text[SEARCH_ARENA_TEXT]; /* how its account begins, harmless,
				       * behind the mark of a stranger's */
};

/*
 * Reads all rows; one that can't be read is told.  NULL with a reason: memory,
 * the store, or more text than SEARCH_ARENA_MAX.
 */
struct search_arena *search_arena_create(struct desk_store *s,
    const struct desk_events *events, struct reason *ret_reason);
void search_arena_destroy(struct search_arena *a); /* wipes; takes NULL */

/*
 * Those that have each of the words, in order, at most `max`.  False: the words
 * are no text, or memory.
 */
bool search_arena_find(const struct search_arena *a, const char *words,
    struct search_arena_hit *ret_hits, size_t max, size_t *ret_n);

#endif
