#include "directory_box.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes/durable_file.h"

struct directory_ref *
directory_ref_read(
    const char *path, const char *fingerprint, struct reason *ret_reason)
{
	struct directory_ref *ref = calloc(1, sizeof(*ref));

	reason_set(ret_reason, "there is not enough memory");
	if (ref == NULL)
		return NULL;
	atomic_init(&ref->holders, 1);
	if (!durable_file_read(path, DIRECTORY_MAX, &ref->bytes, &ref->len)) {
		reason_set(ret_reason, "%s: %s", path, strerror(errno));
	} else if (directory_open(ref->bytes, ref->len, fingerprint,
		       &ref->directory, ret_reason) == DIRECTORY_OK) {
		return ref;
	}
	directory_ref_put(ref);
	return NULL;
}

void
directory_ref_put(struct directory_ref *ref)
{
	if (ref == NULL || atomic_fetch_sub(&ref->holders, 1) != 1)
		return;
	directory_destroy(ref->directory);
	free(ref->bytes);
	free(ref);
}

void
directory_box_init(struct directory_box *box)
{
	(void)pthread_mutex_init(&box->lock, NULL);
	box->current = NULL;
}

void
directory_box_finish(struct directory_box *box)
{
	directory_ref_put(box->current);
	(void)pthread_mutex_destroy(&box->lock);
}

void
directory_box_set(struct directory_box *box, struct directory_ref *ref)
{
	struct directory_ref *before;

	(void)pthread_mutex_lock(&box->lock);
	before = box->current;
	box->current = ref;
	(void)pthread_mutex_unlock(&box->lock);
	directory_ref_put(before);
}

struct directory_ref *
directory_box_get(struct directory_box *box)
{
	struct directory_ref *ref;

	(void)pthread_mutex_lock(&box->lock);
	ref = box->current;
	if (ref != NULL)
		(void)atomic_fetch_add(&ref->holders, 1);
	(void)pthread_mutex_unlock(&box->lock);
	return ref;
}

const struct directory_intake *
relay_intake(const struct directory *d, const char *relay_name, const char *id)
{
	const struct directory_intake *i = directory_intake(d, id);

	return i != NULL && directory_relay(i, relay_name) != NULL ? i : NULL;
}
