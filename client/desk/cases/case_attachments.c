#include "case_attachments.h"

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
#include "common/bytes/durable_file.h"
#include "common/bytes/secret.h"
#include "common/bytes/text_codec.h"
#include "common/envelope/open.h"
#include "common/envelope/seal.h"
#include "common/json/json_text.h"
#include "common/report/report.h"

#define FOLDER "attachments"
#define NAME_BYTES 72 /* of a hash and .age */

/* One that is whole on the disk. */
struct sealed {
	unsigned number;
	char sha256[65];
};

struct case_attachments {
	struct vault *v;
	struct age_identity *key; /* guarded */
	struct age_recipient to;
	struct reason why;
	bool failed, kept;
	/* The one under way. */
	unsigned number;
	struct sealer *sealer;
	struct durable_file file;
	struct byte_sink out;
	crypto_hash_sha256_state hash;
	size_t n;
	struct sealed done[REPORT_ATTACHMENTS_MAX];
};

static char *
path_of(const struct vault *v, const char *name)
{
	char inside[NAME_BYTES + sizeof(FOLDER) + 8];

	(void)snprintf(inside, sizeof(inside), FOLDER "/%s.age", name);
	return vault_path(v, inside);
}

static bool
fail(struct case_attachments *a, const char *why)
{
	a->failed = true;
	reason_set(&a->why, "an attachment can't be kept: %s", why);
	return false;
}

struct case_attachments *
case_attachments_create(struct vault *v, struct reason *ret_reason)
{
	struct case_attachments *a = calloc(1, sizeof(*a));
	char *folder = vault_path(v, FOLDER);
	bool ok;

	reason_set(ret_reason, "there is not enough memory");
	ok = a != NULL && folder != NULL;
	if (ok) {
		a->v = v;
		a->file.fd = -1;
		a->key = secret_alloc(sizeof(*a->key));
		ok = a->key != NULL;
	}
	/* A vault of an older program has no such folder. */
	if (ok && !durable_file_folder(folder, 0700)) {
		reason_set(ret_reason, "%s: %s", folder, strerror(errno));
		ok = false;
	}
	free(folder);
	if (!ok) {
		free(a);
		return NULL;
	}
	a->key->type = AGE_HYBRID;
	randombytes_buf(a->key->secret, AGE_SECRET_BYTES);
	age_identity_recipient(a->key, &a->to);
	return a;
}

/* Sealed bytes, to the file and into its hash. */
static bool
write_sealed(void *context, const void *bytes, size_t len)
{
	struct case_attachments *a = context;

	(void)crypto_hash_sha256_update(&a->hash, bytes, len);
	if (stream_write_all(a->file.fd, bytes, len))
		return true;
	return fail(a, strerror(errno));
}

static bool
start_one(struct case_attachments *a, unsigned number)
{
	char *path = path_of(a->v, "new");
	bool ok = path != NULL && durable_file_begin(&a->file, path, 0600);

	free(path);
	if (!ok) {
		a->file.fd = -1;
		return fail(a, strerror(errno));
	}
	a->number = number;
	a->out = (struct byte_sink){write_sealed, a};
	(void)crypto_hash_sha256_init(&a->hash);
	if (sealer_create(&a->to, &a->out, &a->sealer) == ENVELOPE_OK)
		return true;
	return a->failed ? false : fail(a, "memory is short");
}

/* Named after its hash, which the row has; then it does not change any more. */
static bool
end_one(struct case_attachments *a)
{
	struct sealed *done = &a->done[a->n];
	uint8_t hash[32];
	char *path;
	bool ok;

	if (a->sealer == NULL)
		return true;
	ok = sealer_finish(a->sealer) == ENVELOPE_OK;
	sealer_destroy(a->sealer);
	a->sealer = NULL;
	if (!ok)
		return a->failed ? false : fail(a, "memory is short");
	(void)crypto_hash_sha256_final(&a->hash, hash);
	hex_encode(hash, sizeof(hash), done->sha256);
	done->number = a->number;
	path = path_of(a->v, done->sha256);
	if (path == NULL)
		return fail(a, "memory is short");
	free(a->file.path);
	a->file.path = path;
	if (!durable_file_commit(&a->file, DURABLE_REPLACE))
		return fail(a, strerror(errno));
	a->n++;
	return true;
}

