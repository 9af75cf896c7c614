/* When to try again what failed: waits that grow, with chance in them. */
#ifndef VALISE_RELAY_RETRY_H
#define VALISE_RELAY_RETRY_H

#include <stdint.h>

/*
 * Twice as long from try to try up to `longest` seconds, of which a random half
 * or more; the moment, in seconds since 1970, at least one second from now.
 */
int64_t retry_at(unsigned tries, uint64_t longest);

#endif
