#include "release_check.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/bytes/durable_file.h"
#include "common/notes/medium.h"

#define FOLDER "release"
#define TEXT "RELEASE"
#define ENDING ".minisig"
#define SIGNATURES_MAX 64 /* files that are looked at */

struct checking {
	const struct release_keys *keys;
	const char *folder;
	bool counts[RELEASE_KEYS_MAX];
	struct release_read *to;
	struct reason *reason;
};

static bool
refuse_file(const struct checking *c, const char *name, const char *why)
{
	reason_set(c->reason, "release/%s: %s", name, why);
	return false;
}

/* Of the folder; false with errno. */
static bool
read_file(const struct checking *c, const char *name, size_t most,
    uint8_t **ret_bytes, size_t *ret_len)
{
	char *path = durable_file_join(c->folder, name);
	bool ok;
	int error;

	errno = ENOMEM;
	ok = path != NULL && medium_read(path, most, ret_bytes, ret_len);
	error = errno;
	free(path);
	errno = error;
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

/* It counts, once a key; takes the bytes. */
static void
keep_signature(struct checking *c, size_t at, uint8_t *bytes, size_t len)
{
	struct release_signature *kept = &c->to->signatures[c->to->n];

	if (c->counts[at]) {
		free(bytes);
		return;
	}
	c->counts[at] = true;
	minisign_id_format(c->keys->keys[at].id, kept->id);
	kept->bytes = bytes;
	kept->len = len;
	c->to->n++;
}

/* One of its signatures; false with a reason where it refuses the release. */
static bool
take_signature(struct checking *c, const char *name)
{
	struct minisign_signature s;
	uint8_t *bytes = NULL;
	enum minisign_status status;
	size_t len, at;

	if (!read_file(c, name, MINISIGN_FILE_MAX, &bytes, &len))
		return errno == ENOMEM
		    ? refuse_file(c, name, medium_error_text(errno))
		    : true;
	status = minisign_parse(bytes, len, &s);
	at = status == MINISIGN_MALFORMED ? c->keys->n : key_of(c->keys, &s);
	if (at == c->keys->n) {
		free(bytes);
		return true;
	}
	if (status == MINISIGN_OK &&
	    minisign_verify(&s, &c->keys->keys[at], c->to->hash)) {
		keep_signature(c, at, bytes, len);
		return true;
	}
	free(bytes);
	return refuse_file(c, name,
	    status == MINISIGN_LEGACY
		? "it is of minisign's older form, which is not taken: sign "
		  "without -l"
		: "it names a key of the directory and does not verify");
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
	if (!ok || c->to->n >= c->keys->threshold)
		return ok;
	reason_set(c->reason,
	    "release/" TEXT ": %zu of the directory's release keys signed it, "
	    "and it takes %u",
	    c->to->n, c->keys->threshold);
	return false;
}

static enum release_found
read_text(struct checking *c)
{
	struct release_read *r = c->to;

	if (!read_file(c, TEXT, RELEASE_MAX, &r->text, &r->text_len)) {
		(void)refuse_file(c, TEXT, medium_error_text(errno));
		return RELEASE_REFUSED;
	}
	minisign_hash(r->text, r->text_len, r->hash);
	/* Its words are a stranger's before they are verified. */
	if (!release_parse(r->text, r->text_len, &r->release)) {
		(void)refuse_file(c, TEXT, "it has another form");
		return RELEASE_REFUSED;
	}
	return take_signatures(c) ? RELEASE_SIGNED : RELEASE_REFUSED;
}

char *
release_folder(const char *medium)
{
	return medium_file(medium, FOLDER);
}

enum release_found
release_read(const struct directory *directory, const char *folder,
    struct release_read *ret_read, struct reason *ret_reason)
{
	struct checking c = {.keys = &directory->releases,
	    .folder = folder,
	    .to = ret_read,
	    .reason = ret_reason};
	struct stat st;
	int error;

	memset(ret_read, 0, sizeof(*ret_read));
	if (lstat(folder, &st) != 0) {
		error = errno;
		reason_set(ret_reason, "%s: %s", folder, strerror(error));
		return error == ENOENT ? RELEASE_NONE : RELEASE_REFUSED;
	}
	if (!S_ISDIR(st.st_mode)) {
		reason_set(ret_reason, "%s: it is no folder", folder);
		return RELEASE_REFUSED;
	}
	if (directory->releases.n == 0) {
		reason_set(ret_reason,
		    "the directory in use names nobody who signs releases%s: "
		    "nothing here tells whether it is real",
		    directory->releases_odd ? " in a form that this program "
					      "knows"
					    : "");
		return RELEASE_REFUSED;
	}
	return read_text(&c);
}

void
release_read_finish(struct release_read *r)
{
	for (size_t i = 0; i < r->n; i++)
		free(r->signatures[i].bytes);
	free(r->text);
	memset(r, 0, sizeof(*r));
}
