#include "case_keys_parts.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "common/bytes/byte_writer.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/secret.h"
#include "common/bytes/stream.h"

#define AHEAD 32     /* made at once: one sync for so many cases */
#define NUMBER_LEN 8 /* digits of a case */

uint32_t
case_key_number(const struct case_key_record *r)
{
	uint32_t number;

	memcpy(&number, r->number, sizeof(number));
	return be32toh(number);
}

/* What a key is sealed with: the first line of the file, and the number. */
static size_t
associate(uint32_t number, char *ret_data, size_t size)
{
	return (size_t)snprintf(
	    ret_data, size, CASE_KEYS_HEAD "%08u\n", number);
}

void
case_key_seal(struct case_key_record *r, uint32_t number, const uint8_t *key,
    const uint8_t *wrap)
{
	char data[CASE_KEYS_HEAD_BYTES + 16];
	size_t len = associate(number, data, sizeof(data));
	const uint32_t big = htobe32(number);

	memcpy(r->number, &big, sizeof(big));
	randombytes_buf(r->nonce, sizeof(r->nonce));
	(void)crypto_aead_xchacha20poly1305_ietf_encrypt(r->sealed, NULL, key,
	    CASE_KEY_BYTES, (const uint8_t *)data, len, NULL, r->nonce, wrap);
}

bool
case_key_open(
    const struct case_key_record *r, const uint8_t *wrap, uint8_t *ret_key)
{
	char data[CASE_KEYS_HEAD_BYTES + 16];
	size_t len = associate(case_key_number(r), data, sizeof(data));

	return case_key_number(r) > 0 &&
	    crypto_aead_xchacha20poly1305_ietf_decrypt(ret_key, NULL, NULL,
		r->sealed, sizeof(r->sealed), (const uint8_t *)data, len,
		r->nonce, wrap) == 0;
}

