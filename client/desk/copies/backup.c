#include "backup.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/desk/store/journal.h"
#include "common/bytes/durable_file.h"
#include "copy_head.h"
#include "copy_known.h"
#include "erased.h"
#include "file_copy.h"

/* What lies in a vault, and where a copy of it goes. */
static const char *const files[] = {"intake.json", "staff.json",
    "directory.note", "persons.note", "fingerprint", "desk.vkey"};
static const char *const folders[] = {
    "originals", "attachments", "import-notes", "bulletins", "directories"};

struct copying {
	const char *from;
	const char *to;
	struct backup_counts *counts;
	struct reason *reason;
};

static bool
join_both(
    const struct copying *c, const char *name, char **ret_from, char **ret_to)
{
	*ret_from = durable_file_join(c->from, name);
	*ret_to = durable_file_join(c->to, name);
	if (*ret_from != NULL && *ret_to != NULL)
		return true;
	reason_set(c->reason, "there is not enough memory");
	return false;
}

/* One that is not there is none that lacks. */
static bool
copy_named(const struct copying *c, const char *name)
{
	struct stat found;
	char *from, *to;
	bool ok = join_both(c, name, &from, &to);

	if (ok && lstat(from, &found) != 0) {
		ok = errno == ENOENT;
		if (!ok)
			reason_set(c->reason, "%s: %s", from, strerror(errno));
	} else if (ok) {
		ok = file_copy(from, to, c->reason);
		c->counts->copied += ok;
		c->counts->bytes += (uint64_t)found.st_size;
	}
	free(from);
	free(to);
	return ok;
}

/* What is named after its hash never changes: one of that name and length is
 * the same, or `check` of the copy says so. */
static bool
is_there(const struct copying *c, const char *name)
{
	struct stat one, other;
	char *from, *to;
	bool same = join_both(c, name, &from, &to) && lstat(from, &one) == 0 &&
	    lstat(to, &other) == 0 && S_ISREG(other.st_mode) &&
	    one.st_size == other.st_size;

	free(from);
	free(to);
	return same;
}

static bool
is_hashed(const char *folder)
{
	return strcmp(folder, "originals") == 0 ||
	    strcmp(folder, "attachments") == 0;
}

static bool
copy_folder(const struct copying *c, const char *folder)
{
	char *from, *to, name[512];
	struct dirent *e;
	DIR *dir = NULL;
	bool ok = join_both(c, folder, &from, &to);

	if (ok)
		dir = opendir(from);
	if (ok && dir == NULL && errno != ENOENT) {
		reason_set(c->reason, "%s: %s", from, strerror(errno));
		ok = false;
	}
	if (ok && !durable_file_folder(to, 0700)) {
		reason_set(c->reason, "%s: %s", to, strerror(errno));
		ok = false;
	}
	while (ok && dir != NULL && (e = readdir(dir)) != NULL) {
		if (e->d_name[0] == '.')
			continue;
		(void)snprintf(name, sizeof(name), "%s/%s", folder, e->d_name);
		if (is_hashed(folder) && is_there(c, name))
			c->counts->there++;
		else
			ok = copy_named(c, name);
	}
	if (dir != NULL)
		(void)closedir(dir);
	free(from);
	free(to);
	return ok;
}

/* Those at the top whose name begins and ends so. */
static bool
copy_like(const struct copying *c, const char *start, const char *end)
{
	DIR *dir = opendir(c->from);
	struct dirent *e;
	bool ok = dir != NULL;

	if (!ok)
		reason_set(c->reason, "%s: %s", c->from, strerror(errno));
	while (ok && (e = readdir(dir)) != NULL) {
		size_t len = strlen(e->d_name);

		if (len > strlen(start) + strlen(end) &&
		    strncmp(e->d_name, start, strlen(start)) == 0 &&
		    strcmp(e->d_name + len - strlen(end), end) == 0)
			ok = copy_named(c, e->d_name);
	}
	if (dir != NULL)
		(void)closedir(dir);
	return ok;
}

