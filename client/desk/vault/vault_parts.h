/* The vault from inside; for vault.c and vault_make.c alone. */
#ifndef VALISE_DESK_VAULT_PARTS_H
#define VALISE_DESK_VAULT_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/bytes/reason.h"
#include "common/crypto/hkdf.h"
#include "common/envelope/age_key.h"

#define VAULT_FORMAT "valise-vault/1"
#define VAULT_KEY_BYTES 32
#define VAULT_SMALL_FILE_MAX 65536

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
