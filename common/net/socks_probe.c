#include "socks_probe.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/bytes/text_codec.h"

#define WAIT_MILLISECONDS 1000

static bool
ready(int fd, short events)
{
	struct pollfd wait = {.fd = fd, .events = events};

	return poll(&wait, 1, WAIT_MILLISECONDS) == 1 &&
	    (wait.revents & events) != 0;
}

/* Version 5, one way to sign in: none.  It answers with the version. */
static bool
greets(int fd)
{
	static const unsigned char hello[] = {5, 1, 0};
	unsigned char answer;

	return ready(fd, POLLOUT) &&
	    send(fd, hello, sizeof(hello), MSG_NOSIGNAL) == sizeof(hello) &&
	    ready(fd, POLLIN) && recv(fd, &answer, 1, 0) == 1 && answer == 5;
}

static bool
listens(int family, const void *address, socklen_t len)
{
	int fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	bool ok;

	if (fd < 0)
		return false;
	/* Not there yet, as it does not wait: greets() does. */
	(void)connect(fd, address, len);
	ok = greets(fd);
	(void)close(fd);
	return ok;
}

bool
socks_probe(const char *socks)
{
	struct sockaddr_in four = {.sin_family = AF_INET};
	struct sockaddr_in6 six = {.sin6_family = AF_INET6};
	const char *colon = strrchr(socks, ':');
	const char *from = socks[0] == '[' ? socks + 1 : socks;
	char host[64];
	uint64_t port;

	if (colon == NULL || (size_t)(colon - socks) >= sizeof(host) ||
	    !decimal_decode(colon + 1, strlen(colon + 1), 65535, &port))
		return false;
	(void)snprintf(host, sizeof(host), "%.*s", (int)(colon - from), from);
	host[strcspn(host, "]")] = '\0';
	four.sin_port = six.sin6_port = htons((uint16_t)port);
	/* No name is ever looked up. */
	if (strcmp(host, "localhost") == 0)
		(void)strcpy(host, "127.0.0.1");
	if (inet_pton(AF_INET, host, &four.sin_addr) == 1)
		return listens(AF_INET, &four, sizeof(four));
	return inet_pton(AF_INET6, host, &six.sin6_addr) == 1 &&
	    listens(AF_INET6, &six, sizeof(six));
}
