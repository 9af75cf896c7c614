/* The cells of a bulletin, while it is made (docs/BULLETIN.md 3). */
#ifndef VALISE_DESK_BULLETIN_CELLS_H
#define VALISE_DESK_BULLETIN_CELLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "client/desk/cases/case_cells.h"
#include "common/bytes/byte_writer.h"
#include "common/crypto/randomness.h"

struct bulletin_cells {
	struct randomness *random; /* the caller's; NULL: the system's */
	size_t n;
	struct byte_writer bytes; /* BULLETIN_CELL_BYTES each */
};

/*
 * Empty; finish() wipes and frees what was added, and leaves it empty.  All
 * that is drawn at random is drawn from `random`: with its seed, and the same
 * texts in the same order, the same bytes come out (docs/BULLETIN.md 3).
 */
void bulletin_cells_init(struct bulletin_cells *c, struct randomness *random);
void bulletin_cells_finish(struct bulletin_cells *c);

/*
 * Adds cells that were sealed when it was said (case_cells.h), once it is seen
 * that they say it.
 */
enum case_cells_verdict bulletin_cells_take(
    struct bulletin_cells *c, const cJSON *cells, const struct case_said *said);

/* Adds cells that no one can open, up to a power of two; false: memory. */
bool bulletin_cells_fill(struct bulletin_cells *c);

/* So that a cell's place tells no sender how many others there are. */
void bulletin_cells_shuffle(struct bulletin_cells *c);

#endif
