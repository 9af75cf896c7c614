/* For disposal*.c alone. */
#ifndef VALISE_DESK_DISPOSAL_PARTS_H
#define VALISE_DESK_DISPOSAL_PARTS_H

#include "client/desk/cases/case_row.h"
#include "disposal.h"

#define TABLE_DISPOSALS "disposal"

/*
 * By which a key of before is known again, should a copy bring it back: BLAKE2b
 * of it, 16 bytes, in hexadecimal; "" where the case has none.
 */
#define DISPOSAL_KEY_BYTES 33
void disposal_key_mark(struct desk_store *s, uint32_t number,
    char ret_mark[static DISPOSAL_KEY_BYTES]);

/* Rows that are of cases and are not named after them. */
struct disposal_rows {
	size_t n, room;
	struct disposal_row {
		const char *table; /* TABLE_OUTBOX or TABLE_LOOKS */
		char id[64];
		uint32_t number; /* of its case */
		bool waits;      /* a reply that is to leave */
	} * list;
};
/* Those of the cases of these numbers; false with a reason. */
bool disposal_rows_find(struct desk_store *s, const uint32_t *numbers, size_t n,
    struct disposal_rows *ret_rows, struct reason *reason);
void disposal_rows_finish(struct disposal_rows *rows);

/*
 * Whether something outward waits or is to be answered, it is to be kept
 * longer, or that can't be told; then why.
 */
bool disposal_work_goes_on(
    struct desk_store *s, const struct case_row *row, struct reason *ret_why);

/* While a plan is made. */
struct planning {
	struct vault *v;
	struct desk_store *s;
	struct disposal_plan *plan;
	void (*blocked)(void *context, const char *id, enum disposal_block why,
	    const char *text);
	void *context;
	const char *schedule;
	size_t n_named, room_named; /* keys that opened an original */
	char (*named)[DESK_STORE_NAME_ID_BYTES];
	struct reason *reason;
};
/* Adds the key that opened that one; where it is not known, any may. */
bool disposal_await_item(struct planning *p, const struct case_row *row);
/* Then all that it waits for; false with a reason. */
bool disposal_await_all(struct planning *p);

#endif