/* All but the store and the keys. */
static bool
copy_all(const struct copying *c)
{
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		if (!copy_folder(c, folders[i]))
			return false;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (!copy_named(c, files[i]))
			return false;
	return copy_like(c, "log-", ".entries");
}

static bool
copy_keys(const struct copying *c)
{
	return copy_like(c, "keys-", ".age") &&
	    copy_like(c, "cases-", ".keys") && copy_named(c, "share-1.age") &&
	    copy_named(c, "desk-key.age") && copy_named(c, "shares.json");
}

/*
 * Whether what lies there is of this vault as it is now, or of before: what a
 * copy that went on another way wrote there may be all that is left of it.
 */
static bool
may_replace(const struct copying *c, const struct vault *v)
{
	char name[64], *from = NULL, *to = NULL;
	uint8_t *own = NULL, *other = NULL;
	size_t len = 0, other_len = 0;
	bool ok = true;

	if (!vault_keys_now(v, name, sizeof(name)))
		return true;
	if (vault_has_later_keys(v, c->to)) {
		reason_set(c->reason,
		    "%s has keys of a later time than this vault's: they may "
		    "be all that is left of it. Use another folder",
		    c->to);
		return false;
	}
	if (join_both(c, name, &from, &to) &&
	    durable_file_read(to, 65536, &other, &other_len)) {
		ok = durable_file_read(from, 65536, &own, &len) &&
		    len == other_len && memcmp(own, other, len) == 0;
		if (!ok)
			reason_set(c->reason,
			    "%s has keys of the same number by another way "
			    "that this vault went: they may be all that is "
			    "left of it. Use another folder",
			    c->to);
	}
	free(own);
	free(other);
	free(from);
	free(to);
	return ok;
}

static bool
need_folder(const char *path, struct reason *reason)
{
	if (durable_file_folder(path, 0700))
		return true;
	reason_set(reason, "%s: %s", path, strerror(errno));
	return false;
}

/* A folder that is something else's, or another vault's copy, stays so. */
static bool
is_ours(const struct copying *c)
{
	return copy_head_fits(c->from, c->to, c->reason);
}

/* Both have a head, and the same one. */
static bool
are_one_vault(const char *copy, const char *keys, struct reason *reason)
{
	const struct copying c = {copy, keys, NULL, reason};
	char *head = durable_file_join(keys, "vault");
	bool there = head != NULL && access(head, F_OK) == 0;

	if (!there)
		reason_set(reason, "%s/vault: %s", keys,
		    head == NULL ? "memory" : strerror(errno));
	free(head);
	return there && is_ours(&c);
}

/* Without it nothing of a case is there, whatever else is. */
static bool
has_store(const char *copy, struct reason *reason)
{
	char *store = durable_file_join(copy, "cases.sqlite");
	bool there = store != NULL && access(store, F_OK) == 0;

	if (!there)
		reason_set(reason, "%s/cases.sqlite: %s", copy,
		    store == NULL ? "memory" : strerror(errno));
	free(store);
	return there;
}

/* The store in one piece, as of one moment, beside the older one first. */
static bool
copy_store(struct vault *v, const struct copying *c)
{
	char *part = durable_file_join(c->to, "cases.sqlite.part");
	char *to = durable_file_join(c->to, "cases.sqlite");
	bool ok = part != NULL && to != NULL;

	reason_set(c->reason, "there is not enough memory");
	if (ok) {
		(void)unlink(part);
		ok = desk_store_copy(vault_store(v), part, c->reason) &&
		    rename(part, to) == 0 && durable_file_sync_parent(to);
		if (!ok && errno != 0)
			reason_set(c->reason, "%s: %s", to, strerror(errno));
		c->counts->copied += ok;
	}
	free(part);
	free(to);
	return ok;
}

/* The folder of originals, and that of the keys. */
struct numbers {
	char copy[COPY_NUMBER_BYTES];
	char keys[COPY_NUMBER_BYTES];
};

/*
 * What was disposed of is in neither from now on, and it stands in the vault:
 * who left has the shares of before.  What can't be removed from one of them
 * costs that one; then false with a reason.
 */
