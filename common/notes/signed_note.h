/* Signed notes (c2sp.org/signed-note) with Ed25519 keys, type 0x01. */
#ifndef VALISE_NOTES_SIGNED_NOTE_H
#define VALISE_NOTES_SIGNED_NOTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/bytes/byte_writer.h"

#define NOTE_NAME_MAX 200 /* bytes */
#define NOTE_SIGNATURES_MAX 64
#define NOTE_VKEY_TEXT_BYTES (NOTE_NAME_MAX + 64)
#define NOTE_SEED_BYTES 32
#define NOTE_SIGNATURE_KEPT 72 /* of a signature: a cosignature's bytes */

enum note_status {
	NOTE_OK,
	NOTE_MALFORMED,     /* not a signed note */
	NOTE_BAD_SIGNATURE, /* a known key's signature does not verify */
	NOTE_TOO_FEW,       /* fewer known keys signed than the threshold */
};
const char *note_status_text(enum note_status status);

/* A verification key: name+id+base64(0x01 | key). */
struct vkey {
	char name[NOTE_NAME_MAX + 1];
	uint32_t id;
	uint8_t public_key[32];
};

/* What its id is of, and what its base64 begins with (signed-note). */
enum vkey_type {
	VKEY_NOTE = 0x01,       /* signs the text of a note */
	VKEY_COSIGNATURE = 0x04 /* signs with a time (tlog-cosignature) */
};

/* Non-empty UTF-8 without space, plus or control characters. */
bool vkey_name_valid(const char *name, size_t len);
/* The public half of an Ed25519 seed under a name. */
void vkey_of_seed(const char *name, const uint8_t seed[static NOTE_SEED_BYTES],
    struct vkey *ret_key);
void vkey_of_public(const char *name, const uint8_t public_key[static 32],
    struct vkey *ret_key);
/* Refuses other algorithms and an id that does not fit name and key. */
bool vkey_parse(const char *text, size_t len, struct vkey *ret_key);
void vkey_format(
    const struct vkey *key, char ret_text[static NOTE_VKEY_TEXT_BYTES]);
bool vkey_parse_as(
    enum vkey_type type, const char *text, size_t len, struct vkey *ret_key);
void vkey_format_as(enum vkey_type type, const struct vkey *key,
    char ret_text[static NOTE_VKEY_TEXT_BYTES]);
bool vkey_equal(const struct vkey *a, const struct vkey *b);

/* A note that was read; pointers into the bytes it was read from. */
struct signed_note {
	const char *text; /* with its final LF */
	size_t text_len;
	size_t n_signatures;
	struct {
		const char *name;
		size_t name_len;
		uint32_t id;
		uint8_t signature[NOTE_SIGNATURE_KEPT]; /* its beginning */
		size_t signature_len; /* other types may be longer: all of it */
	} signatures[NOTE_SIGNATURES_MAX];
};

/* NOTE_OK or NOTE_MALFORMED; nothing is verified by this. */
enum note_status signed_note_parse(
    const void *bytes, size_t len, struct signed_note *ret_note);

/* Whether that signature's line has this key's name and id: no more. */
bool signed_note_is_by(
    const struct signed_note *note, size_t signature, const struct vkey *key);

/* Writes that signature's line; one longer than NOTE_SIGNATURE_KEPT fails. */
void signed_note_copy_line(
    struct byte_writer *w, const struct signed_note *note, size_t signature);

/*
 * NOTE_OK where at least `threshold` (at least 1) distinct keys of `keys`
 * signed.  Signatures of unknown keys are ignored; one by a known key that does
 * not verify refuses the note; one key counts once, under whatever name.
 */
enum note_status signed_note_verify(const struct signed_note *note,
    const struct vkey *keys, size_t n_keys, unsigned threshold);

/* Writes text, blank line and one signature. */
void signed_note_sign(struct byte_writer *w, const char *text, size_t text_len,
    const struct vkey *key, const uint8_t seed[static NOTE_SEED_BYTES]);

/* Adds a signature line for `text` behind what `w` already holds. */
void signed_note_add_signature(struct byte_writer *w, const char *text,
    size_t text_len, const struct vkey *key,
    const uint8_t seed[static NOTE_SEED_BYTES]);

#endif
