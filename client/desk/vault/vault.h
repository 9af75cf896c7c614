/*
 * The vault: one folder with everything a desk has.  Its key opens the desk's
 * signing key, the epoch keys and the sealed rows; it lies under a passphrase
 * (docs/VAULT.md).  Threshold 1 is for a trial and is said so everywhere.
 */
#ifndef VALISE_DESK_VAULT_H
#define VALISE_DESK_VAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/bytes/reason.h"
#include "common/envelope/age_key.h"
#include "common/notes/persons.h"
#include "store.h"

struct vault;

struct vault_plan {
	const char *folder;
	const char *intake; /* its id */
	int64_t start;      /* of the first epoch, in seconds */
	int64_t epochs;     /* how many keys */
	int64_t epoch_days; /* how long each is sealed to */
};

/*
 * Makes all of it (docs/VAULT.md 1, 2), with intake.json for the authority to
 * sign.  False with a reason; never over another.
 */
bool vault_make(const struct vault_plan *plan, const char *passphrase,
    struct reason *ret_reason);

/*
 * Unlocks, and locks out other programs.  NULL with a reason: no vault, a wrong
 * passphrase, another program has it open, something is damaged.
 */
struct vault *vault_open(
    const char *folder, const char *passphrase, struct reason *ret_reason);
void vault_close(struct vault *v); /* wipes; takes NULL */

/* Live as long as the vault. */
const char *vault_intake(const struct vault *v);
struct desk_store *vault_store(const struct vault *v);
/* NULL before one was adopted; valid until another is. */
const struct directory *vault_directory(const struct vault *v);
/* Who the directory's staff and couriers are; NULL before it was adopted. */
const struct persons *vault_persons(const struct vault *v);
/* The keys of the epochs that are not destroyed, guarded. */
const struct age_identity *const *vault_epochs(
    const struct vault *v, size_t *ret_n);

/* A directory and the persons' note of it, as they came. */
struct vault_notes {
	const void *directory;
	size_t directory_len;
	const void *persons; /* NULL: there is none */
	size_t persons_len;
};

/*
 * Takes both into use: the first directory by the digits on the sheet, a later
 * one by the authority that the vault knows; never an older one, nor one that
 * does not name this desk, nor another one without its persons.  `fingerprint`
 * may be NULL for a later one.  False with a reason, and the vault as it was.
 */
bool vault_adopt(struct vault *v, const struct vault_notes *notes,
    const char *fingerprint, struct reason *ret_reason);

/*
 * For a child that opens: wipes the signing key and the store's key in this
 * process (context: the vault); the second form the epoch keys too.
 */
void vault_forget_but_epochs(void *vault);
void vault_forget(void *vault);

/*
 * Whose lines of the journal of that folder count; for whoever has no
 * passphrase.  To be finished also after false, which comes with a reason.
 */
struct journal_signers;
bool vault_signers(const char *folder, struct journal_signers *ret_signers,
    struct reason *ret_reason);
void vault_signers_finish(struct journal_signers *signers);

/* "folder/a" in the vault; to be freed. */
char *vault_path(const struct vault *v, const char *name);
/* Where a sealed original lies; to be freed. */
char *vault_original(const struct vault *v, const uint8_t sha256[static 32]);

#endif
