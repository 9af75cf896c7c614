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
#include "common/notes/directory.h"
#include "store.h"

#define VAULT_EPOCHS_MAX 520

struct vault_epoch {
	char recipient[AGE_RECIPIENT_TEXT_BYTES];
	int64_t from;
	int64_t until;
	int64_t destroyed_after;
};

struct vault {
	char *folder;
	int lock_fd; /* one process at a time */
	char intake[DIRECTORY_ID_MAX + 1];
	uint8_t *desk_seed; /* guarded; the signing key */
	struct vkey desk_key;
	size_t n_epochs;
	struct age_identity **epochs; /* guarded; those not destroyed */
	struct desk_store *store;
	struct directory *directory; /* NULL before one was adopted */
};

struct vault_plan {
	const char *folder;
	const char *intake;
	int64_t start;
	int64_t epochs;
	int64_t epoch_days;
};

/* Makes all of it; prints what the authority signs.  Never over another. */
bool vault_make(const struct vault_plan *plan, const char *passphrase,
    struct reason *ret_reason);

/* Unlocks.  NULL with a reason. */
struct vault *vault_open(
    const char *folder, const char *passphrase, struct reason *ret_reason);
void vault_close(struct vault *v); /* wipes; takes NULL */

/*
 * Takes a directory into use: the first by the digits on the sheet, a later one
 * by the authority that the vault knows; never an older one.
 */
bool vault_adopt(struct vault *v, const void *bytes, size_t len,
    const char *fingerprint, struct reason *ret_reason);

/*
 * For a child that opens: wipes the signing key and the store's key in this
 * process (context: the vault); the second form the epoch keys too.
 */
void vault_forget_but_epochs(void *vault);
void vault_forget(void *vault);

/* "folder/a" in the vault; to be freed. */
char *vault_path(const struct vault *v, const char *name);
/* Where a sealed original lies; to be freed. */
char *vault_original(const struct vault *v, const uint8_t sha256[static 32]);

#endif
