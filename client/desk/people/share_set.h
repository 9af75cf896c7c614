/*
 * What several persons of a desk hold together (docs/SHARES.md): two secrets,
 * each split so that k of n of them give it back.  A share is sealed to its
 * holder, and all lie in one file, so that a renewal is whole or not at all.
 */
#ifndef VALISE_DESK_SHARE_SET_H
#define VALISE_DESK_SHARE_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/bytes/byte_writer.h"
#include "common/bytes/reason.h"
#include "common/notes/directory.h"
#include "person.h"
#include "shamir.h"

#define SHARE_SET_MAX 262144u /* bytes of the file */
#define SHARE_SEALED_MAX 4096
#define SHARE_SALT_BYTES 16
#define SHARE_GENERATIONS_MAX 1000000u /* six digits in names */
#define SHARE_COPIES 2                 /* where nobody said otherwise */
#define SHARE_COPIES_MAX 9

enum share_kind {
	SHARE_STORE,  /* opens the rows */
	SHARE_CUSTODY /* opens the epochs' keys */
};
#define SHARE_KINDS 2
/* "store" or "custody". */
const char *share_kind_name(enum share_kind kind);

struct share_entry {
	char person[NOTE_NAME_MAX + 1];
	uint8_t x;
	uint8_t salt[SHARE_SALT_BYTES];
	uint8_t hash[32]; /* names a bad one: SHA-256 of label, salt, x, y */
	size_t sealed_len;
	uint8_t sealed[SHARE_SEALED_MAX]; /* x and y, an age file to the person
					   */
};

struct share_list {
	size_t threshold;
	uint64_t generation; /* of the secret; grows when it is another one */
	uint8_t check[32];   /* SHA-256 of label and secret */
	size_t n;
	struct share_entry shares[PEOPLE_MAX];
};

struct share_set {
	char intake[DIRECTORY_ID_MAX + 1];
	size_t n_people;
	struct person_public people[PEOPLE_MAX];
	struct share_list lists[SHARE_KINDS];
	unsigned
	    copies; /* media that an original is on before a note says so */
	uint8_t mac[32]; /* of all of it, by who opened the store */
};

/*
 * The keyed hash of the file, itself aside: only who has the key of the rows
 * makes a set whose holders and thresholds count.  False: memory.
 */
bool share_set_mac(const struct share_set *set,
    const uint8_t row_key[static 32], uint8_t ret_mac[static 32]);

/* NULL where there is no such person. */
const struct person_public *share_set_person(
    const struct share_set *set, const char *id);
const struct share_entry *share_list_of(
    const struct share_list *list, const char *id);

/*
 * Splits a secret anew for these persons, each of the set.  The generation is
 * the caller's.  False with a reason: no such threshold, memory.
 */
bool share_list_make(const struct share_set *set, struct share_list *list,
    const uint8_t secret[static SHAMIR_BYTES], size_t threshold,
    const char *const *ids, size_t n, struct reason *ret_reason);

/*
 * A person's own share; false with a reason where he or she holds none, or it
 * is not the one that was made: it is said whose.
 */
bool share_list_open(const struct share_list *list, const struct person *person,
    struct shamir_share *ret_share, struct reason *ret_reason);

/*
 * The secret from the shares of these persons; false with a reason where they
 * are too few, one is bad, or what comes is not the secret.
 */
bool share_list_combine(const struct share_list *list,
    struct person *const *people, size_t n,
    uint8_t ret_secret[static SHAMIR_BYTES], struct reason *ret_reason);

/* JSON, keys in order; false when out of memory. */
bool share_set_write(const struct share_set *set, struct byte_writer *w);
/* To be freed; NULL with a reason that names what is off. */
struct share_set *share_set_read(
    const char *text, size_t len, struct reason *ret_reason);

#endif
