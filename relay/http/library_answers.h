/* What the HTTP library answers of its own accord (docs/RELAY-API.md 2). */
#ifndef VALISE_RELAY_LIBRARY_ANSWERS_H
#define VALISE_RELAY_LIBRARY_ANSWERS_H

#include <stdbool.h>

struct MHD_Connection;
struct MHD_Response;

/* Before the first answer; false where the library is not there to be called.
 */
bool library_answers_start(void);

/* The library's own MHD_queue_response(), for the relay's answers. */
bool library_answers_queue(
    struct MHD_Connection *c, unsigned status, struct MHD_Response *response);

#endif
