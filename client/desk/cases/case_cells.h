/*
 * What leaves for the sender of a case, sealed as soon as it is said: whoever
 * makes a bulletin of it has no need of the reply key (docs/BULLETIN.md 3).
 */
#ifndef VALISE_DESK_CASE_CELLS_H
#define VALISE_DESK_CASE_CELLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "common/bytes/byte_writer.h"
#include "common/envelope/age_key.h"
#include "common/report/reply_cell.h"

/* A text in as many cells as it takes; each may be NULL: any. */
struct case_said {
	enum reply_kind kind;
	const uint8_t *id; /* REPLY_CELL_ID_BYTES */
	const char *text;
	size_t len;
};

/*
 * The cells to that key, for a row: {`cells`, `seeds`}, both base64; each cell
 * is drawn from a seed of its own (common/crypto/randomness.h), by which it is
 * seen later what it says.  NULL: memory, or too long for one message.
 */
cJSON *case_cells_seal(
    const struct age_recipient *to, const struct case_said *said);

enum case_cells_verdict {
	CASE_CELLS_GOOD,
	CASE_CELLS_OTHER, /* they say something else, or can't be read */
	CASE_CELLS_FAILED /* memory: nothing is known of them */
};
/*
 * Adds the cells of a row to `w` once each was opened, by the key that its seed
 * gives, and says that text; nothing unless all do.
 */
enum case_cells_verdict case_cells_add(
    const cJSON *cells, const struct case_said *said, struct byte_writer *w);

/*
 * Whether the cells of a row are that text to that key, made again from their
 * seeds: for one who holds the source, and so knows the key.
 */
enum case_cells_verdict case_cells_are_to(const cJSON *cells,
    const struct case_said *said, const struct age_recipient *to);

/* How many cells a text takes. */
size_t case_cells_count(size_t len);

#endif
