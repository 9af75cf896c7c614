/*
 * Signatures of minisign, verified (docs/RELEASES.md 2): Ed25519 over the
 * BLAKE2b-512 of a file, and over that signature and a trusted comment.  The
 * older form, over the file itself, is not taken.
 */
#ifndef VALISE_RELEASE_MINISIGN_H
#define VALISE_RELEASE_MINISIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MINISIGN_KEY_TEXT_BYTES 57 /* 56 characters of base64, and NUL */
#define MINISIGN_HASH_BYTES 64     /* BLAKE2b-512 */
#define MINISIGN_FILE_MAX 4096     /* of a signature */
#define MINISIGN_COMMENT_MAX 1024  /* bytes of a trusted comment */
#define MINISIGN_ID_TEXT_BYTES 17  /* 16 digits, as minisign shows it */

struct minisign_key {
	uint8_t id[8];
	uint8_t key[32]; /* Ed25519 */
};

/* "RW...": what minisign -P takes; false where it is none. */
bool minisign_key_parse(
    const char *text, size_t len, struct minisign_key *ret_key);
void minisign_key_format(const struct minisign_key *key,
    char ret_text[static MINISIGN_KEY_TEXT_BYTES]);
/* How minisign names a key: its id, highest byte first. */
void minisign_id_format(
    const uint8_t id[static 8], char ret_text[static MINISIGN_ID_TEXT_BYTES]);

struct minisign_signature {
	uint8_t key_id[8];
	uint8_t signature[64];
	uint8_t global[64];
	size_t comment_len;
	char comment[MINISIGN_COMMENT_MAX + 1]; /* NUL behind it */
};

enum minisign_status {
	MINISIGN_OK,
	MINISIGN_MALFORMED,
	MINISIGN_LEGACY, /* over the file itself: minisign -S -l */
	MINISIGN_WRONG   /* it does not verify */
};
/* The four lines of a .minisig. */
enum minisign_status minisign_parse(
    const void *bytes, size_t len, struct minisign_signature *ret_signature);

void minisign_hash(const void *bytes, size_t len,
    uint8_t ret_hash[static MINISIGN_HASH_BYTES]);

/* Whether it is that key's, of a file of that hash, and so is its comment. */
bool minisign_verify(const struct minisign_signature *s,
    const struct minisign_key *key,
    const uint8_t hash[static MINISIGN_HASH_BYTES]);

/* Who signs releases: k of n. */
#define RELEASE_KEYS_MAX 16
struct release_keys {
	unsigned threshold; /* 0: the directory names none */
	size_t n;
	struct minisign_key keys[RELEASE_KEYS_MAX];
};

#endif
