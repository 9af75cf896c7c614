#include "stick_head.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "client/desk/store/journal.h"
#include "common/bytes/byte_writer.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/text_codec.h"
#include "common/crypto/hkdf.h"

#define FORMAT "valise-head/1"
#define TEXT_MAX 1024
#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES crypto_aead_xchacha20poly1305_ietf_ABYTES
#define NAME_BYTES 4 /* eight digits */

struct head {
	uint64_t number; /* of a line; 0: there was none */
	uint8_t hash[32];
};

/* What one person alone has for one vault; on the stack, wiped. */
struct keys {
	uint8_t seal[32];
	uint8_t name[32]; /* of the file: it tells no vault to others */
};

static void
derive(const struct person *p, const struct vault *v, struct keys *ret_keys)
{
	char info[128];

	(void)snprintf(info, sizeof(info), FORMAT " %s", vault_number(v));
	hkdf_derive(p->seed, NOTE_SEED_BYTES, NULL, 0, info, ret_keys->seal);
	(void)snprintf(info, sizeof(info), FORMAT " name %s", vault_number(v));
	hkdf_derive(p->seed, NOTE_SEED_BYTES, NULL, 0, info, ret_keys->name);
}

static bool
derive_of(const struct vault *v, const char *id, struct keys *ret_keys)
{
	char info[128];

	(void)snprintf(info, sizeof(info), FORMAT " %s", vault_number(v));
	if (!vault_derive_of(v, id, info, ret_keys->seal))
		return false;
	(void)snprintf(info, sizeof(info), FORMAT " name %s", vault_number(v));
	return vault_derive_of(v, id, info, ret_keys->name);
}

/* "anna.age-1f2e3d4c.head": of each vault another. */
static char *
path_of(const char *person_file, const struct keys *keys)
{
	char digits[2 * NAME_BYTES + 1], *path;

	hex_encode(keys->name, NAME_BYTES, digits);
	return asprintf(&path, "%s-%s.head", person_file, digits) < 0 ? NULL
								      : path;
}

/* What is sealed: the vault, and the last line. */
static void
write_text(struct byte_writer *w, const struct vault *v, const struct head *h)
{
	char hex[65];

	hex_encode(h->hash, sizeof(h->hash), hex);
	byte_writer_printf(w, FORMAT "\n%s\n%s\n%" PRIu64 "\n%s\n",
	    vault_intake(v), vault_number(v), h->number, hex);
}

/* Line `at` of a text, from 0; its length, or 0. */
static size_t
line_of(const char *text, size_t len, int at, const char **ret_line)
{
	const char *end = text + len, *c = text, *lf;

	for (;; at--, c = lf + 1) {
		lf = memchr(c, '\n', (size_t)(end - c));
		if (lf == NULL)
			return 0;
		if (at == 0) {
			*ret_line = c;
			return (size_t)(lf - c);
		}
	}
}

/* It has one spelling, and names the vault. */
static bool
read_text(
    const char *text, size_t len, const struct vault *v, struct head *ret_head)
{
	struct byte_writer again;
	const char *line = "";
	size_t n = line_of(text, len, 3, &line);
	bool ok =
	    n > 0 && decimal_decode(line, n, INT64_MAX, &ret_head->number);

	n = line_of(text, len, 4, &line);
	ok = ok && hex_decode(line, n, ret_head->hash, sizeof(ret_head->hash));
	if (!ok)
		return false;
	byte_writer_init(&again, TEXT_MAX);
	write_text(&again, v, ret_head);
	ok = !again.failed && again.len == len &&
	    memcmp(again.data, text, len) == 0;
	byte_writer_finish(&again);
	return ok;
}

/* False where it is none of this person's, of this vault. */
static bool
read_head(const uint8_t *bytes, size_t len, const struct vault *v,
    const struct keys *keys, struct head *ret_head)
{
	char text[TEXT_MAX];

	return len > NONCE_BYTES + TAG_BYTES && len <= sizeof(text) &&
	    crypto_aead_xchacha20poly1305_ietf_decrypt((uint8_t *)text, NULL,
		NULL, bytes + NONCE_BYTES, len - NONCE_BYTES,
		(const uint8_t *)FORMAT, strlen(FORMAT), bytes,
		keys->seal) == 0 &&
	    read_text(text, len - NONCE_BYTES - TAG_BYTES, v, ret_head);
}

