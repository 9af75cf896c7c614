#include "directory_box.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes/durable_file.h"

static bool
read_directory(struct directory_ref *ref, const struct config *config,
    struct reason *reason)
{
	if (durable_file_read(
		config->directory, DIRECTORY_MAX, &ref->bytes, &ref->len))
		return directory_open(ref->bytes, ref->len, config->fingerprint,
			   &ref->directory, reason) == DIRECTORY_OK;
	reason_set(reason, "%s: %s", config->directory, strerror(errno));
	return false;
}

/* It stays in no one's answers, so its bytes need not be kept. */
static bool
read_persons(struct directory_ref *ref, const struct config *config,
    struct reason *reason)
{
	uint8_t *bytes;
	size_t len;

	if (config->persons[0] == '\0') {
		reason_set(reason, "persons is not set");
		return false;
	}
	if (!durable_file_read(config->persons, PERSONS_MAX, &bytes, &len)) {
		reason_set(reason, "%s: %s", config->persons, strerror(errno));
		return false;
	}
	ref->persons = persons_open(bytes, len, ref->directory, reason);
	free(bytes);
	return ref->persons != NULL;
}

struct directory_ref *
directory_ref_read(const struct config *config, struct reason *ret_reason)
{
	struct directory_ref *ref = calloc(1, sizeof(*ref));

	reason_set(ret_reason, "there is not enough memory");
	if (ref == NULL)
		return NULL;
	atomic_init(&ref->holders, 1);
	if (read_directory(ref, config, ret_reason)) {
		(void)read_persons(ref, config, &ref->why);
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
	persons_destroy(ref->persons);
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
