/* Attachments that were sealed again: opened, and what no row knows removed. */
#include "case_attachments_parts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include <sodium.h>

#include "case_tables.h"
#include "cases.h"
#include "common/bytes/secret.h"
#include "common/bytes/text_codec.h"
#include "common/envelope/open.h"
#include "common/json/json_text.h"
#include "common/report/report.h"

bool
case_attachments_are_there(const struct case_row *row)
{
	return row->attachments != NULL;
}

/* A file on its way through its hash. */
struct hashing {
	int fd;
	crypto_hash_sha256_state state;
};

static ssize_t
read_hashed(void *context, void *buffer, size_t len)
{
	struct hashing *h = context;
	const struct byte_source file = byte_source_fd(&h->fd);
	ssize_t n = file.read(file.context, buffer, len);

	if (n > 0)
		(void)crypto_hash_sha256_update(&h->state, buffer, (size_t)n);
	return n;
}

/* One key opens all of a case: so its hash says that it is this one. */
static bool
open_one(struct vault *v, const struct age_identity *key, const char *hex,
    const struct byte_sink *sink, struct reason *reason)
{
	const struct age_identity *const identities[] = {key};
	const struct open_keys keys = {.identities = identities, .n = 1};
	char *path = path_of(v, hex), found[65];
	struct hashing h = {
	    .fd = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC)};
	const struct byte_source source = {read_hashed, &h};
	enum envelope_status status;
	uint8_t hash[32];

	free(path);
	if (h.fd < 0) {
		reason_set(reason, FOLDER "/%s.age: %s", hex, strerror(errno));
		return false;
	}
	(void)crypto_hash_sha256_init(&h.state);
	status = open_source(&keys, &source, sink, NULL);
	(void)close(h.fd);
	(void)crypto_hash_sha256_final(&h.state, hash);
	hex_encode(hash, sizeof(hash), found);
	if (status == ENVELOPE_OK && strcmp(found, hex) == 0)
		return true;
	reason_set(reason, FOLDER "/%s.age: %s", hex,
	    status == ENVELOPE_OK ? "it is not what its name says"
				  : envelope_status_text(status));
	return false;
}

bool
case_attachments_each(struct vault *v, const struct case_row *row,
    bool (*start)(void *context, unsigned number), const struct byte_sink *sink,
    void *context, struct reason *ret_reason)
{
	const char *text = json_text_string(row->attachments, "key");
	struct age_identity *key = secret_alloc(sizeof(*key));
	const cJSON *item, *list = list_of(row->attachments);
	bool ok = key != NULL;

	reason_set(ret_reason, "where its attachments are can't be read");
	if (ok) {
		key->type = AGE_HYBRID;
		ok = text != NULL &&
		    hex_decode(
			text, strlen(text), key->secret, AGE_SECRET_BYTES);
	}
	cJSON_ArrayForEach (item, list) {
		const char *hash = json_text_string(item, "sha256");
		uint8_t plain[32];
		uint64_t number = 0;

		if (!ok)
			break;
		ok = hash != NULL &&
		    hex_decode(hash, strlen(hash), plain, sizeof(plain)) &&
		    json_text_integer(item, "number", &number) && number > 0 &&
		    number <= REPORT_ATTACHMENTS_MAX &&
		    start(context, (unsigned)number) &&
		    open_one(v, key, hash, sink, ret_reason);
	}
	secret_free(key);
	return ok;
}

/* Files that no row of the kind `attachment` knows. */
struct sweeping {
	struct vault *v;
	size_t n, room;
	char (*names)[NAME_BYTES];
};

static bool
may_go(struct sweeping *w, const char *name)
{
	char hash[NAME_BYTES];
	void *grown;

	/* One that was on its way, which nothing names. */
	if (strncmp(name, ".part-", 6) != 0) {
		if (strlen(name) != 64 + 4 || strcmp(name + 64, ".age") != 0)
			return true;
		(void)snprintf(hash, sizeof(hash), "%.64s", name);
		/* One that can't be asked about stays. */
		if (desk_store_has(vault_store(w->v), TABLE_ATTACHMENTS,
			hash) != DESK_ABSENT)
			return true;
	} else if (strlen(name) >= NAME_BYTES) {
		return true;
	}
	if (w->n == w->room) {
		w->room = w->room == 0 ? 64 : 2 * w->room;
		grown = reallocarray(w->names, w->room, sizeof(*w->names));
		if (grown == NULL)
			return false;
		w->names = grown;
	}
	(void)snprintf(w->names[w->n++], NAME_BYTES, "%s", name);
	return true;
}

/* What a case lists stays, whatever became of its own row. */
static bool
keep_listed(void *context, const struct case_row *row)
{
	const cJSON *item, *list = list_of(row->attachments);
	struct sweeping *w = context;

	cJSON_ArrayForEach (item, list) {
		const char *hash = json_text_string(item, "sha256");

		for (size_t i = 0; i < w->n && hash != NULL; i++)
			if (strncmp(w->names[i], hash, 64) == 0)
				w->names[i][0] = '\0';
	}
	return true;
}

static void
count_unread(void *context, const struct desk_event *event)
{
	(void)event;
	++*(size_t *)context;
}

void
case_attachments_sweep(struct vault *v)
{
	char *folder = vault_path(v, FOLDER);
	DIR *dir = folder == NULL ? NULL : opendir(folder);
	struct sweeping w = {.v = v};
	size_t unread = 0;
	const struct desk_events events = {count_unread, &unread};
	struct reason ignored;
	struct dirent *e;
	bool ok = dir != NULL;

	while (ok && (e = readdir(dir)) != NULL)
		ok = may_go(&w, e->d_name);
	ok = ok &&
	    (w.n == 0 ||
		(cases_each(
		     vault_store(v), keep_listed, &w, &events, &ignored) &&
		    unread == 0));
	for (size_t i = 0; i < w.n && ok; i++)
		if (w.names[i][0] != '\0')
			(void)unlinkat(dirfd(dir), w.names[i], 0);
	if (dir != NULL)
		(void)closedir(dir);
	free(w.names);
	free(folder);
}
