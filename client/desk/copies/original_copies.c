#include "original_copies.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/bytes/durable_file.h"
#include "common/bytes/text_codec.h"
#include "copy_head.h"
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

/* The folder and what an original and a later backup find in it. */
static bool
make_folders(const struct vault *v, const char *folder, struct reason *reason)
{
	char *originals = durable_file_join(folder, "originals");
	char *head = durable_file_join(folder, "vault");
	char *own = vault_path(v, "vault");
	bool ok = originals != NULL && head != NULL && own != NULL;

	reason_set(reason, "there is not enough memory");
	if (ok &&
	    (!durable_file_folder(folder, 0700) ||
		!durable_file_folder(originals, 0700))) {
		reason_set(reason, "%s: %s", folder, strerror(errno));
		ok = false;
	}
	ok = ok && copy_head_fits(vault_folder(v), folder, reason) &&
	    file_copy(own, head, reason);
	free(originals);
	free(head);
	free(own);
	return ok;
}

/* A disk of its own, or what is on it is lost with the other. */
static bool
is_apart(
    const struct original_copies *c, struct copy *copy, struct reason *reason)
{
	struct stat vault, found;
	bool apart;

	if (stat(vault_folder(c->v), &vault) != 0 ||
	    stat(copy->folder, &found) != 0) {
		reason_set(reason, "%s: %s", copy->folder, strerror(errno));
		return false;
	}
	copy->device = found.st_dev;
	apart = found.st_dev != vault.st_dev;
	for (size_t i = 0; i < c->n; i++)
		apart = apart && c->list[i].device != found.st_dev;
	if (!apart)
		reason_set(reason,
		    "%s is on the same disk as the vault or another copy, and "
		    "would be lost with it",
		    copy->folder);
	return apart;
}

struct original_copies *
original_copies_open(const struct vault *v, const char *const *folders,
    size_t n, struct reason *ret_reason)
{
	struct original_copies *c = calloc(1, sizeof(*c));

	reason_set(ret_reason, "there is not enough memory");
	if (c == NULL)
		return NULL;
	c->v = v;
	for (size_t i = 0; i < n; i++) {
		struct copy *copy = &c->list[c->n];

		if (i == ORIGINAL_COPIES_MAX) {
			reason_set(ret_reason, "at most %d further media",
			    ORIGINAL_COPIES_MAX);
			free(c);
			return NULL;
		}
		copy->folder = folders[i];
		if (!copy_head_fits(vault_folder(v), folders[i], ret_reason) ||
		    !durable_file_folder(folders[i], 0700) ||
		    !is_apart(c, copy, ret_reason) ||
		    !make_folders(v, folders[i], ret_reason)) {
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
