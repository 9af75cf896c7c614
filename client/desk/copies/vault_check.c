#include "vault_check.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/desk/vault/vault.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/text_codec.h"
#include "common/notes/desk_note.h"
#include "erased.h"
#include "file_copy.h"
#include "keyless.h"

struct checking {
	const char *folder;
	const struct vault_check_events *events;
	struct vault_checked *to;
	struct erased erased;
};

static void
tell(struct checking *c, const char *what, const char *why)
{
	c->to->off++;
	c->events->off(c->events->context, what, why);
}

/* A file of that folder whose row has its hash as the id. */
static bool
check_hashed(
    struct checking *c, const char *folder, const char *id, uint64_t *ret_count)
{
	uint8_t wanted[32], hash[32];
	struct reason why = {""};
	char name[96], *path;
	uint64_t size;

	if (!hex_decode(id, strlen(id), wanted, sizeof(wanted))) {
		tell(c, "cases.sqlite", "a row of a file has no hash");
		return true;
	}
	(void)snprintf(name, sizeof(name), "%s/%s.age", folder, id);
	path = durable_file_join(c->folder, name);
	if (path == NULL)
		return false;
	switch (file_hash(path, hash, &size, &why)) {
	case FILE_HASHED:
		if (erased_has(&c->erased, wanted)) {
			c->to->erased++;
			c->events->off(c->events->context, name,
			    "it was disposed of, and is here");
		} else if (memcmp(hash, wanted, sizeof(hash)) == 0)
			++*ret_count;
		else
			tell(c, name, "it is not what its name says");
		break;
	case FILE_ABSENT:
		if (!erased_has(&c->erased, wanted))
			tell(c, name, "it is missing");
		break;
	case FILE_UNREADABLE:
		tell(c, name, why.text);
		break;
	}
	free(path);
	return true;
}

/* The original of a row of the kind `file`. */
static bool
check_original(void *context, const char *id)
{
	struct checking *c = context;

	return check_hashed(c, "originals", id, &c->to->originals);
}

/* What was sealed again of it, of a row of the kind `attachment`. */
static bool
check_attachment(void *context, const char *id)
{
	struct checking *c = context;

	return check_hashed(c, "attachments", id, &c->to->attachments);
}

/* The highest number that a note of that folder has; 0: there is none. */
static uint64_t
last_number(const char *vault, const char *folder, const char *stem)
{
	char *path = durable_file_join(vault, folder);
	DIR *dir = path == NULL ? NULL : opendir(path);
	size_t before = strlen(stem) + 1;
	uint64_t last = 0, n;
	struct dirent *e;

	while (dir != NULL && (e = readdir(dir)) != NULL) {
		const char *end = strrchr(e->d_name, '.');

		if (end == NULL || strcmp(end, ".note") != 0 ||
		    strncmp(e->d_name, stem, before - 1) != 0 ||
		    strlen(e->d_name) <= before)
			continue;
		n = strtoull(e->d_name + before, NULL, 10);
		last = n > last ? n : last;
	}
	if (dir != NULL)
		(void)closedir(dir);
	free(path);
	return last;
}

/* A series: each note's number, and that it follows on the one before. */
static bool
check_series(struct checking *c, const char *folder, const char *stem,
    const struct directory_anchor *anchor)
{
	uint8_t previous[32], hash[32];
	struct desk_note_head head;
	struct signed_note note;
	char name[96], *path;
	uint64_t last;
	uint8_t *bytes;
	size_t len;

	last = last_number(c->folder, folder, stem);
	memcpy(previous, anchor->hash, sizeof(previous));
	for (uint64_t n = anchor->number + 1;; n++) {
		bool ok;

		(void)snprintf(name, sizeof(name), "%s/%s-%06" PRIu64 ".note",
		    folder, stem, n);
		path = durable_file_join(c->folder, name);
		if (path == NULL)
			return false;
		if (!durable_file_read(path, DESK_NOTE_MAX, &bytes, &len)) {
			ok = errno == ENOENT && n > last;
			if (!ok)
				tell(c, name,
				    errno == ENOENT ? "it is missing"
						    : strerror(errno));
			free(path);
			return true; /* the last one stood before it */
		}
		free(path);
		ok = signed_note_parse(bytes, len, &note) == NOTE_OK &&
		    desk_note_head_read(&note, &head) && head.sequence == n &&
		    memcmp(head.previous, previous, sizeof(previous)) == 0;
		if (ok) {
			desk_note_hash(&note, hash);
			memcpy(previous, hash, sizeof(previous));
			c->to->notes++;
		}
		free(bytes);
		if (!ok) {
			tell(c, name, "it does not follow on the one before");
			return true;
		}
	}
}

static bool
check_notes(struct checking *c, struct reason *reason)
{
	struct directory_anchor imports, bulletins;

	return vault_anchors(c->folder, &imports, &bulletins, reason) &&
	    check_series(c, "import-notes", "import", &imports) &&
	    check_series(c, "bulletins", "bulletin", &bulletins);
}

/* Where keys are, each case has one. */
static bool
check_keys(struct checking *c, struct reason *reason)
{
	struct keyless found;
	struct reason why;

	if (!keyless_count(c->folder, &found, reason))
		return false;
	if (found.cases == 0)
		return true;
	reason_set(&why,
	    "%" PRIu64 " case(s), number %" PRIu32 " the first, have no key: "
	    "none of these can be read, unless an older program stored it",
	    found.cases, found.first);
	tell(c, "cases-*.keys", why.text);
	return true;
}

static bool
has_files(const char *folder, const char *name)
{
	char *path = durable_file_join(folder, name);
	DIR *dir = path == NULL ? NULL : opendir(path);
	struct dirent *e;
	bool any = false;

	while (dir != NULL && (e = readdir(dir)) != NULL)
		any |= e->d_name[0] != '.';
	if (dir != NULL)
		(void)closedir(dir);
	free(path);
	return any;
}

bool
vault_check(const char *folder, const struct vault_check_events *events,
    struct vault_checked *ret_checked, struct reason *ret_reason)
{
	struct checking c = {
	    .folder = folder, .events = events, .to = ret_checked};
	char *store = durable_file_join(folder, "cases.sqlite");
	struct journal_signers signers;
	struct reason why = {""};
	bool ok;

	memset(ret_checked, 0, sizeof(*ret_checked));
	reason_set(ret_reason, "there is not enough memory");
	if (store == NULL)
		return false;
	ok = vault_signers(folder, &signers, ret_reason);
	if (ok && access(store, F_OK) != 0) {
		/* One that nobody unlocked yet has nothing that it may lack. */
		ret_checked->journal_good = errno == ENOENT;
		if (!ret_checked->journal_good ||
		    has_files(folder, "originals"))
			tell(&c, "cases.sqlite", "it is missing");
	} else if (ok) {
		ret_checked->journal_good = journal_verify(
		    store, &signers, events->rows, &ret_checked->journal, &why);
		if (!ret_checked->journal_good)
			tell(&c, "the journal", why.text);
		ok = erased_read(store, &c.erased, ret_reason) &&
		    desk_store_each_id(
			store, "file", check_original, &c, ret_reason) &&
		    desk_store_each_id(store, "attachment", check_attachment,
			&c, ret_reason) &&
		    check_keys(&c, ret_reason);
	}
	vault_signers_finish(&signers);
	erased_finish(&c.erased);
	free(store);
	return ok && check_notes(&c, ret_reason);
}
