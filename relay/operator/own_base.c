#include "own_base.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void
own_base(const struct config *c, char *ret_base, size_t size)
{
	const char *host = c->address;
	struct in6_addr six;

	if (strcmp(host, "0.0.0.0") == 0)
		host = "127.0.0.1";
	if (strcmp(host, "::") == 0)
		host = "::1";
	if (inet_pton(AF_INET6, host, &six) == 1)
		(void)snprintf(
		    ret_base, size, "http://[%s]:%" PRIu64, host, c->port);
	else
		(void)snprintf(
		    ret_base, size, "http://%s:%" PRIu64, host, c->port);
}
