/*
 * A person of the desk: what he or she alone has, a seed that signs and a key
 * that shares are sealed to, in one file under a passphrase, on the desk or on
 * a stick of one's own; and what others know of it (docs/SHARES.md 1).
 */
#ifndef VALISE_DESK_PERSON_H
#define VALISE_DESK_PERSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "common/bytes/reason.h"
#include "common/envelope/age_key.h"
#include "common/notes/signed_note.h"

#define PEOPLE_MAX 16 /* who hold shares of one vault */

/* Guarded memory; to be freed by secret_free(). */
struct person {
	char id[NOTE_NAME_MAX + 1];
	uint8_t seed[NOTE_SEED_BYTES];
	struct age_identity identity;
};

/* What stands in a directory and in a vault: no secret. */
struct person_public {
	char id[NOTE_NAME_MAX + 1];
	struct vkey key;
	struct age_recipient recipient;
	struct vkey desk_key; /* named after the intake, and after nobody */
};

/*
 * Makes new secrets in a new file.  False with a reason: no name of a key, a
 * file of that name, the disk.
 */
bool person_make(const char *path, const char *id, const char *passphrase,
    struct reason *ret_reason);

/* To be freed by secret_free(); NULL with a reason. */
struct person *person_open(
    const char *path, const char *passphrase, struct reason *ret_reason);

/*
 * The same secrets under another passphrase, in place of the file.  False with
 * a reason, and the file as it was.
 */
bool person_change_passphrase(const char *path, const char *before,
    const char *after, struct reason *ret_reason);

/* What others know of the person, of that intake's desk; false: memory. */
bool person_publish(const struct person *p, const char *intake,
    struct person_public *ret_public);

/*
 * The seed that signs what leaves that desk: HKDF of the person's own, so that
 * it is in no file, and another for each intake.
 */
void person_desk_seed(const struct person *p, const char *intake,
    uint8_t ret_seed[static NOTE_SEED_BYTES]);

#define PERSON_CHECK_BYTES 48 /* of the text, with a NUL */

/*
 * What two people compare by voice of a person's lines: 32 digits of the
 * SHA-256 of id, keys and recipient, in groups of four.
 */
void person_check_text(
    const struct person_public *p, char ret_text[static PERSON_CHECK_BYTES]);

/* The members id, key, recipient and desk_key; NULL when out of memory. */
cJSON *person_public_json(const struct person_public *p);
/* The same read; false with a reason that names the member. */
bool person_public_read(const cJSON *json, struct person_public *ret_public,
    struct reason *ret_reason);

#endif
