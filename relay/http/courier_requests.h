/* What only a courier may ask (docs/RELAY-API.md 5). */
#ifndef VALISE_RELAY_COURIER_REQUESTS_H
#define VALISE_RELAY_COURIER_REQUESTS_H

#include "request.h"

/* The table of its handlers, ended by zeroes. */
extern const struct request_handler courier_requests[];

#endif
