#include "keys.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "common/bytes/byte_reader.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/text_codec.h"
#include "common/cli/seed_file.h"
#include "common/notes/receipt.h"

#define FORMER_KEYS "former.keys"
#define FORMER_BYTES_MAX (2u * RELAY_FORMER_MAX * 80u)

static const char *const words[RELAY_KEY_KINDS] = {"promise", "log"};

/* --- files --- */

/* promise.seed, next-log.seed; to be freed.  NULL with a reason. */
static char *
seed_path(const char *spool, enum relay_key_kind kind, bool next,
    struct reason *reason)
{
	char name[32], *path;

	(void)snprintf(
	    name, sizeof(name), "%s%s.seed", next ? "next-" : "", words[kind]);
	path = durable_file_join(spool, name);
	if (path == NULL)
		reason_set(reason, "there is not enough memory");
	return path;
}

/* To whom the spool's own folder belongs, so that who serves can read it. */
static bool
give_to_owner(const char *spool, const char *path, struct reason *reason)
{
	struct stat owner, found;

	if (stat(spool, &owner) == 0 && stat(path, &found) == 0 &&
	    (found.st_uid == owner.st_uid || geteuid() != 0 ||
		chown(path, owner.st_uid, owner.st_gid) == 0))
		return true;
	reason_set(reason, "%s: %s", path, strerror(errno));
	return false;
}

/* One that is there stays, and comes to its owner where that was cut off. */
static bool
make(const char *spool, enum relay_key_kind kind, bool next, unsigned *made,
    struct reason *reason)
{
	char *path = seed_path(spool, kind, next, reason);
	bool ok = path != NULL;

	if (ok && access(path, F_OK) != 0) {
		ok = seed_file_make(path, reason);
		*made += ok;
	}
	ok = ok && give_to_owner(spool, path, reason);
	free(path);
	return ok;
}

bool
relay_keys_make(
    const char *spool, unsigned *ret_made, struct reason *ret_reason)
{
	*ret_made = 0;
	if (!durable_file_folder(spool, 0700)) {
		reason_set(ret_reason, "%s: %s", spool, strerror(errno));
		return false;
	}
	return make(spool, RELAY_KEY_PROMISE, false, ret_made, ret_reason) &&
	    make(spool, RELAY_KEY_LOG, false, ret_made, ret_reason);
}

static int
know_seed(
    const uint8_t *seed, enum relay_key_kind kind, struct relay_keys *keys)
{
	unsigned n = atomic_load(&keys->n[kind]);
	struct relay_seed *s;
	struct vkey key;

	vkey_of_seed("key", seed, &key);
	for (unsigned i = 0; i < n; i++)
		if (memcmp(keys->seeds[kind][i].public_key, key.public_key,
			sizeof(key.public_key)) == 0)
			return (int)i;
	if (n == RELAY_SEEDS_MAX)
		return -1;
	s = &keys->seeds[kind][n];
	memcpy(s->seed, seed, sizeof(s->seed));
	memcpy(s->public_key, key.public_key, sizeof(s->public_key));
	atomic_store(&keys->n[kind], n + 1);
	return (int)n;
}

/* Which one it is in memory, added where it was none; -1 with a reason. */
static int
know(const char *path, enum relay_key_kind kind, struct relay_keys *keys,
    struct reason *reason)
{
	uint8_t seed[NOTE_SEED_BYTES];
	int at = -1;

	if (!seed_file_read(path, seed, reason))
		return -1;
	at = know_seed(seed, kind, keys);
	sodium_memzero(seed, sizeof(seed));
	if (at < 0)
		reason_set(reason,
		    "%s: the keys changed too often for one run: restart it",
		    path);
	return at;
}

bool
relay_keys_read_again(
    const char *spool, struct relay_keys *keys, struct reason *ret_reason)
{
	bool ok = true;

	for (enum relay_key_kind k = 0; k < RELAY_KEY_KINDS && ok; k++) {
		char *today = seed_path(spool, k, false, ret_reason);
		char *next = seed_path(spool, k, true, ret_reason);
		int at = -1;

		ok = today != NULL && next != NULL &&
		    (at = know(today, k, keys, ret_reason)) >= 0;
		if (ok)
			atomic_store(&keys->today[k], at);
		at = -1;
		if (ok && (access(next, F_OK) == 0 || errno != ENOENT))
			ok = (at = know(next, k, keys, ret_reason)) >= 0;
		if (ok)
			atomic_store(&keys->next[k], at);
		free(today);
		free(next);
	}
	return ok;
}

