#include "signed_note.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "common/bytes/byte_reader.h"
#include "common/bytes/printable_text.h"
#include "common/bytes/text_codec.h"
#include "common/crypto/sha256.h"

#define EM_DASH "\xe2\x80\x94 "
#define EM_DASH_BYTES 4
#define KEY_BYTES 33 /* type and key */
#define SIGNATURE_LINE_BYTES_MAX 8192

static const char *const status_texts[] = {
    [NOTE_OK] = "the signatures verify",
    [NOTE_MALFORMED] = "it is not a signed note, or it is damaged",
    [NOTE_BAD_SIGNATURE] = "a signature does not verify: it was changed",
    [NOTE_TOO_FEW] = "too few of the keys that may sign it have signed it",
};

const char *
note_status_text(enum note_status status)
{
	return status_texts[status];
}

/* White_Space of Unicode 15. */
static bool
is_space(uint32_t p)
{
	return p == ' ' || (p >= 0x09 && p <= 0x0d) || p == 0x85 || p == 0xa0 ||
	    p == 0x1680 || (p >= 0x2000 && p <= 0x200a) || p == 0x2028 ||
	    p == 0x2029 || p == 0x202f || p == 0x205f || p == 0x3000;
}

bool
vkey_name_valid(const char *name, size_t len)
{
	const uint8_t *at = (const uint8_t *)name;
	uint32_t point;
	size_t step;

	if (len == 0 || len > NOTE_NAME_MAX)
		return false;
	while (len > 0) {
		step = printable_text_decode(at, len, &point);
		if (step == 0 || point < 0x21 || point == 0x7f ||
		    point == '+' || is_space(point))
			return false;
		at += step;
		len -= step;
	}
	return true;
}

/* SHA-256(name | LF | type | key)[:4]. */
static uint32_t
key_id(const char *name, const uint8_t typed_key[static KEY_BYTES])
{
	crypto_hash_sha256_state hash;
	uint8_t digest[32];

	crypto_hash_sha256_init(&hash);
	crypto_hash_sha256_update(&hash, (const uint8_t *)name, strlen(name));
	crypto_hash_sha256_update(&hash, (const uint8_t *)"\n", 1);
	crypto_hash_sha256_update(&hash, typed_key, KEY_BYTES);
	crypto_hash_sha256_final(&hash, digest);
	return (uint32_t)digest[0] << 24 | (uint32_t)digest[1] << 16 |
	    (uint32_t)digest[2] << 8 | digest[3];
}

/* The name must be valid. */
static void
make_vkey_as(enum vkey_type type, const char *name,
    const uint8_t public_key[static 32], struct vkey *ret_key)
{
	uint8_t typed[KEY_BYTES];

	typed[0] = (uint8_t)type;
	memcpy(typed + 1, public_key, 32);
	memset(ret_key, 0, sizeof(*ret_key));
	(void)snprintf(ret_key->name, sizeof(ret_key->name), "%s", name);
	memcpy(ret_key->public_key, public_key, 32);
	ret_key->id = key_id(ret_key->name, typed);
}

void
vkey_of_public(
    const char *name, const uint8_t public_key[static 32], struct vkey *ret_key)
{
	make_vkey_as(VKEY_NOTE, name, public_key, ret_key);
}

void
vkey_of_seed(const char *name, const uint8_t seed[static NOTE_SEED_BYTES],
    struct vkey *ret_key)
{
	uint8_t public_key[crypto_sign_PUBLICKEYBYTES];
	uint8_t secret[crypto_sign_SECRETKEYBYTES];

	(void)crypto_sign_seed_keypair(public_key, secret, seed);
	vkey_of_public(name, public_key, ret_key);
	sodium_memzero(secret, sizeof(secret));
}

bool
vkey_parse_as(
    enum vkey_type type, const char *text, size_t len, struct vkey *ret_key)
{
	const char *plus = len > 0 ? memchr(text, '+', len) : NULL;
	uint8_t typed[KEY_BYTES], id[4];
	char name[NOTE_NAME_MAX + 1];
	size_t name_len, got;
	struct vkey key;