static bool
end_disposed(struct vault *v, const char *folder, const char *keys,
    const struct numbers *n, uint64_t disposals, size_t *ret_wiped,
    struct reason *reason)
{
	struct desk_store *s = vault_store(v);
	struct reason ignored;
	bool ok;

	ok = erased_wipe_parts(folder, reason) &&
	    erased_sweep(v, folder, ret_wiped, reason) &&
	    copy_known_after(s, n->copy, COPY_ORIGINALS, disposals, reason);
	if (keys == NULL)
		return ok;
	if (!vault_sweep_keys(v, keys)) {
		reason_set(reason,
		    "%s: keys that no share of today opens could not be "
		    "written over, or are of a later number",
		    keys);
		return false;
	}
	return copy_known_after(
		   s, n->keys, COPY_KEYS, disposals, ok ? reason : &ignored) &&
	    ok;
}

bool
backup_make(struct vault *v, const char *folder, const char *keys,
    uint64_t disposals, struct backup_counts *ret_counts,
    struct reason *ret_reason)
{
	struct desk_store *s = vault_store(v);
	struct numbers n;
	bool ok;
	struct copying c = {vault_folder(v), folder, ret_counts, ret_reason};
	struct copying k = {vault_folder(v), keys, ret_counts, ret_reason};

	memset(ret_counts, 0, sizeof(*ret_counts));
	/* A copy that is whole is not written over by one that is not. */
	if (!desk_store_intact(vault_store(v))) {
		reason_set(ret_reason,
		    "the case store is not what its journal says: a copy that "
		    "is whole would be lost. repair, or restore from one");
		return false;
	}
	/* The head of keys says whose they are. Keys and originals first: no
	 * row is there without its own. */
	ok = journal_before(s, "backed-up", "-", ret_reason) &&
	    need_folder(folder, ret_reason) && is_ours(&c) &&
	    copy_known_before(
		s, folder, COPY_ORIGINALS, true, n.copy, ret_reason) &&
	    (keys == NULL ||
		(need_folder(keys, ret_reason) && is_ours(&k) &&
		    may_replace(&k, v) &&
		    copy_known_before(
			s, keys, COPY_KEYS, true, n.keys, ret_reason) &&
		    copy_named(&k, "vault") && copy_keys(&k))) &&
	    copy_all(&c) && copy_store(v, &c) && copy_named(&c, "vault");
	/* The copy is whole; what it should have no more is another matter. */
	if (ok)
		ret_counts->left = !end_disposed(v, folder, keys, &n, disposals,
		    &ret_counts->wiped, ret_reason);
	return ok;
}

bool
backup_restore(const char *backup, const char *keys, const char *folder,
    const struct vault_check_events *events, struct backup_counts *ret_counts,
    struct reason *ret_reason)
{
	struct copying c = {backup, folder, ret_counts, ret_reason};
	struct copying k = {keys, folder, ret_counts, ret_reason};
	char *restored = durable_file_join(folder, "restored");
	char *head = durable_file_join(folder, "vault");
	bool ok = restored != NULL && head != NULL;

	memset(ret_counts, 0, sizeof(*ret_counts));
	reason_set(ret_reason, "there is not enough memory");
	/* Nothing is made of what does not belong together. */
	ok = ok && are_one_vault(backup, keys, ret_reason) &&
	    has_store(backup, ret_reason);
	if (ok && mkdir(folder, 0700) != 0) {
		reason_set(ret_reason, "%s: %s", folder, strerror(errno));
		ok = false;
	}
	/* Before it is a vault it is marked as one that a copy was made of. */
	ok = ok && copy_all(&c) && copy_named(&c, "cases.sqlite") &&
	    copy_keys(&k) &&
	    durable_file_write(restored, "", 0, 0600, DURABLE_KEEP_EXISTING) &&
	    copy_named(&c, "vault");
	if (ok &&
	    !vault_check(folder, events, &ret_counts->checked, ret_reason)) {
		(void)unlink(head);
		ok = false;
	}
	free(restored);
	free(head);
	return ok;
}
