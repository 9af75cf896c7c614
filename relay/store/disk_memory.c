/*
 * In memory: each name is an anonymous file, so that what reads and writes
 * descriptors is the same as on a disk.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/bytes/stream.h"
#include "disk.h"
#include "segment.h"

struct file {
	struct file *next;
	enum disk_kind kind;
	char *name;
	int fd;
};

struct memory {
	struct disk disk;
	pthread_mutex_t lock; /* of the list */
	struct file *first;
	uint64_t max_bytes;
};

static void
file_free(struct file *f)
{
	if (f->fd >= 0)
		(void)close(f->fd);
	free(f->name);
	free(f);
}

static void
memory_close(struct disk *d)
{
	struct memory *y = (struct memory *)d;
	struct file *f, *next;

	for (f = y->first; f != NULL; f = next) {
		next = f->next;
		file_free(f);
	}
	(void)pthread_mutex_destroy(&y->lock);
	free(y);
}

/* Under the lock: where the pointer to it stands; to NULL where there is none.
 */
static struct file **
find(struct memory *y, enum disk_kind kind, const char *name)
{
	struct file **at = &y->first;

	while (*at != NULL &&
	    ((*at)->kind != kind || strcmp((*at)->name, name) != 0))
		at = &(*at)->next;
	return at;
}

/* A description of its own: another place in the file. */
static int
open_again(int fd)
{
	char path[32];

	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return open(path, O_RDWR | O_CLOEXEC);
}

static int
memory_open(struct disk *d, enum disk_kind kind, const char *name)
{
	struct memory *y = (struct memory *)d;
	struct file *f;
	int fd = -1;

	(void)pthread_mutex_lock(&y->lock);
	f = *find(y, kind, name);
	if (f == NULL)
		errno = ENOENT;
	else
		fd = open_again(f->fd);
	(void)pthread_mutex_unlock(&y->lock);
	return fd;
}

static struct file *
make(enum disk_kind kind, const char *name)
{
	struct file *f = calloc(1, sizeof(*f));

	if (f == NULL)
		return NULL;
	f->kind = kind;
	f->name = strdup(name);
	f->fd = memfd_create("valise", MFD_CLOEXEC);
	if (f->name != NULL && f->fd >= 0)
		return f;
	file_free(f);
	return NULL;
}

/* Puts it in the list, in place of another where it may. */
static bool
add(struct memory *y, struct file *f, bool may_replace)
{
	struct file **at, *old;

	(void)pthread_mutex_lock(&y->lock);
	at = find(y, f->kind, f->name);
	old = *at;
	if (old != NULL && may_replace) {
		*at = old->next;
		file_free(old);
		old = NULL;
	}
	if (old == NULL) {
		f->next = y->first;
		y->first = f;
	}
	(void)pthread_mutex_unlock(&y->lock);
	if (old != NULL) {
		file_free(f);
		errno = EEXIST;
	}
	return old == NULL;
}

static int
memory_create(struct disk *d, enum disk_kind kind, const char *name)
{
	struct file *f = make(kind, name);

	return f == NULL || !add((struct memory *)d, f, false)
	    ? -1
	    : memory_open(d, kind, name);
}

static bool
memory_add_zeroes(
    struct disk *d, enum disk_kind kind, const char *name, uint64_t size)
{
	struct file *f = make(kind, name);

	if (f == NULL)
		return false;
	if (!segment_zero(f->fd, 0, size)) {
		file_free(f);
		return false;
	}
	return add((struct memory *)d, f, false);
}

static bool
memory_put(struct disk *d, enum disk_kind kind, const char *name,
    const void *bytes, size_t len)
{
	struct file *f = make(kind, name);

	if (f == NULL)
		return false;
	if (!stream_pwrite_all(f->fd, bytes, len, 0)) {
		file_free(f);
		return false;
	}
	return add((struct memory *)d, f, true);
}

static bool
memory_move(struct disk *d, enum disk_kind from, const char *name,
    enum disk_kind to, const char *other, int64_t time)
{
	struct memory *y = (struct memory *)d;
	struct file **at, *f, *old;
	char *copy = strdup(other);
	bool done;

	(void)time;
	if (copy == NULL)
		return false;
	(void)pthread_mutex_lock(&y->lock);
	at = find(y, from, name);
	f = *at;
	done = f != NULL || *find(y, to, other) != NULL;
	if (f != NULL) {
		*at = f->next;
		at = find(y, to, other);
		old = *at;
		if (old != NULL) {
			*at = old->next;
			file_free(old);
		}
		free(f->name);
		f->name = copy;
		copy = NULL;
		f->kind = to;
		f->next = y->first;
		y->first = f;
	}
	(void)pthread_mutex_unlock(&y->lock);
	free(copy);
	if (!done)
		errno = ENOENT;
	return done;
}

static bool
memory_remove(
    struct disk *d, enum disk_kind kind, const char *name, bool durable)
{
	struct memory *y = (struct memory *)d;
	struct file **at, *f;

	(void)durable;
	(void)pthread_mutex_lock(&y->lock);
	at = find(y, kind, name);
	f = *at;
	if (f != NULL)
		*at = f->next;
	(void)pthread_mutex_unlock(&y->lock);
	if (f != NULL)
		file_free(f);
	return true;
}

static bool
memory_each(struct disk *d, enum disk_kind kind,
    bool (*take)(void *context, const char *name), void *context)
{
	struct memory *y = (struct memory *)d;
	bool ok = true;

	(void)pthread_mutex_lock(&y->lock);
	for (struct file *f = y->first; ok && f != NULL; f = f->next)
		if (f->kind == kind)
			ok = take(context, f->name);
	(void)pthread_mutex_unlock(&y->lock);
	return ok;
}

static bool
memory_room(struct disk *d, uint64_t *ret_bytes)
{
	struct memory *y = (struct memory *)d;
	uint64_t used = 0;
	struct stat found;

	(void)pthread_mutex_lock(&y->lock);
	for (struct file *f = y->first; f != NULL; f = f->next)
		if (fstat(f->fd, &found) == 0)
			used += (uint64_t)found.st_size;
	(void)pthread_mutex_unlock(&y->lock);
	*ret_bytes = used < y->max_bytes ? y->max_bytes - used : 0;
	return true;
}

static bool
memory_erase_begin(struct disk *d)
{
	(void)d;
	return true;
}

static void
memory_erase_end(struct disk *d)
{
	(void)d;
}

static const char *
memory_index(struct disk *d)
{
	(void)d;
	return ":memory:";
}

static const struct disk_operations operations = {memory_close, memory_open,
    memory_create, memory_add_zeroes, memory_put, memory_move, memory_remove,
    memory_each, memory_room, memory_erase_begin, memory_erase_end,
    memory_index};

struct disk *
disk_memory(uint64_t max_bytes, struct reason *ret_reason)
{
	struct memory *y = calloc(1, sizeof(*y));

	if (y == NULL) {
		reason_set(ret_reason, "there is not enough memory");
		return NULL;
	}
	y->disk.operations = &operations;
	y->max_bytes = max_bytes;
	(void)pthread_mutex_init(&y->lock, NULL);
	return &y->disk;
}
