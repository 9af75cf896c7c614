/*
 * The persons' note: staff and couriers of one directory, signed by the same
 * authority and not given to the public, for it is a list of whom to coerce
 * (docs/DIRECTORY.md 6).
 */
#ifndef VALISE_NOTES_PERSONS_H
#define VALISE_NOTES_PERSONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "directory.h"

#define PERSONS_MAX (1u << 20) /* bytes, with its signatures */

/* Texts are owned by the note they belong to; ids are names of keys. */
struct courier_entry {
	const char *id;
	struct vkey key;
	const cJSON *intakes; /* ids; list of texts */
	int64_t from;
	int64_t until;
};

struct staff_entry {
	const char *id;
	const cJSON *roles; /* list of texts, not empty */
	struct vkey key;
	const char *recipient; /* age1pq1..., unchecked */
	int64_t from;
	int64_t until;
};

struct persons {
	cJSON *body; /* owns every text */
	char name[NOTE_NAME_MAX + 1];
	uint64_t version;
	uint8_t directory[32]; /* the SHA-256 of the directory's text */
	uint8_t hash[32];      /* SHA-256 of its own text */
	size_t n_couriers;
	struct courier_entry *couriers;
	size_t n_staff;
	struct staff_entry *staff;
};

/* Whether it begins as one does, signed or not. */
bool persons_note_is(const void *bytes, size_t len);

/* Reads the unsigned text; NULL with a reason that names the member. */
struct persons *persons_read_text(
    const char *text, size_t len, struct reason *ret_reason);

/*
 * Reads a signed one that belongs to the directory: its name, version and hash
 * are that one's, and the threshold of its authority signed it.  NULL with a
 * reason.
 */
struct persons *persons_open(const void *bytes, size_t len,
    const struct directory *d, struct reason *ret_reason);

void persons_destroy(struct persons *p); /* takes NULL */

/*
 * A courier of that id, valid now, who may serve the intake; NULL where there
 * is none, or no note.
 */
const struct courier_entry *persons_courier(
    const struct persons *p, const char *id, const char *intake, int64_t now);

/* Whoever of them signed this, or NULL. */
const struct courier_entry *persons_who_signed(const struct persons *p,
    const struct signed_note *note, const char *intake, int64_t now);

/* Staff of that id, valid now; NULL where there is none, or no note. */
const struct staff_entry *persons_staff(
    const struct persons *p, const char *id, int64_t now);

/*
 * The first of the words `wanted` ("a b"; NULL: of its own) that is a role of
 * that entry; false where there is none, or it does not fit.
 */
bool staff_role(const struct staff_entry *e, const char *wanted, char *ret_role,
    size_t size);

/*
 * Writes the text of the note that goes with a directory: its couriers and
 * staff are those members of `body`, which may lack.  False where they have no
 * canonical form.
 */
bool persons_format(
    const struct directory *d, const cJSON *body, struct byte_writer *w);

#endif
