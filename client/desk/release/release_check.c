#include "release_check.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/desk/copies/file_copy.h"
#include "common/bytes/durable_file.h"
#include "common/notes/medium.h"

#define FOLDER "release"
#define TEXT "RELEASE"
#define ENDING ".minisig"
#define SIGNATURES_MAX 64 /* files that are looked at */

struct checking {
	const struct release_keys *keys;
	const char *folder;
	uint8_t hash[MINISIGN_HASH_BYTES];
	bool counts[RELEASE_KEYS_MAX];
	struct release_checked *to;
	struct reason *reason;
};

static bool
refuse_file(const struct checking *c, const char *name, const char *why)
{
	reason_set(c->reason, "release/%s: %s", name, why);
	return false;
}

/* Of the folder; false with a reason, and where it lacks `ret_absent`. */
static bool
read_file(const struct checking *c, const char *name, size_t most,
    uint8_t **ret_bytes, size_t *ret_len, bool *ret_absent)
{
	char *path = durable_file_join(c->folder, name);
	bool ok;

	errno = ENOMEM;
	ok = path != NULL && medium_read(path, most, ret_bytes, ret_len);
	*ret_absent = !ok && errno == ENOENT;
	if (!ok)
		(void)refuse_file(c, name, medium_error_text(errno));
	free(path);
	return ok;
}

static size_t
key_of(const struct release_keys *keys, const struct minisign_signature *s)
{
	size_t i = 0;

	while (i < keys->n &&
	    memcmp(keys->keys[i].id, s->key_id, sizeof(s->key_id)) != 0)
		i++;
	return i;
}

/* One of its signatures; false with a reason where it refuses the release. */
static bool
take_signature(struct checking *c, const char *name)
{
	struct minisign_signature s;
	uint8_t *bytes = NULL;
	enum minisign_status status;
	bool absent;
	size_t len, at;

	if (!read_file(c, name, MINISIGN_FILE_MAX, &bytes, &len, &absent))
		return false;
	status = minisign_parse(bytes, len, &s);
	free(bytes);
	if (status == MINISIGN_MALFORMED)
		return refuse_file(c, name, "it is no signature of minisign");
	at = key_of(c->keys, &s);
	if (at == c->keys->n)
		return true;
	if (status == MINISIGN_LEGACY)
		return refuse_file(c, name,
		    "it is of minisign's older form, which is not taken: sign "
		    "without -l");
	if (!minisign_verify(&s, &c->keys->keys[at], c->hash))
		return refuse_file(c, name,
		    "it names a key of the directory and does not verify");
	c->counts[at] = true;
	return true;
}

static bool
is_signature(const char *name)
{
	const size_t len = strlen(name);

	return strncmp(name, TEXT ".", strlen(TEXT) + 1) == 0 &&
	    len > strlen(ENDING) &&
	    strcmp(name + len - strlen(ENDING), ENDING) == 0;
}

static bool
take_signatures(struct checking *c)
{
	DIR *dir = opendir(c->folder);
	struct dirent *e;
	bool ok = dir != NULL;
	size_t n = 0;

	if (!ok)
		(void)refuse_file(c, "", strerror(errno));
	while (ok && (e = readdir(dir)) != NULL) {
		if (!is_signature(e->d_name))
			continue;
		ok = n++ < SIGNATURES_MAX
		    ? take_signature(c, e->d_name)
		    : refuse_file(c, "", "it has too many signatures");
	}
	if (dir != NULL)
		(void)closedir(dir);
	for (size_t i = 0; i < c->keys->n; i++)
		if (c->counts[i])
			minisign_id_format(
			    c->keys->keys[i].id, c->to->ids[c->to->n_signed++]);
	if (!ok || c->to->n_signed >= c->keys->threshold)
		return ok;
	reason_set(c->reason,
	    "release/" TEXT ": %zu of the directory's release keys signed it, "
	    "and it takes %u",
	    c->to->n_signed, c->keys->threshold);
	return false;
}

/* Each that is listed is there, and is that. */
static bool
check_files(const struct checking *c)
{
	for (size_t i = 0; i < c->to->release.n; i++) {
		const struct release_file *f = &c->to->release.files[i];
		char *path = durable_file_join(c->folder, f->name);
		struct reason why = {"there is not enough memory"};
		enum file_hashed hashed = FILE_UNREADABLE;
		uint8_t hash[32];
		uint64_t size;

		if (path != NULL)
			hashed = file_hash(path, hash, &size, &why);
		free(path);
		if (hashed == FILE_ABSENT)
			return refuse_file(c, f->name, "it is missing");
		if (hashed != FILE_HASHED)
			return refuse_file(c, f->name, why.text);
		if (memcmp(hash, f->sha256, sizeof(hash)) != 0)
			return refuse_file(
			    c, f->name, "it is not what was signed");
	}
	return true;
}

