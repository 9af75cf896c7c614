/* The index of a relay that may be serving. */
#ifndef VALISE_RELAY_INDEX_BESIDE_H
#define VALISE_RELAY_INDEX_BESIDE_H

#include "relay/site/site.h"
#include "relay/store/index.h"

/* To be read alone, beside it; NULL with a reason. */
struct index *index_beside(const struct site *site, struct reason *ret_reason);

/* Whether uploads are kept out until valise-relay resume. */
bool index_paused(struct index *x);

#endif
