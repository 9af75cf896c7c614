#include "serve_command.h"

#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "common/bytes/utc_time.h"
#include "common/net/http_client.h"
#include "relay/http/listener.h"
#include "relay/http/reload.h"
#include "relay/http/server.h"
#include "relay/operator/config_path.h"
#include "relay/outward/cosigner.h"
#include "relay/outward/forwarder.h"
#include "relay/site/privileges.h"
#include "relay/site/site.h"
#include "relay/site/sockets.h"
#include "relay/store/store.h"

/* Where no quota is set. */
#define MEMORY_BYTES_MAX (1ull << 30)

/* What serving starts, in the order in which it is started. */
struct serving {
	struct site *site;
	int listen_fd; /* until the server has them */
	int admin_fd;
	struct store *store;
	struct server *server;
	struct forwarder *forwarder; /* NULL where nothing goes on */
	struct cosigner *cosigner;   /* NULL where no witness is asked */
};

/* What may need root first; nothing of the spool is made by it. */
static bool
open_sockets(struct serving *s, struct reason *reason)
{
	const struct config *c = s->site->config;

	s->listen_fd = sockets_listen(c, reason);
	if (s->listen_fd < 0)
		return false;
	if (c->admin_socket[0] != '\0') {
		s->admin_fd = sockets_admin(c, reason);
		if (s->admin_fd < 0)
			return false;
	}
	return privileges_drop(c->user, reason);
}

static bool
open_store(struct serving *s, struct reason *reason)
{
	const struct config *c = s->site->config;
	const bool in_memory = c->store == CONFIG_STORE_MEMORY;

	s->store = store_open(in_memory
		? disk_memory(c->max_spool_bytes > 0 ? c->max_spool_bytes
						     : MEMORY_BYTES_MAX,
		      reason)
		: disk_folder(c->spool, reason),
	    c->segment_bytes, c->max_spool_bytes, reason);
	if (s->store == NULL ||
	    !reload_version_allows(store_index(s->store),
		s->site->directories.current->directory, reason))
		return false;
	reload_rebase(s->store, c, s->site->directories.current->directory);
	reload_say_next(s->site, s->site->directories.current->directory);
	if (in_memory)
		(void)fputs("valise-relay: store = memory: what is accepted is "
			    "lost when this relay ends; for tests alone\n",
		    stderr);
	return true;
}

/* The threads that ask others: upstream relays and witnesses. */
static bool
start_clients(struct serving *s)
{
	const struct config *c = s->site->config;
	const bool asks = c->witnesses != CONFIG_WITNESSES_NONE;

	if ((c->n_forwards > 0 || asks) && !http_client_global())
		return false;
	if (c->n_forwards > 0) {
		s->forwarder = forwarder_start(
		    s->store, c, s->site->keys, &s->site->directories);
		if (s->forwarder == NULL)
			return false;
	}
	if (asks) {
		s->cosigner =
		    cosigner_start(s->store, c, &s->site->directories);
		if (s->cosigner == NULL)
			return false;
	}
	return true;
}

static bool
serve(struct serving *s, struct reason *reason)
{
	bool ok;

	if (!open_sockets(s, reason) || !open_store(s, reason))
		return false;
	reason_set(reason, "it could not start");
	s->server = server_create(s->site, s->store, s->listen_fd, s->admin_fd);
	s->listen_fd = -1;
	s->admin_fd = -1;
	ok = s->server != NULL && start_clients(s) &&
	    listener_run(s->server, reason);
	cosigner_stop(s->cosigner);
	forwarder_stop(s->forwarder);
	server_destroy(s->server);
	return ok;
}

static void
finish(struct serving *s)
{
	if (s->listen_fd >= 0)
		(void)close(s->listen_fd);
	if (s->admin_fd >= 0)
		(void)close(s->admin_fd);
	store_close(s->store);
	site_close(s->site);
}

/* A connection may hold two: its own and its file. */
static void
raise_descriptors(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &limit);
	}
}

enum cli_status
relay_command_serve(int argc, char **argv)
{
	const char *path = config_path_option(argc, argv);
	struct serving s = {.listen_fd = -1, .admin_fd = -1};
	struct reason reason = {""};
	sigset_t set;
	bool ok;

	if (path == NULL)
		return CLI_USAGE;
	/* Before any thread starts: the loop takes them from a descriptor. */
	listener_signals(&set);
	(void)pthread_sigmask(SIG_BLOCK, &set, NULL);
	(void)signal(SIGPIPE, SIG_IGN);
	raise_descriptors();
	s.site = site_open(path, &reason);
	if (s.site == NULL)
		return cli_fail("not serving: %s", reason.text);
	if (directory_time(s.site->directories.current->directory,
		utc_time_now()) == DIRECTORY_EXPIRED)
		cli_warn("the directory has expired: senders refuse it");
	if (s.site->directories.current->persons == NULL)
		cli_warn("%s: no courier is known, and nothing can be "
			 "collected here",
		    s.site->directories.current->why.text);
	ok = serve(&s, &reason);
	finish(&s);
	return ok ? CLI_OK : cli_fail("not serving: %s", reason.text);
}
