/* The cells of a bulletin, while it is made (docs/BULLETIN.md 3). */
#ifndef VALISE_DESK_BULLETIN_CELLS_H
#define VALISE_DESK_BULLETIN_CELLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/bytes/byte_writer.h"
#include "common/envelope/age_key.h"
#include "common/report/reply_cell.h"

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
 * Seals a text to one key, over as many cells as it takes; the id is of
 * REPLY_CELL_ID_BYTES, NULL: a new one is drawn.  False where one can't be
 * sealed.
 */
bool bulletin_cells_text(struct bulletin_cells *c,
    const struct age_recipient *to, enum reply_kind kind, const uint8_t *id,
    const char *text, size_t len);

/* Adds cells that no one can open, up to a power of two; false: memory. */
bool bulletin_cells_fill(struct bulletin_cells *c);

/* So that a cell's place tells no sender how many others there are. */
void bulletin_cells_shuffle(struct bulletin_cells *c);

#endif
