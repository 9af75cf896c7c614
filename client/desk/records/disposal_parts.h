/* For disposal*.c alone. */
#ifndef VALISE_DESK_DISPOSAL_PARTS_H
#define VALISE_DESK_DISPOSAL_PARTS_H

#include "disposal.h"

#define TABLE_DISPOSALS "disposal"

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

#endif