bool
case_attachments_put(
    struct case_attachments *a, unsigned number, const void *bytes, size_t len)
{
	if (a->failed)
		return false;
	if (a->sealer == NULL || number != a->number) {
		if (!end_one(a))
			return false;
		/* What a process hands over that a file may have broken. */
		if (number == 0 || number > REPORT_ATTACHMENTS_MAX ||
		    number <= a->number || a->n == REPORT_ATTACHMENTS_MAX)
			return fail(a, "its number is none");
		if (!start_one(a, number))
			return false;
	}
	if (sealer_write(a->sealer, bytes, len) == ENVELOPE_OK)
		return true;
	return a->failed ? false : fail(a, "memory is short");
}

bool
case_attachments_failed(
    const struct case_attachments *a, struct reason *ret_reason)
{
	if (a->failed)
		*ret_reason = a->why;
	return a->failed;
}

void
case_attachments_drop(struct case_attachments *a)
{
	char *path;

	if (a->sealer != NULL) {
		sealer_destroy(a->sealer);
		a->sealer = NULL;
		durable_file_abandon(&a->file);
	}
	for (size_t i = 0; i < a->n; i++) {
		path = path_of(a->v, a->done[i].sha256);
		if (path != NULL)
			(void)unlink(path);
		free(path);
	}
	a->n = 0;
	a->number = 0;
	a->failed = false;
}

bool
case_attachments_end(
    struct case_attachments *a, cJSON *row, struct reason *ret_reason)
{
	char key[2 * AGE_SECRET_BYTES + 1];
	cJSON *object, *list, *item;
	bool ok;

	if (a->failed || !end_one(a)) {
		*ret_reason = a->why;
		return false;
	}
	reason_set(ret_reason, "there is not enough memory");
	hex_encode(a->key->secret, AGE_SECRET_BYTES, key);
	object = cJSON_AddObjectToObject(row, "attachments");
	list = cJSON_AddArrayToObject(object, "list");
	ok = list != NULL && cJSON_AddStringToObject(object, "key", key);
	for (size_t i = 0; i < a->n && ok; i++) {
		item = cJSON_CreateObject();
		ok = item != NULL && cJSON_AddItemToArray(list, item) &&
		    cJSON_AddNumberToObject(
			item, "number", a->done[i].number) &&
		    cJSON_AddStringToObject(
			item, "sha256", a->done[i].sha256) != NULL;
	}
	sodium_memzero(key, sizeof(key));
	return ok;
}

static const cJSON *
list_of(const cJSON *attachments)
{
	return cJSON_GetObjectItemCaseSensitive(attachments, "list");
}

bool
case_attachments_know(struct desk_store *s, const cJSON *row)
{
	const cJSON *attachments =
	    cJSON_GetObjectItemCaseSensitive(row, "attachments");
	const cJSON *item, *list = list_of(attachments);
	cJSON *empty = cJSON_CreateObject();
	bool ok = empty != NULL;

	cJSON_ArrayForEach (item, list) {
		const char *hash = json_text_string(item, "sha256");

		ok = ok && hash != NULL &&
		    desk_store_put(s, TABLE_ATTACHMENTS, hash, empty);
	}
	cJSON_Delete(empty);
	return ok;
}

void
case_attachments_keep(struct case_attachments *a)
{
	a->kept = true;
}

void
case_attachments_destroy(struct case_attachments *a)
{
	if (a == NULL)
		return;
	if (a->kept)
		a->n = 0;
	case_attachments_drop(a);
	secret_free(a->key);
	free(a);
}

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

void
case_attachments_sweep(struct vault *v)
{
	char *folder = vault_path(v, FOLDER), name[NAME_BYTES];
	DIR *dir = folder == NULL ? NULL : opendir(folder);
	struct dirent *e;

	while (dir != NULL && (e = readdir(dir)) != NULL) {
		const size_t len = strlen(e->d_name);

		if (len != 64 + 4 || strcmp(e->d_name + 64, ".age") != 0)
			continue;
		(void)snprintf(name, sizeof(name), "%.64s", e->d_name);
		/* One that can't be asked about stays. */
		if (desk_store_has(vault_store(v), TABLE_ATTACHMENTS, name) ==
		    DESK_ABSENT)
			(void)unlinkat(dirfd(dir), e->d_name, 0);
	}
	if (dir != NULL)
		(void)closedir(dir);
	free(folder);
}
