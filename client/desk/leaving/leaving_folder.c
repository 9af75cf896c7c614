/* A folder that is listed: written, and made again and compared. */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/bytes/durable_file.h"
#include "common/bytes/text_codec.h"
#include "common/release/minisign.h"
#include "leaving_files.h"

#define SUMS_MAX (1u << 18)

static bool
begin(struct leaving_files *f, const char *folder, struct reason *reason)
{
	*f = (struct leaving_files){.folder = folder,
	    .fd = -1,
	    .sha = sha256_create(),
	    .reason = reason};
	byte_writer_init(&f->sums, SUMS_MAX);
	reason_set(reason, "there is not enough memory");
	return f->sha != NULL;
}

static void
end(struct leaving_files *f)
{
	if (f->fd >= 0)
		(void)close(f->fd);
	sha256_destroy(f->sha);
	byte_writer_finish(&f->sums);
}

static void
hash_of(const struct byte_writer *w, char ret_hex[static LEAVING_HASH_BYTES])
{
	uint8_t hash[SHA256_BYTES];

	sha256_hash(w->data, w->len, hash);
	hex_encode(hash, sizeof(hash), ret_hex);
}

/* What was written of it, which may be half: each that stands in the list, and
 * the one under way. */
static void
remove_half(const char *folder, const struct leaving_files *f)
{
	const int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const char *at = (const char *)f->sums.data;
	char name[100];

	while (fd >= 0 && at != NULL && sscanf(at, "%*64s  %99s", name) == 1) {
		(void)unlinkat(fd, name, 0);
		at = strchr(at, '\n');
		at = at == NULL ? NULL : at + 1;
	}
	if (fd >= 0) {
		(void)unlinkat(fd, f->name, 0);
		(void)unlinkat(fd, LEAVING_SUMS, 0);
		(void)close(fd);
	}
	(void)rmdir(folder);
}

/* The list itself is in no list. */
static bool
write_sums(const struct leaving_files *f, struct reason *reason)
{
	char *path = durable_file_join(f->folder, LEAVING_SUMS);
	bool ok = path != NULL && !f->sums.failed &&
	    durable_file_write(
		path, f->sums.data, f->sums.len, 0600, DURABLE_KEEP_EXISTING);

	if (!ok)
		reason_set(reason, LEAVING_SUMS ": %s", strerror(errno));
	free(path);
	return ok;
}

bool
leaving_folder_write(const struct leaving_maker *maker, const char *folder,
    char ret_manifest[static LEAVING_HASH_BYTES], struct reason *ret_reason)
{
	struct leaving_files f;
	bool ok;

	if (mkdir(folder, 0700) != 0) {
		reason_set(ret_reason, "%s", strerror(errno));
		return false;
	}
	ok = begin(&f, folder, ret_reason) && maker->make(maker->context, &f) &&
	    write_sums(&f, ret_reason);
	if (ok)
		hash_of(&f.sums, ret_manifest);
	else
		remove_half(folder, &f);
	end(&f);
	return ok;
}

/* --- again, and compared --- */

/* "SHA256SUMS.0123456789ABCDEF.minisig", "0123456789ABCDEF.pub", and no other.
 */
static bool
is_signature(const char *name)
{
	static const char sums[] = LEAVING_SUMS ".";
	const bool signs = strncmp(name, sums, sizeof(sums) - 1) == 0;
	const char *id = signs ? name + sizeof(sums) - 1 : name;

	return strspn(id, "0123456789ABCDEF") == MINISIGN_ID_TEXT_BYTES - 1 &&
	    strcmp(id + MINISIGN_ID_TEXT_BYTES - 1,
		signs ? ".minisig" : ".pub") == 0;
}

/* Whether the list, as it was made now, has a file of that name. */
static bool
is_listed(const struct byte_writer *sums, const char *name)
{
	char line[160];

	(void)snprintf(line, sizeof(line), "  %s\n", name);
	return sums->data != NULL &&
	    strstr((const char *)sums->data, line) != NULL;
}

/* Nothing stands there that nobody signs. */
static bool
no_others(
    const char *folder, const struct byte_writer *sums, struct reason *reason)
{
	DIR *dir = opendir(folder);
	const struct dirent *e;
	bool ok = dir != NULL;

	if (!ok)
		reason_set(reason, "%s: %s", folder, strerror(errno));
	while (ok && (e = readdir(dir)) != NULL) {
		const char *name = e->d_name;

		ok = strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
		    strcmp(name, LEAVING_SUMS) == 0 || is_signature(name) ||
		    is_listed(sums, name);
		if (!ok)
			reason_set(reason,
			    "the folder has a file that is not in its list");
	}
	if (dir != NULL)
		(void)closedir(dir);
	return ok;
}

/* One of the list: the same bytes are there. */
static bool
file_is(const char *folder, const char *name, const char *hex,
    struct sha256 *sha, struct reason *reason)
{
	char *path = durable_file_join(folder, name);
	uint8_t hash[SHA256_BYTES], block[1u << 14];
	char own[LEAVING_HASH_BYTES] = "";
	ssize_t n = -1;
	int fd = path == NULL
	    ? -1
	    : open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

	if (fd >= 0)
		while ((n = read(fd, block, sizeof(block))) > 0)
			sha256_update(sha, block, (size_t)n);
	if (fd >= 0)
		(void)close(fd);
	free(path);
	if (sha256_final(sha, hash) && fd >= 0 && n == 0)
		hex_encode(hash, sizeof(hash), own);
	if (strcmp(own, hex) == 0)
		return true;
	reason_set(reason,
	    "%s in it is not what is made of the desk's rows now", name);
	return false;
}

static bool
files_are(
    const char *folder, const struct leaving_files *f, struct reason *reason)
{
	const char *at = (const char *)f->sums.data;
	char hex[LEAVING_HASH_BYTES], name[100];
	bool ok = at != NULL;

	while (ok && *at != '\0' && sscanf(at, "%64s  %99s", hex, name) == 2) {
		ok = file_is(folder, name, hex, f->sha, reason);
		at = strchr(at, '\n') + 1;
	}
	return ok;
}

static bool
sums_are(
    const char *folder, const struct leaving_files *f, struct reason *reason)
{
	char *path = durable_file_join(folder, LEAVING_SUMS);
	uint8_t *bytes = NULL;
	size_t len = 0;
	bool ok = path != NULL &&
	    durable_file_read(path, SUMS_MAX, &bytes, &len) &&
	    len == f->sums.len && memcmp(bytes, f->sums.data, len) == 0;

	if (!ok)
		reason_set(reason,
		    LEAVING_SUMS " in it is not the list of what is made of "
				 "the desk's rows now");
	free(bytes);
	free(path);
	return ok;
}

bool
leaving_folder_check(const struct leaving_maker *maker, const char *folder,
    char ret_manifest[static LEAVING_HASH_BYTES], struct reason *ret_reason)
{
	struct leaving_files f;
	bool ok;

	ok = begin(&f, NULL, ret_reason) && maker->make(maker->context, &f) &&
	    !f.sums.failed && sums_are(folder, &f, ret_reason) &&
	    no_others(folder, &f.sums, ret_reason) &&
	    files_are(folder, &f, ret_reason);
	if (ok)
		hash_of(&f.sums, ret_manifest);
	end(&f);
	return ok;
}