bool
relay_keys_read(
    const char *spool, struct relay_keys *ret_keys, struct reason *ret_reason)
{
	for (enum relay_key_kind k = 0; k < RELAY_KEY_KINDS; k++) {
		atomic_store(&ret_keys->n[k], 0);
		atomic_store(&ret_keys->next[k], -1);
	}
	return relay_keys_read_again(spool, ret_keys, ret_reason);
}

bool
relay_keys_make_next(
    const char *spool, bool *ret_new, struct reason *ret_reason)
{
	unsigned made = 0;
	bool ok = make(spool, RELAY_KEY_PROMISE, true, &made, ret_reason) &&
	    make(spool, RELAY_KEY_LOG, true, &made, ret_reason);

	*ret_new = made > 0;
	return ok;
}

/* --- former ones: "log" or "promise", a space, 64 digits, LF --- */

struct former {
	enum relay_key_kind kind;
	uint8_t public_key[32];
};

static bool
read_line(struct byte_reader *r, struct former *ret)
{
	const char *line;
	size_t len, word;

	if (!byte_reader_line(r, &line, &len))
		return false;
	for (enum relay_key_kind k = 0; k < RELAY_KEY_KINDS; k++) {
		word = strlen(words[k]);
		ret->kind = k;
		if (len == word + 65 && memcmp(line, words[k], word) == 0 &&
		    line[word] == ' ' &&
		    hex_decode(line + word + 1, 64, ret->public_key, 32))
			return true;
	}
	return false;
}

/* All of the file; none where there is none.  To be freed. */
static bool
read_former(const char *spool, struct former **ret, size_t *ret_n,
    struct reason *reason)
{
	char *path = durable_file_join(spool, FORMER_KEYS);
	size_t room = 2u * RELAY_FORMER_MAX, len = 0;
	struct former *all = calloc(room, sizeof(*all));
	struct byte_reader r;
	uint8_t *bytes = NULL;
	bool ok = path != NULL && all != NULL;

	*ret_n = 0;
	reason_set(reason, "there is not enough memory");
	if (ok && !durable_file_read(path, FORMER_BYTES_MAX, &bytes, &len) &&
	    errno != ENOENT) {
		reason_set(reason, "%s: %s", path, strerror(errno));
		ok = false;
	}
	byte_reader_init(&r, bytes, len);
	while (ok && r.left > 0)
		if (*ret_n >= room || !read_line(&r, &all[(*ret_n)++])) {
			reason_set(reason, "%s is damaged", path);
			ok = false;
		}
	if (!ok) {
		free(all);
		all = NULL;
	}
	free(bytes);
	free(path);
	*ret = all;
	return ok;
}

static bool
write_former(const char *spool, const struct former *all, size_t n,
    struct reason *reason)
{
	char *path = durable_file_join(spool, FORMER_KEYS), hex[65];
	struct byte_writer w;
	bool ok;

	byte_writer_init(&w, FORMER_BYTES_MAX);
	for (size_t i = 0; i < n; i++) {
		hex_encode(all[i].public_key, 32, hex);
		byte_writer_printf(&w, "%s %s\n", words[all[i].kind], hex);
	}
	ok = path != NULL && !w.failed &&
	    durable_file_write(path, w.data, w.len, 0600, DURABLE_REPLACE);
	if (ok)
		ok = give_to_owner(spool, path, reason);
	else
		reason_set(reason, "%s: %s", FORMER_KEYS, strerror(errno));
	byte_writer_finish(&w);
	free(path);
	return ok;
}

static bool
keep_former(const char *spool, enum relay_key_kind kind,
    const struct relay_seed *seed, struct reason *reason)
{
	struct former *all;
	size_t n;
	bool ok, known = false;

	if (!read_former(spool, &all, &n, reason))
		return false;
	for (size_t i = 0; i < n; i++)
		known |= all[i].kind == kind &&
		    memcmp(all[i].public_key, seed->public_key, 32) == 0;
	ok = known || n < 2u * RELAY_FORMER_MAX;
	if (!ok)
		reason_set(reason, "%s is full", FORMER_KEYS);
	if (ok && !known) {
		all[n].kind = kind;
		memcpy(all[n].public_key, seed->public_key, 32);
		ok = write_former(spool, all, n + 1, reason);
	}
	free(all);
	return ok;
}

