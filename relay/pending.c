#include "pending.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS (2 * PENDING_MAX) /* a power of two */

struct kept {
	struct store_item item;
	char upload_id[UPLOAD_ID_BYTES];
	uint8_t stamp[32];
};

struct pending {
	pthread_mutex_t lock; /* of the stamps */
	size_t n;
	struct kept *kept;
	uint16_t by_hash[SLOTS]; /* place and one; 0: empty */
	uint16_t by_stamp[SLOTS];
};

struct pending *
pending_create(void)
{
	struct pending *p = calloc(1, sizeof(*p));

	if (p == NULL)
		return NULL;
	(void)pthread_mutex_init(&p->lock, NULL);
	p->kept = calloc(PENDING_MAX, sizeof(*p->kept));
	if (p->kept != NULL)
		return p;
	pending_destroy(p);
	return NULL;
}

static void
clear(struct pending *p)
{
	(void)pthread_mutex_lock(&p->lock);
	for (size_t i = 0; i < p->n; i++)
		byte_writer_finish(&p->kept[i].item.promise);
	p->n = 0;
	memset(p->by_hash, 0, sizeof(p->by_hash));
	memset(p->by_stamp, 0, sizeof(p->by_stamp));
	(void)pthread_mutex_unlock(&p->lock);
}

void
pending_destroy(struct pending *p)
{
	if (p == NULL)
		return;
	clear(p);
	(void)pthread_mutex_destroy(&p->lock);
	free(p->kept);
	free(p);
}

size_t
pending_count(const struct pending *p)
{
	return p->n;
}

/* Hashes are even by themselves: a sender chooses one only by hashing. */
static size_t
slot_of(const uint8_t *hash)
{
	return ((size_t)hash[0] << 8 | hash[1]) % SLOTS;
}

static void
put(uint16_t *slots, const uint8_t *hash, size_t place)
{
	size_t at = slot_of(hash);

	while (slots[at] != 0)
		at = (at + 1) % SLOTS;
	slots[at] = (uint16_t)(place + 1);
}

bool
pending_add(
    struct pending *p, const struct store_item *item, const struct job *job)
{
	struct kept *k = &p->kept[p->n];

	if (p->n == PENDING_MAX)
		return false;
	memset(k, 0, sizeof(*k));
	k->item = *item;
	k->item.body = NULL;
	byte_writer_init(&k->item.promise, TLOG_PROOF_MAX);
	byte_writer_put(&k->item.promise, job->promise.data, job->promise.len);
	if (k->item.promise.failed) {
		byte_writer_finish(&k->item.promise);
		return false;
	}
	memcpy(k->upload_id, job->upload_id, sizeof(k->upload_id));
	memcpy(k->stamp, job->stamp, sizeof(k->stamp));
	k->item.upload_id = k->upload_id[0] == '\0' ? NULL : k->upload_id;
	k->item.stamp = k->stamp;
	put(p->by_hash, k->item.record.entry.sha256, p->n);
	(void)pthread_mutex_lock(&p->lock);
	put(p->by_stamp, k->stamp, p->n);
	p->n++;
	(void)pthread_mutex_unlock(&p->lock);
	return true;
}

bool
pending_has(const struct pending *p, const char *intake,
    const uint8_t sha256[static 32])
{
	for (size_t at = slot_of(sha256); p->by_hash[at] != 0;
	     at = (at + 1) % SLOTS) {
		const struct record *r =
		    &p->kept[p->by_hash[at] - 1].item.record;

		if (memcmp(r->entry.sha256, sha256, 32) == 0 &&
		    strcmp(r->intake, intake) == 0)
			return true;
	}
	return false;
}

bool
pending_has_stamp(struct pending *p, const uint8_t stamp[static 32])
{
	bool found = false;

	(void)pthread_mutex_lock(&p->lock);
	for (size_t at = slot_of(stamp); p->by_stamp[at] != 0 && !found;
	     at = (at + 1) % SLOTS)
		found =
		    memcmp(p->kept[p->by_stamp[at] - 1].stamp, stamp, 32) == 0;
	(void)pthread_mutex_unlock(&p->lock);
	return found;
}

bool
pending_flush(struct pending *p, struct store *s, int64_t promises_until)
{
	struct store_item items[STORE_BATCH_MAX];
	size_t done = 0, n;

	/* In pieces: no one waits long for the index. */
	while (done < p->n) {
		for (n = 0; n < STORE_BATCH_MAX && done + n < p->n; n++)
			items[n] = p->kept[done + n].item;
		if (!store_note(s, items, n, promises_until))
			break;
		done += n;
	}
	if (done == p->n) {
		clear(p);
		return true;
	}
	/* What was noted may be noted again: it changes nothing. */
	return false;
}
