/*
 * Names of uploads that came whole in one request: the sequence of their entry,
 * sealed, so that no table of names is needed.  Whoever was given one can ask
 * with it; nobody can make one, or tell from two how many lie between them.
 */
#ifndef VALISE_RELAY_UPLOAD_NAME_H
#define VALISE_RELAY_UPLOAD_NAME_H

#include <stdbool.h>
#include <stdint.h>

#define UPLOAD_ID_BYTES 33 /* 32 hexadecimal digits and a NUL */
#define UPLOAD_NAME_SALT_BYTES 16
#define UPLOAD_NAME_KEY_BYTES 32

/*
 * The key of a spool's names, made of the secret that its index has for it: the
 * same after a start and with new keys, another one in a spool that was
 * restored.
 */
void upload_name_key(const uint8_t salt[static UPLOAD_NAME_SALT_BYTES],
    uint8_t ret_key[static UPLOAD_NAME_KEY_BYTES]);

/*
 * 32 hexadecimal digits: a tag of eight bytes, then the sequence under a mask
 * made of the tag (deterministic authenticated encryption in the manner of
 * SIV, RFC 5297, with keyed BLAKE2b).
 */
void upload_name_seal(const uint8_t key[static UPLOAD_NAME_KEY_BYTES],
    uint64_t sequence, char ret_name[static UPLOAD_ID_BYTES]);
/* False for any other text: by chance once in 2^64. */
bool upload_name_open(const uint8_t key[static UPLOAD_NAME_KEY_BYTES],
    const char *name, uint64_t *ret_sequence);

#endif
