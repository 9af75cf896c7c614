/* The file of the cases' keys from inside; for case_keys*.c alone. */
#ifndef VALISE_DESK_CASE_KEYS_PARTS_H
#define VALISE_DESK_CASE_KEYS_PARTS_H

#include <sodium.h>

#include "case_keys.h"

#define CASE_KEYS_HEAD "valise-case-keys/1\n"
#define CASE_KEYS_HEAD_BYTES (sizeof(CASE_KEYS_HEAD) - 1)
#define CASE_KEYS_NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define CASE_KEYS_SEALED_BYTES \
	(CASE_KEY_BYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES)
#define CASE_KEYS_RECORD_BYTES \
	(4 + CASE_KEYS_NONCE_BYTES + CASE_KEYS_SEALED_BYTES)
_Static_assert(CASE_KEYS_HEAD_BYTES +
	    (size_t)CASE_KEYS_MAX *
		(4 + CASE_KEYS_NONCE_BYTES + CASE_KEYS_SEALED_BYTES) <
	CASE_KEYS_FILE_MAX,
    "all fit");

/* As it stands in the file: the number, big-endian; a nonce; the sealed key. */
struct case_key_record {
	uint8_t number[4];
	uint8_t nonce[CASE_KEYS_NONCE_BYTES];
	uint8_t sealed[CASE_KEYS_SEALED_BYTES];
};
_Static_assert(sizeof(struct case_key_record) == CASE_KEYS_RECORD_BYTES,
    "records are packed");

struct case_keys {
	char *path;
	uint8_t *wrap; /* guarded */
	size_t end;    /* of the whole records in the file */
	size_t n, room;
	struct case_key_record *list; /* those that open, by number */
};

uint32_t case_key_number(const struct case_key_record *r);
void case_key_seal(struct case_key_record *r, uint32_t number,
    const uint8_t *key, const uint8_t *wrap);
bool case_key_open(
    const struct case_key_record *r, const uint8_t *wrap, uint8_t *ret_key);
/* Where that number is in the list, or would be. */
size_t case_keys_place(const struct case_keys *k, uint32_t number);

#endif
