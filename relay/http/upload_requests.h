/* Uploads by tus 1.0, from their creation to their promise. */
#ifndef VALISE_RELAY_UPLOAD_REQUESTS_H
#define VALISE_RELAY_UPLOAD_REQUESTS_H

#include "request.h"

/* The table of what is asked of uploads (docs/RELAY-API.md 3), ended by zeroes.
 */
extern const struct request_handler upload_requests[];

#endif
