/*
 * Publications: the periods, a day unless set otherwise, at whose end the
 * entries that came in them are sorted, logged and signed (docs/RECEIPT.md 3).
 */
#ifndef VALISE_RELAY_PUBLICATION_H
#define VALISE_RELAY_PUBLICATION_H

#include <stdbool.h>
#include <stdint.h>

#include "common/notes/manifest.h"
#include "relay/store/index.h"

/* The name of the period that a moment lies in, and when it ends. */
void publication_name(int64_t now, uint64_t period,
    char ret_name[static PUBLICATION_MAX + 1], int64_t *ret_end);

/* Up to a period's end: no time that is kept is finer than a publication. */
int64_t publication_round(int64_t when, uint64_t period);

/*
 * Publishes every period before the current one that has entries not yet in
 * the log of `intake`.  The log key signs under the name `<relay>/<intake>`.
 */
bool publication_publish(struct index *x, const char *relay, const char *intake,
    const char *current, const uint8_t seed[static NOTE_SEED_BYTES]);

#endif
