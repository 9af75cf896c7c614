#include "evidence.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/bytes/secret.h"
#include "common/crypto/sha256.h"
#include "common/report/report.h"
#include "common/report/ustar.h"
#include "common/work/task.h"
#include "picture.h"

#define COPY_BYTES 65536u

bool
evidence_read(const struct evidence *e, evidence_take *take, void *context,
    uint64_t *ret_size, uint8_t ret_hash[static 32])
{
	struct sha256 *hash = sha256_create();
	uint8_t *buffer = secret_alloc(COPY_BYTES);
	uint64_t at = 0;
	ssize_t got = -1;

	if (hash == NULL || buffer == NULL)
		goto out;
	for (;;) {
		got = pread(e->fd, buffer, COPY_BYTES, (off_t)at);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		sha256_update(hash, buffer, (size_t)got);
		at += (uint64_t)got;
		if (!take(context, buffer, (size_t)got)) {
			got = -1;
			break;
		}
	}
	if (got == 0 && !sha256_final(hash, ret_hash))
		got = -1;
	if (got == 0)
		*ret_size = at;
out:
	sha256_destroy(hash);
	secret_free(buffer);
	return got == 0;
}

struct hashing {
	struct task progress;
	uint64_t before;
};

static bool
count_bytes(void *context, const void *bytes, size_t len)
{
	struct hashing *h = context;

	(void)bytes;
	h->before += len;
	task_set(&h->progress, h->before);
	return h->before <= USTAR_SIZE_MAX && !task_stopped(h->progress.follow);
}

static bool
hash_one(struct evidence *e, uint64_t expected,
    const struct task_follow *follow, struct reason *reason)
{
	struct hashing hashing = {.before = 0};
	bool ok;

	task_start(&hashing.progress, follow, TASK_HASHING, expected);
	ok = evidence_read(e, count_bytes, &hashing, &e->size, e->sha256);
	task_end(&hashing.progress);
	if (!ok && task_stopped(follow))
		reason_set(reason, "it was stopped");
	else if (!ok)
		reason_set(reason, "%s could not be read to its end", e->path);
	return ok;
}

static bool
open_one(const char *path, struct evidence *e, const struct task_follow *follow,
    struct reason *reason)
{
	struct stat found;

	e->path = path;
	e->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (e->fd < 0 || fstat(e->fd, &found) != 0) {
		reason_set(reason, "%s: %s", path, strerror(errno));
		return false;
	}
	if (!S_ISREG(found.st_mode)) {
		reason_set(reason, "%s is not a regular file", path);
		return false;
	}
	if ((uint64_t)found.st_size > USTAR_SIZE_MAX) {
		reason_set(reason,
		    "%s has 8 GiB or more, and each file must have less", path);
		return false;
	}
	return hash_one(e, (uint64_t)found.st_size, follow, reason);
}

bool
evidence_open(const char *const *paths, size_t n,
    const struct task_follow *follow, struct evidence_list *ret_list,
    struct reason *ret_reason)
{
	ret_list->n = 0;
	ret_list->items = calloc(n + 1, sizeof(*ret_list->items));
	if (ret_list->items == NULL || n > REPORT_ATTACHMENTS_MAX) {
		reason_set(ret_reason, "too many attachments");
		return false;
	}
	for (size_t i = 0; i < n; i++) {
		ret_list->items[i].fd = -1;
		ret_list->n = i + 1;
		if (!open_one(
			paths[i], &ret_list->items[i], follow, ret_reason))
			return false;
	}
	return true;
}

static void
close_one(struct evidence *e)
{
	if (e->form == EVIDENCE_CLEANED)
		picture_copy_wipe(e->fd);
	else if (e->fd >= 0)
		(void)close(e->fd);
	e->fd = -1;
}

bool
evidence_take_copy(struct evidence *e, int fd, const struct task_follow *follow,
    struct reason *ret_reason)
{
	close_one(e);
	e->fd = fd;
	e->form = EVIDENCE_CLEANED;
	return hash_one(e, e->size, follow, ret_reason);
}

void
evidence_close(struct evidence_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		close_one(&list->items[i]);
	free(list->items);
	list->items = NULL;
	list->n = 0;
}
