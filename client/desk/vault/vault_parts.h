/* The vault from inside; for what lies in this folder alone. */
#ifndef VALISE_DESK_VAULT_PARTS_H
#define VALISE_DESK_VAULT_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/bytes/reason.h"
#include "common/crypto/hkdf.h"
#include "common/envelope/age_key.h"
#include "common/notes/persons.h"
#include "store.h"

#define VAULT_EPOCHS_MAX 520
#define VAULT_FORMAT "valise-vault/1"
#define VAULT_KEY_BYTES 32
#define VAULT_SMALL_FILE_MAX 65536

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
	struct persons *persons;     /* of that directory, or NULL */
};

/* What hangs on the vault key; guarded. */
struct vault_secrets {
	uint8_t key[VAULT_KEY_BYTES];
	uint8_t row_key[HKDF_KEY_BYTES];
	struct age_identity identity; /* opens the vault's own sealed files */
};

/* Everything from `key` (docs/VAULT.md 2). */
void vault_derive(struct vault_secrets *s);

/* "folder/name" into a buffer; false with a reason where it does not fit. */
bool vault_join(char *ret_path, size_t size, const char *folder,
    const char *name, struct reason *ret_reason);

#endif
