/*
 * A list of rows that a program makes: members of a form, records, files.  With
 * a row behind them that adds one, and a key that takes one out.
 */
#ifndef VALISE_SITTING_ROW_LIST_H
#define VALISE_SITTING_ROW_LIST_H

#include "face.h"
#include "sitting.h"

#define ROW_LIST_BYTES 640 /* of one row, with its NUL */
#define ROW_LIST_NONE ((size_t)-1)

enum row_list_kind { ROW_LIST_FIXED, ROW_LIST_GROWS };

struct row_list {
	struct face_ask ask; /* `remove` is filled in */
	size_t n;
	enum row_list_kind kind;
	/* Writes row `at`, printable, with its NUL. */
	void (*row)(
	    void *context, size_t at, char ret_row[static ROW_LIST_BYTES]);
	void *context;
};

/*
 * One look at it, the cursor on row `*at`.  WAY_NEXT: the row that was chosen
 * to `at`, `n` for the one that adds, ROW_LIST_NONE where the person goes on.
 * WAY_REMOVE: the row, asked for twice.  Where memory ends that is said, and it
 * is WAY_BACK.
 */
enum way row_list_ask(
    struct sitting *s, const struct row_list *list, size_t *at);

#endif