bool
relay_keys_retire(
    const char *spool, const struct relay_keys *keys, struct reason *ret_reason)
{
	bool ok = true;

	for (enum relay_key_kind k = 0; k < RELAY_KEY_KINDS && ok; k++) {
		char *next = seed_path(spool, k, true, ret_reason);
		char *today = seed_path(spool, k, false, ret_reason);

		ok = next != NULL && today != NULL;
		if (ok && relay_keys_next(keys, k) != NULL) {
			ok = keep_former(
			    spool, k, relay_keys_today(keys, k), ret_reason);
			if (ok &&
			    (rename(next, today) != 0 ||
				!durable_file_sync_parent(today))) {
				reason_set(ret_reason, "%s: %s", next,
				    strerror(errno));
				ok = false;
			}
		}
		free(next);
		free(today);
	}
	return ok;
}

/* --- use --- */

const struct relay_seed *
relay_keys_today(const struct relay_keys *keys, enum relay_key_kind kind)
{
	return &keys->seeds[kind][atomic_load(&keys->today[kind])];
}

const struct relay_seed *
relay_keys_next(const struct relay_keys *keys, enum relay_key_kind kind)
{
	int at = atomic_load(&keys->next[kind]);

	return at < 0 ? NULL : &keys->seeds[kind][at];
}

const struct relay_seed *
relay_keys_of(const struct relay_keys *keys, enum relay_key_kind kind,
    const struct directory_relay *entry)
{
	const struct vkey *wanted =
	    kind == RELAY_KEY_LOG ? &entry->log_key : &entry->promise_key;

	for (unsigned i = 0; i < atomic_load(&keys->n[kind]); i++)
		if (memcmp(keys->seeds[kind][i].public_key, wanted->public_key,
			sizeof(wanted->public_key)) == 0)
			return &keys->seeds[kind][i];
	return NULL;
}

const uint8_t *
relay_keys_seed(const struct relay_keys *keys, enum relay_key_kind kind,
    const struct directory_intake *intake, const char *relay, int64_t now)
{
	const struct directory_relay *entry =
	    intake == NULL ? NULL : directory_relay_near(intake, relay, now);
	const struct relay_seed *found =
	    entry == NULL ? NULL : relay_keys_of(keys, kind, entry);

	return found == NULL ? relay_keys_today(keys, kind)->seed : found->seed;
}

void
relay_keys_public(const struct relay_seed *seed, enum relay_key_kind kind,
    const char *relay, const char *intake, struct vkey *ret_key)
{
	char name[CHECKPOINT_ORIGIN_MAX + 1];

	if (kind == RELAY_KEY_LOG)
		receipt_log_origin(relay, intake, name);
	else
		(void)snprintf(name, sizeof(name), "%s/promises", relay);
	vkey_of_public(name, seed->public_key, ret_key);
}

bool
relay_keys_of_log(const struct relay_keys *keys, const char *spool,
    const char *relay, const struct directory_intake *intake,
    struct vkey ret_keys[static RELAY_LOG_KEYS_MAX], size_t *ret_n,
    struct reason *ret_reason)
{
	char origin[CHECKPOINT_ORIGIN_MAX + 1];
	struct former *all;
	size_t n;

	receipt_log_origin(relay, intake->id, origin);
	*ret_n = 0;
	for (unsigned i = 0; i < atomic_load(&keys->n[RELAY_KEY_LOG]); i++)
		vkey_of_public(origin, keys->seeds[RELAY_KEY_LOG][i].public_key,
		    &ret_keys[(*ret_n)++]);
	if (!read_former(spool, &all, &n, ret_reason))
		return false;
	for (size_t i = 0; i < n && *ret_n < RELAY_LOG_KEYS_MAX; i++)
		if (all[i].kind == RELAY_KEY_LOG)
			vkey_of_public(
			    origin, all[i].public_key, &ret_keys[(*ret_n)++]);
	free(all);
	for (size_t i = 0; i < intake->n_relays && *ret_n < RELAY_LOG_KEYS_MAX;
	     i++)
		if (strcmp(intake->relays[i].name, relay) == 0)
			ret_keys[(*ret_n)++] = intake->relays[i].log_key;
	return true;
}
