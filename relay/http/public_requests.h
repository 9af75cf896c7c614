/* What anyone may ask (docs/RELAY-API.md). */
#ifndef VALISE_RELAY_PUBLIC_REQUESTS_H
#define VALISE_RELAY_PUBLIC_REQUESTS_H

#include "request.h"

/* The table of its handlers, ended by zeroes. */
extern const struct request_handler public_requests[];

#endif
