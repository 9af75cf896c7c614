/* The store from inside; for store.c and journal.c alone. */
#ifndef VALISE_DESK_STORE_PARTS_H
#define VALISE_DESK_STORE_PARTS_H

#include "common/sql/sql.h"
#include "store.h"

#define DESK_STORE_STEPS 1

struct desk_store {
	struct sql sql;
	uint8_t *key;  /* guarded */
	uint8_t *seed; /* guarded */
	struct vkey signer;
};

/* How its tables are made, a step a version (docs/VAULT.md 3). */
extern const char *const desk_store_steps[DESK_STORE_STEPS];

#endif
