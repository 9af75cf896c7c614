#include "case_attachments_parts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "case_tables.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/secret.h"
#include "common/bytes/text_codec.h"
#include "common/envelope/seal.h"
#include "common/json/json_text.h"
#include "common/report/report.h"

#define HELD_MAX 32 /* files that wait for the disk; each has a descriptor */

/* One that is whole: on the disk, or waiting for it. */
struct sealed {
	unsigned number;
	char sha256[65];
	struct durable_file held; /* without a descriptor: on the disk */
	size_t place;             /* in the batch */
};

struct case_attachments {
	struct vault *v;
	struct age_identity *key; /* guarded */
	struct age_recipient to;
	struct reason why;
	enum attachments_state state;
	bool kept;
	uint64_t most, left; /* bytes that may come, and still may */
	/* The one under way. */
	unsigned number;
	struct sealer *sealer;
	struct durable_file file;
	struct byte_sink out;
	crypto_hash_sha256_state hash;
	size_t n, n_held;
	struct sealed done[REPORT_ATTACHMENTS_MAX];
};

static bool
fail(struct case_attachments *a, const char *why)
{
	if (a->state == ATTACHMENTS_GOOD) {
		a->state = ATTACHMENTS_FAILED;
		reason_set(&a->why, "an attachment can't be kept: %s", why);
	}
	return false;
}

/* What came is what no envelope of its size holds. */
static bool
refuse(struct case_attachments *a)
{
	a->state = ATTACHMENTS_REFUSED;
	reason_set(&a->why, "it broke the process that opens");
	return false;
}

struct case_attachments *
case_attachments_create(
    struct vault *v, uint64_t most, struct reason *ret_reason)
{
	struct case_attachments *a = calloc(1, sizeof(*a));
	char *folder = vault_path(v, FOLDER);
	bool ok;

	reason_set(ret_reason, "there is not enough memory");
	ok = a != NULL && folder != NULL;
	if (ok) {
		a->v = v;
		a->most = most;
		a->left = most;
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
		if (a != NULL)
			secret_free(a->key);
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
	return fail(a, "memory is short");
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
		return fail(a, "memory is short");
	(void)crypto_hash_sha256_final(&a->hash, hash);
	hex_encode(hash, sizeof(hash), done->sha256);
	done->number = a->number;
	path = path_of(a->v, done->sha256);
	if (path == NULL)
		return fail(a, "memory is short");
	free(a->file.path);
	a->file.path = path;
	done->held.fd = -1;
	done->place = SIZE_MAX;
	if (a->n_held < HELD_MAX) {
		done->held = a->file;
		memset(&a->file, 0, sizeof(a->file));
		a->file.fd = -1;
		a->n_held++;
	} else if (!durable_file_commit(&a->file, DURABLE_REPLACE)) {
		return fail(a, strerror(errno));
	}
	a->n++;
	return true;
}

size_t
case_attachments_held(const struct case_attachments *a)
{
	return a->n_held;
}

bool
case_attachments_stage(struct case_attachments *a, struct durable_batch *batch)
{
	for (size_t i = 0; i < a->n; i++) {
		struct sealed *s = &a->done[i];

		if (s->held.fd < 0)
			continue;
		s->place = durable_batch_add(batch, &s->held);
		if (s->place == SIZE_MAX)
			return fail(a, "too many at once");
	}
	a->n_held = 0;
	return true;
}

bool
case_attachments_settled(
    struct case_attachments *a, const struct durable_batch *batch)
{
	for (size_t i = 0; i < a->n; i++) {
		const size_t at = a->done[i].place;
		const int error =
		    at == SIZE_MAX ? 0 : durable_batch_error(batch, at);

		if (error != 0)
			return fail(a, strerror(error));
	}
	return true;
}

bool
case_attachments_put(
    struct case_attachments *a, unsigned number, const void *bytes, size_t len)
{
	if (a->state != ATTACHMENTS_GOOD)
		return false;
	if (len > a->left)
		return refuse(a);
	a->left -= len;
	if (a->sealer == NULL || number != a->number) {
		if (!end_one(a))
			return false;
		/* What a process hands over that a file may have broken. */
		if (number == 0 || number > REPORT_ATTACHMENTS_MAX ||
		    number <= a->number || a->n == REPORT_ATTACHMENTS_MAX)
			return refuse(a);
		if (!start_one(a, number))
			return false;
	}
	if (sealer_write(a->sealer, bytes, len) == ENVELOPE_OK)
		return true;
	return fail(a, "memory is short");
}

enum attachments_state
case_attachments_state(
    const struct case_attachments *a, struct reason *ret_reason)
{
	if (a->state != ATTACHMENTS_GOOD)
		*ret_reason = a->why;
	return a->state;
}

void
case_attachments_drop(struct case_attachments *a)
{
	char *path;

	sealer_destroy(a->sealer);
	a->sealer = NULL;
	durable_file_abandon(&a->file); /* nothing, where none is under way */
	for (size_t i = 0; i < a->n; i++) {
		if (a->done[i].held.fd >= 0) {
			durable_file_abandon(&a->done[i].held);
			continue;
		}
		path = path_of(a->v, a->done[i].sha256);
		if (path != NULL)
			(void)unlink(path);
		free(path);
	}
	a->n = a->n_held = 0;
	a->number = 0;
	a->left = a->most;
	a->state = ATTACHMENTS_GOOD;
}

bool
case_attachments_end(
    struct case_attachments *a, cJSON *row, struct reason *ret_reason)
{
	char key[2 * AGE_SECRET_BYTES + 1];
	cJSON *object, *list, *item;
	bool ok;

	if (a->state != ATTACHMENTS_GOOD || !end_one(a)) {
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
