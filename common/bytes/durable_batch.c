#include "durable_batch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct durable_batch {
	size_t n;
	struct member {
		struct durable_file file;
		int error; /* 0: it is durable */
	} members[DURABLE_BATCH_MAX];
};

struct durable_batch *
durable_batch_create(void)
{
	return calloc(1, sizeof(struct durable_batch));
}

void
durable_batch_destroy(struct durable_batch *b)
{
	if (b == NULL)
		return;
	for (size_t i = 0; i < b->n; i++)
		durable_file_abandon(&b->members[i].file);
	free(b);
}

size_t
durable_batch_count(const struct durable_batch *b)
{
	return b->n;
}

size_t
durable_batch_add(struct durable_batch *b, struct durable_file *file)
{
	struct member *m = &b->members[b->n];

	if (b->n == DURABLE_BATCH_MAX)
		return SIZE_MAX;
	m->file = *file;
	m->error = EINPROGRESS;
	memset(file, 0, sizeof(*file));
	file->fd = -1;
	/* Only begun: what it is worth fsync() says. */
	(void)sync_file_range(m->file.fd, 0, 0, SYNC_FILE_RANGE_WRITE);
	return b->n++;
}

static bool
same_folder(const char *a, const char *b)
{
	const char *a_end = strrchr(a, '/'), *b_end = strrchr(b, '/');

	return a_end != NULL && b_end != NULL && a_end - a == b_end - b &&
	    memcmp(a, b, (size_t)(a_end - a)) == 0;
}

/* Of what failed; never what a success has. */
static int
error_now(void)
{
	return errno == 0 ? EIO : errno;
}

/* Each folder once, for all that got a name in it. */
static void
sync_folders(struct durable_batch *b)
{
	for (size_t i = 0; i < b->n; i++) {
		struct member *first = &b->members[i];
		int error;

		if (first->error != EINPROGRESS)
			continue;
		error = durable_file_sync_parent(first->file.path)
		    ? 0
		    : error_now();
		for (size_t j = b->n; j > i; j--) {
			struct member *m = &b->members[j - 1];

			if (m->error == EINPROGRESS &&
			    same_folder(m->file.path, first->file.path))
				m->error = error;
		}
		first->error = error;
	}
}

void
durable_batch_commit(struct durable_batch *b)
{
	for (size_t i = 0; i < b->n; i++)
		if (fsync(b->members[i].file.fd) != 0)
			b->members[i].error = error_now();
	for (size_t i = 0; i < b->n; i++) {
		struct member *m = &b->members[i];

		if (m->error == EINPROGRESS &&
		    !durable_file_place(&m->file, DURABLE_REPLACE))
			m->error = error_now();
	}
	sync_folders(b);
	for (size_t i = 0; i < b->n; i++)
		durable_file_abandon(&b->members[i].file);
}

int
durable_batch_error(const struct durable_batch *b, size_t number)
{
	return b->members[number].error;
}
