#include "original_copies.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/bytes/durable_file.h"
#include "common/bytes/text_codec.h"
#include "copy_head.h"
#include "copy_known.h"
#include "file_copy.h"

struct original_copies {
	const struct vault *v;
	size_t n;
	struct copy {
		const char *folder;
		dev_t device;
		bool told; /* that it failed */
	} list[ORIGINAL_COPIES_MAX];
};

static bool
make_folders(const char *folder, struct reason *reason)
{
	char *originals = durable_file_join(folder, "originals");
	bool ok = originals != NULL && durable_file_folder(folder, 0700) &&
	    durable_file_folder(originals, 0700);

	if (!ok)
		reason_set(reason, "%s: %s", folder,
		    originals == NULL ? "memory" : strerror(errno));
	free(originals);
	return ok;
}

/* Of a folder that was not there before: what was made of it goes again. */
static void
remove_folders(const char *folder)
{
	char *originals = durable_file_join(folder, "originals");

	if (originals != NULL)
		(void)rmdir(originals);
	(void)rmdir(folder);
	free(originals);
}

/* Whose originals they are; a backup goes on in the same folder. */
static bool
put_head(const struct vault *v, const char *folder, struct reason *reason)
{
	char *head = durable_file_join(folder, COPY_HEAD_ORIGINALS);
	char *own = vault_path(v, "vault");
	bool ok = head != NULL && own != NULL;

	reason_set(reason, "there is not enough memory");
	ok = ok && file_copy(own, head, reason);
	free(head);
	free(own);
	return ok;
}

/* Where it lies, behind whatever links; false with errno. */
static bool
device_of(const char *folder, dev_t *ret_device)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct stat found;
	bool ok;

	if (fd < 0)
		return false;
	ok = fstat(fd, &found) == 0;
	*ret_device = found.st_dev;
	(void)close(fd);
	return ok;
}

static bool
device_of_originals(const char *folder, dev_t *ret_device)
{
	char *originals = durable_file_join(folder, "originals");
	bool ok = originals != NULL && device_of(originals, ret_device);

	free(originals);
	return ok;
}

/*
 * A disk of its own, by where the originals lie, behind whatever link, or
 * what is on it is lost with the other; and not the stick that they came on.
 */
static bool
is_apart(const struct original_copies *c, struct copy *copy, dev_t medium,
    struct reason *reason)
{
	dev_t vault, originals;
	bool apart;

	if (!device_of(vault_folder(c->v), &vault) ||
	    !device_of_originals(vault_folder(c->v), &originals) ||
	    !device_of_originals(copy->folder, &copy->device)) {
		reason_set(reason, "%s: %s", copy->folder, strerror(errno));
		return false;
	}
	apart = copy->device != vault && copy->device != originals &&
	    copy->device != medium;
	for (size_t i = 0; i < c->n; i++)
		apart = apart && c->list[i].device != copy->device;
	if (!apart)
		reason_set(reason,
		    "%s is on the same disk as the vault, the stick or another "
		    "copy, and would be lost with it",
		    copy->folder);
	return apart;
}

struct original_copies *
original_copies_open(const struct vault *v, const char *medium,
    const char *const *folders, size_t n, struct reason *ret_reason)
{
	struct original_copies *c = calloc(1, sizeof(*c));
	char number[COPY_NUMBER_BYTES];
	struct stat stick = {0};
	bool was_there;

	reason_set(ret_reason, "there is not enough memory");
	if (c == NULL)
		return NULL;
	c->v = v;
	if (n > 0 && stat(medium, &stick) != 0) {
		reason_set(ret_reason, "%s: %s", medium, strerror(errno));
		free(c);
		return NULL;
	}
	for (size_t i = 0; i < n; i++) {
		struct copy *copy = &c->list[c->n];

		if (i == ORIGINAL_COPIES_MAX) {
			reason_set(ret_reason, "at most %d further media",
			    ORIGINAL_COPIES_MAX);
			free(c);
			return NULL;
		}
		copy->folder = folders[i];
		was_there = access(folders[i], F_OK) == 0;
		if (!copy_head_fits(vault_folder(v), folders[i], ret_reason) ||
		    !make_folders(folders[i], ret_reason) ||
		    !is_apart(c, copy, stick.st_dev, ret_reason) ||
		    !put_head(v, folders[i], ret_reason) ||
		    !copy_known_before(vault_store(v), folders[i],
			COPY_ORIGINALS, false, number, ret_reason)) {
			if (!was_there)
				remove_folders(folders[i]);
			free(c);
			return NULL;
		}
		c->n++;
	}
	return c;
}

void
original_copies_close(struct original_copies *c)
{
	free(c);
}

size_t
original_copies_count(const struct original_copies *c)
{
	return c == NULL ? 0 : c->n;
}

static bool
has_it(const char *path, const uint8_t *sha256)
{
	struct reason ignored;
	uint8_t hash[32];
	uint64_t size;

	return file_hash(path, hash, &size, &ignored) == FILE_HASHED &&
	    memcmp(hash, sha256, sizeof(hash)) == 0;
}

/* There already, or copied and read back as what its name says. */
static bool
put(const struct original_copies *c, const struct copy *copy,
    const uint8_t *sha256, struct reason *reason)
{
	char hex[65], name[96];
	char *from = vault_original(c->v, sha256), *to;
	bool ok;

	hex_encode(sha256, 32, hex);
	(void)snprintf(name, sizeof(name), "originals/%s.age", hex);
	to = durable_file_join(copy->folder, name);
	reason_set(reason, "there is not enough memory");
	ok = from != NULL && to != NULL &&
	    (has_it(to, sha256) ||
		(file_copy(from, to, reason) && has_it(to, sha256)));
	free(from);
	free(to);
	return ok;
}

size_t
original_copies_put(struct original_copies *c, const uint8_t sha256[static 32],
    const struct desk_events *events)
{
	struct reason reason;
	size_t n = 0;

	for (size_t i = 0; c != NULL && i < c->n; i++) {
		struct copy *copy = &c->list[i];

		if (put(c, copy, sha256, &reason)) {
			n++;
		} else if (!copy->told) {
			copy->told = true;
			desk_event_tell(events,
			    &(struct desk_event){.kind = DESK_COPY_FAILED,
				.id = copy->folder,
				.why = reason.text});
		}
	}
	return n;
}