/* Where that number is, or would be. */
size_t
case_keys_place(const struct case_keys *k, uint32_t number)
{
	size_t low = 0, high = k->n;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (case_key_number(&k->list[middle]) < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static const struct case_key_record *
find(const struct case_keys *k, uint32_t number)
{
	const size_t at = case_keys_place(k, number);

	return at < k->n && case_key_number(&k->list[at]) == number
	    ? &k->list[at]
	    : NULL;
}

/* Room for so many more; false: memory, or it is full. */
static bool
reserve(struct case_keys *k, size_t more)
{
	const size_t room =
	    k->n + more < 2 * k->room ? 2 * k->room : k->n + more;
	struct case_key_record *grown;

	if (k->n + more > CASE_KEYS_MAX || k->n + more <= k->room)
		return k->n + more <= CASE_KEYS_MAX;
	grown = reallocarray(k->list, room, sizeof(*grown));
	if (grown == NULL)
		return false;
	k->list = grown;
	k->room = room;
	return true;
}

/* Into its place, where there is room; of two of one number the first stays. */
static void
insert(struct case_keys *k, const struct case_key_record *r)
{
	const size_t at = case_keys_place(k, case_key_number(r));

	if (at < k->n && case_key_number(&k->list[at]) == case_key_number(r))
		return;
	memmove(
	    &k->list[at + 1], &k->list[at], (k->n - at) * sizeof(k->list[0]));
	k->list[at] = *r;
	k->n++;
}

bool
case_keys_make(const char *path, struct reason *ret_reason)
{
	if (durable_file_write(path, CASE_KEYS_HEAD, CASE_KEYS_HEAD_BYTES, 0600,
		DURABLE_KEEP_EXISTING))
		return true;
	reason_set(ret_reason, "%s: %s", path, strerror(errno));
	return false;
}

/*
 * The whole records of a file; what an end in the middle of a write left behind
 * them is written over by the next.
 */
static uint8_t *
read_file(const char *path, size_t *ret_n, struct reason *reason)
{
	uint8_t *bytes;
	size_t len;

	if (!durable_file_read(path, CASE_KEYS_FILE_MAX, &bytes, &len)) {
		reason_set(reason, "%s: %s%s", path, strerror(errno),
		    errno == ENOENT
			? ", and without it no case opens: bring it back from "
			  "where the keys are copied"
			: "");
		return NULL;
	}
	if (len < CASE_KEYS_HEAD_BYTES ||
	    memcmp(bytes, CASE_KEYS_HEAD, CASE_KEYS_HEAD_BYTES) != 0) {
		reason_set(reason, "%s: it holds something else", path);
		free(bytes);
		return NULL;
	}
	*ret_n = (len - CASE_KEYS_HEAD_BYTES) / CASE_KEYS_RECORD_BYTES;
	return bytes;
}

static struct case_keys *
new_keys(const char *path, const uint8_t *wrap)
{
	struct case_keys *k = calloc(1, sizeof(*k));

	if (k == NULL)
		return NULL;
	k->path = strdup(path);
	k->wrap = secret_alloc(CASE_KEY_BYTES);
	if (k->path == NULL || k->wrap == NULL) {
		case_keys_close(k);
		return NULL;
	}
	memcpy(k->wrap, wrap, CASE_KEY_BYTES);
	return k;
}

struct case_keys *
case_keys_open(const char *path, const uint8_t wrap[static CASE_KEY_BYTES],
    struct reason *ret_reason)
{
	struct case_keys *k;
	uint8_t key[CASE_KEY_BYTES], *bytes;
	struct case_key_record r;
	bool ok;
	size_t n;

	bytes = read_file(path, &n, ret_reason);
	if (bytes == NULL)
		return NULL;
	k = new_keys(path, wrap);
	ok = k != NULL && reserve(k, n);
	for (size_t i = 0; i < n && ok; i++) {
		memcpy(&r,
		    bytes + CASE_KEYS_HEAD_BYTES + i * CASE_KEYS_RECORD_BYTES,
		    sizeof(r));
		if (case_key_open(&r, k->wrap, key))
			insert(k, &r);
	}
	sodium_memzero(key, sizeof(key));
	free(bytes);
	if (ok) {
		k->end = CASE_KEYS_HEAD_BYTES + n * CASE_KEYS_RECORD_BYTES;
		return k;
	}
	reason_set(ret_reason, "there is not enough memory");
	case_keys_close(k);
	return NULL;
}

void
case_keys_close(struct case_keys *k)
{
	if (k == NULL)
		return;
	secret_free(k->wrap);
	free(k->list);
	free(k->path);
	free(k);
}

size_t
case_keys_count(const struct case_keys *k)
{
	return k->n;
}

uint32_t
case_keys_number(const char *id)
{
	const size_t digits = strspn(id, "0123456789");

	return digits == NUMBER_LEN && (id[digits] == '\0' || id[digits] == '.')
	    ? (uint32_t)strtoul(id, NULL, 10)
	    : 0;
}

bool
case_keys_get(const struct case_keys *k, uint32_t number,
    uint8_t ret_key[static CASE_KEY_BYTES])
{
	const struct case_key_record *r = find(k, number);

	return r != NULL && case_key_open(r, k->wrap, ret_key);
}

/* Behind what the file has; nothing counts that is not on the disk. */
static bool
append(struct case_keys *k, const struct case_key_record *list, size_t n)
{
	int fd = open(k->path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
	bool ok;

	if (fd < 0)
		return false;
	ok = lseek(fd, (off_t)k->end, SEEK_SET) == (off_t)k->end &&
	    stream_write_all(fd, list, n * sizeof(*list)) && fsync(fd) == 0;
	/* Where that fails too the next one writes over what is there. */
	if (!ok && ftruncate(fd, (off_t)k->end) != 0)
		ok = false;
	ok = close(fd) == 0 && ok;
	if (ok)
		k->end += n * sizeof(*list);
	return ok;
}

/* That number's, and where it is the highest some behind it. */
static bool
make_keys(struct case_keys *k, uint32_t number)
{
	const bool highest =
	    k->n == 0 || case_key_number(&k->list[k->n - 1]) < number;
	struct case_key_record made[AHEAD];
	uint8_t key[CASE_KEY_BYTES];
	size_t n = highest ? AHEAD : 1;

	/* One key, where there is no more room than for that. */
	if (k->n + n > CASE_KEYS_MAX)
		n = 1;
	/* Records that open nothing take room in the file too. */
	if (k->end + n * CASE_KEYS_RECORD_BYTES > CASE_KEYS_FILE_MAX ||
	    !reserve(k, n))
		return false;
	for (size_t i = 0; i < n; i++) {
		randombytes_buf(key, sizeof(key));
		case_key_seal(&made[i], number + (uint32_t)i, key, k->wrap);
	}
	sodium_memzero(key, sizeof(key));
	if (!append(k, made, n))
		return false;
	for (size_t i = 0; i < n; i++)
		insert(k, &made[i]);
	return true;
}

bool
case_keys_need(struct case_keys *k, uint32_t number,
    uint8_t ret_key[static CASE_KEY_BYTES])
{
	return number > 0 &&
	    (case_keys_get(k, number, ret_key) ||
		(make_keys(k, number) && case_keys_get(k, number, ret_key)));
}

bool
case_keys_each_number(const char *path,
    void (*each)(void *context, uint32_t number), void *context,
    struct reason *ret_reason)
{
	struct case_key_record r;
	uint8_t *bytes;
	size_t n;

	bytes = read_file(path, &n, ret_reason);
	if (bytes == NULL)
		return false;
	for (size_t i = 0; i < n; i++) {
		memcpy(&r,
		    bytes + CASE_KEYS_HEAD_BYTES + i * CASE_KEYS_RECORD_BYTES,
		    sizeof(r));
		each(context, case_key_number(&r));
	}
	free(bytes);
	return true;
}
