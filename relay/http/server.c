#include "server.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "library_answers.h"
#include "listener.h"
#include "room.h"
#include "work_asked.h"

static bool
start(struct server *s)
{
	struct index *index = store_index(s->store);
	uint8_t salt[UPLOAD_NAME_SALT_BYTES];
	struct byte_writer paused;

	if (!library_answers_start())
		return false;
	s->done_event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (s->done_event < 0 || !index_names_salt(index, salt))
		return false;
	upload_name_key(salt, s->name_key);
	if (!uploads_load(&s->uploads, index))
		return false;
	byte_writer_init(&paused, 2);
	s->paused =
	    index_meta_get(index, "paused", &paused) && paused.data[0] == '1';
	byte_writer_finish(&paused);
	if (s->paused)
		(void)fprintf(stderr,
		    "valise-relay: paused: uploads are kept out until "
		    "valise-relay resume\n");
	room_look(s);
	work_asked_recall(s);
	s->committer = committer_start(s->store, s->site->config, s->site->keys,
	    &s->site->directories, s->name_key, listener_job_done, s);
	return s->committer != NULL;
}

struct server *
server_create(
    struct site *site, struct store *store, int listen_fd, int admin_fd)
{
	struct server *s = calloc(1, sizeof(*s));

	if (s == NULL) {
		(void)close(listen_fd);
		if (admin_fd >= 0)
			(void)close(admin_fd);
		return NULL;
	}
	(void)pthread_mutex_init(&s->done_lock, NULL);
	s->site = site;
	s->store = store;
	s->listen_fd = listen_fd;
	s->admin_fd = admin_fd;
	s->done_event = -1;
	if (start(s))
		return s;
	server_destroy(s);
	return NULL;
}

void
server_destroy(struct server *server)
{
	if (server == NULL)
		return;
	committer_stop(server->committer);
	uploads_finish(&server->uploads);
	auth_finish(&server->auth);
	if (server->done_event >= 0)
		(void)close(server->done_event);
	if (server->listen_fd >= 0)
		(void)close(server->listen_fd);
	if (server->admin_fd >= 0)
		(void)close(server->admin_fd);
	(void)pthread_mutex_destroy(&server->done_lock);
	free(server);
}
