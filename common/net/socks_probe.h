/* Whether a SOCKS5 proxy listens on this machine (RFC 1928 3). */
#ifndef VALISE_NET_SOCKS_PROBE_H
#define VALISE_NET_SOCKS_PROBE_H

#include <stdbool.h>

#define SOCKS_TOR "127.0.0.1:9050"         /* the service */
#define SOCKS_TOR_BROWSER "127.0.0.1:9150" /* the browser, while it is open */

/*
 * True where it greets as one within a second or two; `socks` is an address and
 * a port as http_socks_valid() takes them.  Nothing is asked of it.
 */
bool socks_probe(const char *socks);

#endif