	if (plus == NULL)
		return false;
	name_len = (size_t)(plus - text);
	if (!vkey_name_valid(text, name_len) || len - name_len < 11 ||
	    plus[9] != '+' || !hex_decode(plus + 1, 8, id, 4) ||
	    !base64_decode(BASE64_PADDED, plus + 10, len - name_len - 10, typed,
		sizeof(typed), &got) ||
	    got != sizeof(typed) || typed[0] != (uint8_t)type)
		return false;
	memcpy(name, text, name_len);
	name[name_len] = '\0';
	make_vkey_as(type, name, typed + 1, &key);
	if (key.id !=
	    ((uint32_t)id[0] << 24 | (uint32_t)id[1] << 16 |
		(uint32_t)id[2] << 8 | id[3]))
		return false;
	*ret_key = key;
	return true;
}

bool
vkey_parse(const char *text, size_t len, struct vkey *ret_key)
{
	return vkey_parse_as(VKEY_NOTE, text, len, ret_key);
}

void
vkey_format_as(enum vkey_type type, const struct vkey *key,
    char ret_text[static NOTE_VKEY_TEXT_BYTES])
{
	uint8_t typed[KEY_BYTES];
	char base64[64];

	typed[0] = (uint8_t)type;
	memcpy(typed + 1, key->public_key, 32);
	base64_encode(BASE64_PADDED, typed, sizeof(typed), base64);
	(void)snprintf(ret_text, NOTE_VKEY_TEXT_BYTES, "%s+%08x+%s", key->name,
	    key->id, base64);
}

void
vkey_format(const struct vkey *key, char ret_text[static NOTE_VKEY_TEXT_BYTES])
{
	vkey_format_as(VKEY_NOTE, key, ret_text);
}

bool
vkey_equal(const struct vkey *a, const struct vkey *b)
{
	return a->id == b->id && strcmp(a->name, b->name) == 0 &&
	    memcmp(a->public_key, b->public_key, 32) == 0;
}

static bool
read_signature(const char *line, size_t len, struct signed_note *note)
{
	uint8_t bytes[SIGNATURE_LINE_BYTES_MAX];
	size_t name_len, got, i = note->n_signatures;
	const char *space;

	if (len < EM_DASH_BYTES + 2 || i == NOTE_SIGNATURES_MAX ||
	    memcmp(line, EM_DASH, EM_DASH_BYTES) != 0)
		return false;
	line += EM_DASH_BYTES;
	len -= EM_DASH_BYTES;
	space = memchr(line, ' ', len);
	if (space == NULL)
		return false;
	name_len = (size_t)(space - line);
	if (!vkey_name_valid(line, name_len) ||
	    !base64_decode(BASE64_PADDED, space + 1, len - name_len - 1, bytes,
		sizeof(bytes), &got) ||
	    got < 5)
		return false;
	note->signatures[i].name = line;
	note->signatures[i].name_len = name_len;
	note->signatures[i].id = (uint32_t)bytes[0] << 24 |
	    (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
	note->signatures[i].signature_len = got - 4;
	memcpy(note->signatures[i].signature, bytes + 4,
	    got - 4 < NOTE_SIGNATURE_KEPT ? got - 4 : NOTE_SIGNATURE_KEPT);
	note->n_signatures++;
	return true;
}

static bool
has_controls(const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)bytes[i] < 0x20 && bytes[i] != '\n')
			return true;
	return false;
}

enum note_status
signed_note_parse(const void *bytes, size_t len, struct signed_note *ret_note)
{
	const char *text = bytes, *line;
	struct byte_reader r;
	size_t split, line_len;

	memset(ret_note, 0, sizeof(*ret_note));
	if (len < 4 || text[len - 1] != '\n' ||
	    !printable_text_valid(text, len) || has_controls(text, len))
		return NOTE_MALFORMED;
	for (split = len - 1; split >= 2; split--)
		if (text[split - 1] == '\n' && text[split - 2] == '\n')
			break;
	if (split < 2)
		return NOTE_MALFORMED;
	ret_note->text = text;
	ret_note->text_len = split - 1;
	byte_reader_init(&r, text + split, len - split);
	while (byte_reader_line(&r, &line, &line_len))
		if (!read_signature(line, line_len, ret_note))
			return NOTE_MALFORMED;
	return ret_note->n_signatures > 0 ? NOTE_OK : NOTE_MALFORMED;
}

