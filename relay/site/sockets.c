#include "sockets.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/bytes/durable_file.h"

int
sockets_listen(const struct config *c, struct reason *reason)
{
	struct sockaddr_in6 six = {.sin6_family = AF_INET6};
	struct sockaddr_in four = {.sin_family = AF_INET};
	struct sockaddr *address = (struct sockaddr *)&four;
	socklen_t len = sizeof(four);
	const int on = 1;
	int fd;

	four.sin_port = htons((uint16_t)c->port);
	six.sin6_port = htons((uint16_t)c->port);
	if (inet_pton(AF_INET6, c->address, &six.sin6_addr) == 1) {
		address = (struct sockaddr *)&six;
		len = sizeof(six);
	} else if (inet_pton(AF_INET, c->address, &four.sin_addr) != 1) {
		reason_set(reason, "%s is not an address", c->address);
		return -1;
	}
	fd = socket(
	    address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
	    bind(fd, address, len) != 0 || listen(fd, 1024) != 0) {
		reason_set(reason, "%s port %u: %s", c->address,
		    (unsigned)c->port, strerror(errno));
		if (fd >= 0)
			(void)close(fd);
		return -1;
	}
	return fd;
}

/* For port 0: tests and the demonstration read what was given. */
bool
sockets_write_port(const struct config *c, int fd, struct reason *reason)
{
	union {
		struct sockaddr any;
		struct sockaddr_in four;
		struct sockaddr_in6 six;
	} found;
	socklen_t len = sizeof(found);
	char text[16];
	unsigned port;

	if (c->port_file[0] == '\0')
		return true;
	memset(&found, 0, sizeof(found));
	if (getsockname(fd, &found.any, &len) != 0)
		return false;
	port = ntohs(found.any.sa_family == AF_INET6 ? found.six.sin6_port
						     : found.four.sin_port);
	(void)snprintf(text, sizeof(text), "%u\n", port);
	if (durable_file_write(
		c->port_file, text, strlen(text), 0644, DURABLE_REPLACE))
		return true;
	reason_set(reason, "%s: %s", c->port_file, strerror(errno));
	return false;
}

/* Whether something still answers there: another relay's socket stays. */
static bool
is_in_use(const struct sockaddr_un *address)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool used = fd >= 0 &&
	    connect(fd, (const struct sockaddr *)address, sizeof(*address)) ==
		0;

	if (fd >= 0)
		(void)close(fd);
	return used;
}

int
sockets_admin(const struct config *c, struct reason *ret_reason)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct stat found;
	mode_t mask;
	int fd, bound;

	(void)snprintf(
	    address.sun_path, sizeof(address.sun_path), "%s", c->admin_socket);
	if (lstat(c->admin_socket, &found) == 0) {
		if (!S_ISSOCK(found.st_mode) || is_in_use(&address)) {
			reason_set(ret_reason,
			    "%s: it exists, and is in use or no socket",
			    c->admin_socket);
			return -1;
		}
		(void)unlink(c->admin_socket); /* left by a killed relay */
	}
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	/* By the mask, not by its path, which another may have changed. */
	mask = umask(0117);
	bound = fd < 0
	    ? -1
	    : bind(fd, (const struct sockaddr *)&address, sizeof(address));
	(void)umask(mask);
	if (bound != 0 || listen(fd, 8) != 0) {
		reason_set(
		    ret_reason, "%s: %s", c->admin_socket, strerror(errno));
		if (fd >= 0)
			(void)close(fd);
		return -1;
	}
	return fd;
}