/* What the journal of that vault says to it. */
static enum journal_found
find(const struct vault *v, const struct head *h, struct reason *reason)
{
	char *store = vault_path(v, "cases.sqlite");
	enum journal_found found = JOURNAL_UNREAD;

	reason_set(reason, "there is not enough memory");
	if (store != NULL)
		found = h->number == 0
		    ? JOURNAL_HAS
		    : journal_find(store, h->number, h->hash, reason);
	free(store);
	return found;
}

static enum stick_head_verdict
check(const char *path, const struct vault *v, const struct person *p,
    const struct keys *keys, uint64_t *ret_number, struct reason *reason)
{
	enum stick_head_verdict verdict = STICK_HEAD_BAD;
	struct reason why = {""};
	uint8_t *bytes = NULL;
	struct head head;
	size_t len;

	if (!durable_file_read(path, TEXT_MAX, &bytes, &len)) {
		if (errno == ENOENT)
			return STICK_HEAD_FITS;
		reason_set(reason, "%s: %s", path, strerror(errno));
		return STICK_HEAD_BAD;
	}
	if (!read_head(bytes, len, v, keys, &head)) {
		reason_set(reason,
		    "%s was changed, or is not %s's of this vault: who knows "
		    "why (the file was made anew) moves it away",
		    path, p->id);
	} else {
		switch (find(v, &head, &why)) {
		case JOURNAL_HAS:
			verdict = STICK_HEAD_FITS;
			break;
		case JOURNAL_OTHER:
			verdict = STICK_HEAD_OTHER;
			*ret_number = head.number;
			break;
		case JOURNAL_UNREAD:
			break;
		}
		reason_set(reason,
		    "%s, by the head that %s has: %s. Compare it with its "
		    "copies; who all know why (a copy was restored, the store "
		    "was repaired) open it with --restored, which stands in "
		    "the journal",
		    vault_folder(v), p->id, why.text);
	}
	free(bytes);
	return verdict;
}

enum stick_head_verdict
stick_head_check(const char *person_file, const struct vault *v,
    const struct person *p, uint64_t *ret_number, struct reason *ret_reason)
{
	enum stick_head_verdict verdict = STICK_HEAD_BAD;
	struct keys keys;
	char *path;

	/* An older program's vault has no number to go by. */
	if (*vault_number(v) == '\0')
		return STICK_HEAD_FITS;
	derive(p, v, &keys);
	path = path_of(person_file, &keys);
	reason_set(ret_reason, "there is not enough memory");
	if (path != NULL)
		verdict = check(path, v, p, &keys, ret_number, ret_reason);
	sodium_memzero(&keys, sizeof(keys));
	free(path);
	return verdict;
}

/* The nonce and what is sealed, durably in place of what was there. */
static bool
write_head(const char *path, const struct byte_writer *text,
    const struct keys *keys, struct reason *reason)
{
	uint8_t bytes[NONCE_BYTES + TEXT_MAX + TAG_BYTES];
	unsigned long long sealed;

	randombytes_buf(bytes, NONCE_BYTES);
	(void)crypto_aead_xchacha20poly1305_ietf_encrypt(bytes + NONCE_BYTES,
	    &sealed, text->data, text->len, (const uint8_t *)FORMAT,
	    strlen(FORMAT), NULL, bytes, keys->seal);
	if (durable_file_write(path, bytes, NONCE_BYTES + (size_t)sealed, 0600,
		DURABLE_REPLACE))
		return true;
	reason_set(reason, "%s: %s", path, strerror(errno));
	return false;
}

bool
stick_head_write(const char *person_file, const struct vault *v, const char *id,
    struct reason *ret_reason)
{
	struct byte_writer text;
	struct head head;
	struct keys keys;
	char *path = NULL;
	bool ok;

	if (*vault_number(v) == '\0')
		return true;
	reason_set(ret_reason, "there is not enough memory");
	byte_writer_init(&text, TEXT_MAX);
	ok = derive_of(v, id, &keys);
	if (ok)
		path = path_of(person_file, &keys);
	ok = path != NULL &&
	    journal_tail(vault_store(v), &head.number, head.hash);
	if (ok) {
		write_text(&text, v, &head);
		ok = !text.failed && write_head(path, &text, &keys, ret_reason);
	}
	sodium_memzero(&keys, sizeof(keys));
	byte_writer_finish(&text);
	free(path);
	return ok;
}
