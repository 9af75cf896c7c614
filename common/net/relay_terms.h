/* What a relay announces of itself (docs/RELAY-API.md 4.1). */
#ifndef VALISE_NET_RELAY_TERMS_H
#define VALISE_NET_RELAY_TERMS_H

#include "http_client.h"

#define RELAY_PERIOD_MAX (7u * 86400)
#define RELAY_PART_LEAST 4096u /* smaller ones would be a request a byte */

struct relay_terms {
	uint64_t max_size;            /* bytes of an envelope */
	uint64_t part_size;           /* bytes of one request */
	uint64_t publication_seconds; /* at most RELAY_PERIOD_MAX */
	unsigned work_bits;
};

/* False with a reason where no answer came, or none that makes sense. */
bool relay_terms_fetch(struct http_client *http, const char *base,
    struct relay_terms *ret_terms, struct reason *ret_reason);

#endif
