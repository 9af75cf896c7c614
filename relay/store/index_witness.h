/*
 * What the index keeps of witnesses: in the table `meta`, a row for each
 * witness and intake (docs/SPOOL.md 4), and their lines under checkpoints.
 */
#ifndef VALISE_RELAY_INDEX_WITNESS_H
#define VALISE_RELAY_INDEX_WITNESS_H

#include "index.h"

/* How the last visit ended; the numbers are kept. */
enum witness_end {
	WITNESS_NEW = 0,       /* it was never asked */
	WITNESS_GOOD = 1,      /* it has cosigned all there is */
	WITNESS_SILENT = 2,    /* no answer, or a failure of its own */
	WITNESS_NONSENSE = 3,  /* an answer that is none, or a false one */
	WITNESS_UNKNOWN = 4,   /* it does not know this log, or its key */
	WITNESS_AHEAD = 5,     /* it has cosigned more than this log has */
	WITNESS_FORKED = 6,    /* it has cosigned another log than this */
	WITNESS_IMPOSSIBLE = 7 /* nothing was asked: the reason is here */
};

struct witness_state {
	uint64_t size;     /* of the last tree that it cosigned; 0: none */
	uint64_t cosigned; /* publications that carry its cosignature */
	uint64_t refused;  /* visits that it refused, as of a wrong log */
	enum witness_end end;
};

/* Zeroes where there is none yet. */
void index_witness_get(struct index *x, const char *witness, const char *intake,
    struct witness_state *ret_state);
/* Synced. */
bool index_witness_set(struct index *x, const char *witness, const char *intake,
    const struct witness_state *state);
/*
 * Synced: one line more (with its LF) under the publication's checkpoint as it
 * is by then, and the state; or neither.  `number` as index_publication()
 * counts.
 */
bool index_witness_cosign(struct index *x, const char *witness,
    const char *intake, const struct witness_state *state, uint64_t number,
    const void *line, size_t len);

/* The name of the newest publication, by its name; "" where there is none. */
void index_witness_newest_name(struct index *x, const char *intake,
    char ret_name[static PUBLICATION_MAX + 1]);

struct witness_span {
	bool any;             /* something was published at all */
	uint64_t number;      /* the first with at least so many entries */
	uint64_t newest;      /* the last of all */
	uint64_t newest_size; /* entries */
};
/*
 * The publications of an intake that matter to one who has `least` entries;
 * `number` is above `newest` where none has so many.
 */
bool index_witness_span(struct index *x, const char *intake, uint64_t least,
    struct witness_span *ret_span);

/* The reader of merkle_consistency.h over the stored hashes of an intake. */
struct witness_tiles {
	struct index *index;
	const char *intake;
};
bool index_witness_tiles(void *tiles, unsigned level, uint64_t first, size_t n,
    struct merkle_hash *ret_hashes);

#endif
