/*
 * The keys of cases under another key, and others for cases that end
 * (docs/DISPOSAL.md): nobody who had the file before has one of those.
 */
#include <errno.h>
#include <string.h>

#include "case_keys_parts.h"
#include "common/bytes/byte_writer.h"
#include "common/bytes/durable_file.h"

static bool
ends(const struct case_keys_next *next, uint32_t number)
{
	for (size_t i = 0; i < next->n_gone; i++)
		if (next->gone[i] == number)
			return true;
	return false;
}

/* Whether what was written gives the first n keys again, another of each case
 * that ends, and no other. */
static bool
are_same(const struct case_keys *k, size_t n, const struct case_keys_next *next,
    const struct case_keys *other)
{
	uint8_t one[CASE_KEY_BYTES], two[CASE_KEY_BYTES];
	bool same = n == other->n;

	for (size_t i = 0; i < n && same; i++)
		same = case_key_open(&k->list[i], k->wrap, one) &&
		    case_keys_get(other, case_key_number(&k->list[i]), two) &&
		    (sodium_memcmp(one, two, sizeof(one)) == 0) !=
			ends(next, case_key_number(&k->list[i]));
	sodium_memzero(one, sizeof(one));
	sodium_memzero(two, sizeof(two));
	return same;
}

struct case_keys *
case_keys_wrap_again(const struct case_keys *k,
    const struct case_keys_next *next, const char *path,
    const uint8_t wrap[static CASE_KEY_BYTES], struct reason *ret_reason)
{
	const size_t n = case_keys_place(k, next->last + 1);
	struct case_keys *other = NULL;
	struct byte_writer file;
	uint8_t key[CASE_KEY_BYTES];
	struct case_key_record r;
	bool ok = true;

	byte_writer_init(&file, CASE_KEYS_FILE_MAX);
	byte_writer_put(&file, CASE_KEYS_HEAD, CASE_KEYS_HEAD_BYTES);
	for (size_t i = 0; i < n && ok; i++) {
		const uint32_t number = case_key_number(&k->list[i]);

		if (ends(next, number))
			randombytes_buf(key, sizeof(key));
		else
			ok = case_key_open(&k->list[i], k->wrap, key);
		case_key_seal(&r, number, key, wrap);
		byte_writer_put(&file, &r, sizeof(r));
	}
	sodium_memzero(key, sizeof(key));
	reason_set(ret_reason, "there is not enough memory");
	ok = ok && !file.failed;
	if (ok &&
	    !durable_file_write(
		path, file.data, file.len, 0600, DURABLE_KEEP_EXISTING)) {
		reason_set(ret_reason, "%s: %s", path, strerror(errno));
		ok = false;
	}
	byte_writer_finish(&file);
	if (ok)
		other = case_keys_open(path, wrap, ret_reason);
	if (other != NULL && !are_same(k, n, next, other)) {
		reason_set(ret_reason, "%s: it does not read back", path);
		case_keys_close(other);
		other = NULL;
	}
	return other;
}
