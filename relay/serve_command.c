/* valise-relay serve. */
#include <signal.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/resource.h>

#include "admin.h"
#include "common/net/http_client.h"
#include "commands.h"
#include "common/bytes/utc_time.h"
#include "cosigner.h"
#include "forwarder.h"
#include "listener.h"
#include "privileges.h"
#include "setup.h"
#include "sockets.h"

/* Where no quota is set. */
#define MEMORY_BYTES_MAX (1ull << 30)

/* The threads that ask others: upstream relays and witnesses. */
static bool
start_clients(struct relay *relay)
{
	const struct config *c = &relay->config;

	if ((c->n_forwards > 0 || config_asks_witnesses(c)) &&
	    !http_client_global())
		return false;
	if (c->n_forwards > 0) {
		relay->forwarder = forwarder_start(
		    relay->store, c, relay->keys, &relay->directories);
		if (relay->forwarder == NULL)
			return false;
	}
	if (config_asks_witnesses(c)) {
		relay->cosigner =
		    cosigner_start(relay->store, c, &relay->directories);
		if (relay->cosigner == NULL)
			return false;
	}
	return true;
}

static bool
serve(struct relay *relay, struct reason *reason)
{
	const struct config *c = &relay->config;
	uint8_t salt[INDEX_SALT_BYTES];
	bool ok;

	/* What may need root first; nothing of the spool is made by it. */
	relay->listen_fd = sockets_listen(c, reason);
	if (relay->listen_fd < 0)
		return false;
	if (c->admin_socket[0] != '\0') {
		relay->admin_fd = sockets_admin(c, reason);
		if (relay->admin_fd < 0)
			return false;
	}
	if (!privileges_drop(c->user, reason))
		return false;
	relay->store = store_open(config_in_memory(c)
		? disk_memory(c->max_spool_bytes > 0 ? c->max_spool_bytes
						       : MEMORY_BYTES_MAX,
		      reason)
		: disk_folder(c->spool, reason),
	    c->segment_bytes, c->max_spool_bytes, reason);
	if (relay->store == NULL ||
	    !setup_version_allows(
		relay, relay->directories.current->directory, reason))
		return false;
	if (config_in_memory(c))
		(void)fputs("valise-relay: store = memory: what is accepted is "
			    "lost when this relay ends; for tests alone\n",
		    stderr);
	setup_recall_work(relay);
	reason_set(reason, "it could not start");
	relay->done_event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (!index_names_salt(store_index(relay->store), salt))
		return false;
	upload_name_key(relay->keys, salt, relay->name_key);
	if (relay->done_event < 0 ||
	    !uploads_load(&relay->uploads, store_index(relay->store)))
		return false;
	relay->committer = committer_start(relay->store, c, relay->keys,
	    relay->name_key, listener_job_done, relay);
	if (relay->committer == NULL)
		return false;
	ok = start_clients(relay) && listener_run(relay, reason);
	cosigner_stop(relay->cosigner);
	forwarder_stop(relay->forwarder);
	committer_stop(relay->committer);
	relay->committer = NULL;
	return ok;
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
	const char *path = setup_config_path(argc, argv);
	struct relay *relay;
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
	relay = setup_load(path, &reason);
	if (relay == NULL)
		return cli_fail("not serving: %s", reason.text);
	if (directory_time(relay->directories.current->directory,
		utc_time_now()) == DIRECTORY_EXPIRED)
		cli_warn("the directory has expired: senders refuse it");
	ok = serve(relay, &reason);
	setup_unload(relay);
	return ok ? CLI_OK : cli_fail("not serving: %s", reason.text);
}