bool
signed_note_is_by(
    const struct signed_note *note, size_t signature, const struct vkey *key)
{
	return note->signatures[signature].id == key->id &&
	    note->signatures[signature].name_len == strlen(key->name) &&
	    memcmp(note->signatures[signature].name, key->name,
		note->signatures[signature].name_len) == 0;
}

/* The first of `keys` with the same key material: one key counts once. */
static size_t
first_same(const struct vkey *keys, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (memcmp(keys[j].public_key, keys[i].public_key, 32) == 0)
			return j;
	return i;
}

enum note_status
signed_note_verify(const struct signed_note *note, const struct vkey *keys,
    size_t n_keys, unsigned threshold)
{
	size_t signers[NOTE_SIGNATURES_MAX];
	unsigned good = 0;

	for (size_t s = 0; s < note->n_signatures; s++)
		for (size_t k = 0; k < n_keys; k++) {
			size_t who = first_same(keys, k);
			bool counted = false;

			if (!signed_note_is_by(note, s, &keys[k]))
				continue;
			if (note->signatures[s].signature_len != 64 ||
			    crypto_sign_verify_detached(
				note->signatures[s].signature,
				(const uint8_t *)note->text, note->text_len,
				keys[k].public_key) != 0)
				return NOTE_BAD_SIGNATURE;
			for (unsigned i = 0; i < good; i++)
				counted |= signers[i] == who;
			if (!counted && good < NOTE_SIGNATURES_MAX)
				signers[good++] = who;
		}
	return threshold >= 1 && good >= threshold ? NOTE_OK : NOTE_TOO_FEW;
}

/* EM DASH, name, base64 of the id, big-endian, and the signature. */
static void
put_line(struct byte_writer *w, const char *name, size_t name_len, uint32_t id,
    const uint8_t *signature, size_t len)
{
	uint8_t bytes[4 + NOTE_SIGNATURE_KEPT];
	char base64[128];

	for (int i = 0; i < 4; i++)
		bytes[i] = (uint8_t)(id >> (8 * (3 - i)));
	memcpy(bytes + 4, signature, len);
	base64_encode(BASE64_PADDED, bytes, 4 + len, base64);
	byte_writer_printf(w, EM_DASH "%.*s %s\n", (int)name_len, name, base64);
}

void
signed_note_copy_line(
    struct byte_writer *w, const struct signed_note *note, size_t signature)
{
	size_t len = note->signatures[signature].signature_len;

	if (len > NOTE_SIGNATURE_KEPT) {
		w->failed = true;
		return;
	}
	put_line(w, note->signatures[signature].name,
	    note->signatures[signature].name_len,
	    note->signatures[signature].id,
	    note->signatures[signature].signature, len);
}

void
signed_note_add_signature(struct byte_writer *w, const char *text,
    size_t text_len, const struct vkey *key,
    const uint8_t seed[static NOTE_SEED_BYTES])
{
	uint8_t public_key[crypto_sign_PUBLICKEYBYTES];
	uint8_t secret[crypto_sign_SECRETKEYBYTES];
	uint8_t signature[crypto_sign_BYTES];

	(void)crypto_sign_seed_keypair(public_key, secret, seed);
	(void)crypto_sign_detached(
	    signature, NULL, (const uint8_t *)text, text_len, secret);
	sodium_memzero(secret, sizeof(secret));
	put_line(w, key->name, strlen(key->name), key->id, signature,
	    sizeof(signature));
}

void
signed_note_sign(struct byte_writer *w, const char *text, size_t text_len,
    const struct vkey *key, const uint8_t seed[static NOTE_SEED_BYTES])
{
	byte_writer_put(w, text, text_len);
	byte_writer_text(w, "\n");
	signed_note_add_signature(w, text, text_len, key, seed);
}