static enum release_found
check_text(struct checking *c)
{
	uint8_t *bytes = NULL;
	bool absent, ok;
	size_t len;

	if (!read_file(c, TEXT, RELEASE_MAX, &bytes, &len, &absent))
		return absent ? RELEASE_NONE : RELEASE_REFUSED;
	minisign_hash(bytes, len, c->hash);
	ok = release_parse(bytes, len, &c->to->release);
	free(bytes);
	/* Its words are a stranger's before they are verified. */
	if (!ok) {
		(void)refuse_file(c, TEXT, "it has another form");
		return RELEASE_REFUSED;
	}
	return take_signatures(c) && check_files(c) ? RELEASE_GOOD
						    : RELEASE_REFUSED;
}

char *
release_folder(const char *medium)
{
	return medium_file(medium, FOLDER);
}

enum release_found
release_check(const struct directory *directory, const char *folder,
    struct release_checked *ret_checked, struct reason *ret_reason)
{
	struct checking c = {.keys = &directory->releases,
	    .folder = folder,
	    .to = ret_checked,
	    .reason = ret_reason};
	struct stat st;

	memset(ret_checked, 0, sizeof(*ret_checked));
	if (lstat(folder, &st) != 0) {
		reason_set(ret_reason, "%s: %s", folder, strerror(errno));
		return errno == ENOENT ? RELEASE_NONE : RELEASE_REFUSED;
	}
	if (!S_ISDIR(st.st_mode)) {
		reason_set(ret_reason, "%s: it is no folder", folder);
		return RELEASE_REFUSED;
	}
	if (directory->releases.n == 0) {
		reason_set(ret_reason,
		    "the directory in use names nobody who signs releases: "
		    "nothing here tells whether it is real");
		return RELEASE_REFUSED;
	}
	return check_text(&c);
}

/* --- a copy --- */

static bool
copy_one(
    const char *from, const char *to, const char *name, struct reason *reason)
{
	char *source = durable_file_join(from, name);
	char *target = durable_file_join(to, name);
	bool ok = source != NULL && target != NULL;

	reason_set(reason, "there is not enough memory");
	ok = ok && file_copy(source, target, reason);
	free(source);
	free(target);
	return ok;
}

static bool
copy_signatures(const char *from, const char *to, struct reason *reason)
{
	DIR *dir = opendir(from);
	struct dirent *e;
	bool ok = dir != NULL;
	size_t n = 0;

	if (!ok)
		reason_set(reason, "%s: %s", from, strerror(errno));
	while (ok && (e = readdir(dir)) != NULL)
		if (is_signature(e->d_name))
			ok = n++ < SIGNATURES_MAX &&
			    copy_one(from, to, e->d_name, reason);
	if (dir != NULL)
		(void)closedir(dir);
	return ok;
}

/* What was copied, and the folder. */
static void
remove_copy(const char *to)
{
	DIR *dir = opendir(to);
	struct dirent *e;

	while (dir != NULL && (e = readdir(dir)) != NULL)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			(void)unlinkat(dirfd(dir), e->d_name, 0);
	if (dir != NULL)
		(void)closedir(dir);
	(void)rmdir(to);
}

bool
release_take(const struct directory *directory, const char *folder,
    const struct release *release, const char *to, struct reason *ret_reason)
{
	struct release_checked *again = malloc(sizeof(*again));
	bool ok = again != NULL;

	reason_set(ret_reason, "there is not enough memory");
	if (ok && mkdir(to, 0700) != 0) {
		reason_set(ret_reason, "%s: %s", to, strerror(errno));
		free(again);
		return false;
	}
	ok = ok && copy_one(folder, to, TEXT, ret_reason) &&
	    copy_signatures(folder, to, ret_reason);
	for (size_t i = 0; i < release->n && ok; i++)
		ok = copy_one(folder, to, release->files[i].name, ret_reason);
	ok = ok &&
	    release_check(directory, to, again, ret_reason) == RELEASE_GOOD;
	if (!ok && again != NULL)
		remove_copy(to);
	free(again);
	return ok;
}
