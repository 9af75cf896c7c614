/* A bulletin while it is made; for bulletin*.c alone. */
#ifndef VALISE_DESK_BULLETIN_PARTS_H
#define VALISE_DESK_BULLETIN_PARTS_H

#include "bulletin.h"
#include "bulletin_cells.h"
#include "bulletin_draft.h"
#include "client/desk/cases/case_tables.h"
#include "client/desk/cases/cases.h"
#include "common/bytes/utc_time.h"
#include "common/crypto/randomness.h"
#include "common/notes/desk_note.h"
#include "common/report/reply_cell.h"

#define CHANGED_MAX BULLETIN_CELLS_MAX

struct making {
	struct vault *v;
	struct desk_store *store; /* the vault's */
	struct bulletin b;
	struct randomness *random; /* guarded: what is drawn while it is made */
	struct bulletin_cells cells;
	size_t n_unopenable_room;
	/* Rows to mark once the bulletin is durable. */
	size_t n_cases;
	char (*cases)[CASE_ID_BYTES];
	size_t n_sent;
	char (*sent)[2 * REPLY_CELL_ID_BYTES + 1];
	struct bulletin_counts counts;
	const struct desk_events *events;
	struct reason *reason;
};

/* What of a text hangs on when it is made, and so on nothing in the rows. */
struct bulletin_moment {
	uint8_t journal[32];
	char week[UTC_WEEK_BYTES];
};

/* Empty, with a seed of chance; false with a reason.  To be ended either way.
 */
bool bulletin_begin(struct making *m, struct vault *v,
    const struct desk_events *events, struct reason *ret_reason);
void bulletin_end(struct making *m); /* wipes */

/* What waits in the rows; false with a reason. */
bool bulletin_gather(struct making *m);
/* Something waits, or this week has no bulletin yet. */
bool bulletin_is_due(struct making *m);
/*
 * Fills up, shuffles and writes the text: the same from the same rows, seed and
 * moment.  NULL: now.  False with a reason.
 */
bool bulletin_compose(struct making *m, const struct bulletin_moment *moment,
    struct byte_writer *ret_text);
bool bulletin_keep_cells(struct making *m);
/* Says in the rows that it left. */
bool bulletin_mark(struct making *m);

/*
 * Whether each cell of a case whose source `by` holds is to its sender; how
 * many of them.  One that is not is told and held back; then false with a
 * reason.
 */
bool bulletin_addressed(const struct making *m,
    const struct bulletin_holder *by, size_t *ret_seen,
    struct reason *ret_reason);

/* Of which cases and messages it is made, in their order. */
void bulletin_list_hash(const struct making *m, uint8_t ret_hash[static 32]);

/* The one that waits, and it made again. */
struct looking {
	cJSON *row;
	const char *text;
	const char *by;
	uint64_t sequence;
	uint8_t list[32];
	struct bulletin_moment moment;
	struct making m;
	bool made;
	struct byte_writer again;
};

/*
 * Made again by this program, from the rows as they are now, and the same to
 * the byte; false with a reason.  To be ended either way.
 */
bool bulletin_look(struct looking *l, struct vault *v,
    const struct desk_events *events, struct reason *ret_reason);
void bulletin_look_end(struct looking *l);

#endif
