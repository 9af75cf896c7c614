/* Where this relay itself listens. */
#ifndef VALISE_RELAY_OWN_BASE_H
#define VALISE_RELAY_OWN_BASE_H

#include <stddef.h>

#include "relay/site/config.h"

/* "http://127.0.0.1:8440", whatever address it listens on. */
void own_base(const struct config *c, char *ret_base, size_t size);

#endif
