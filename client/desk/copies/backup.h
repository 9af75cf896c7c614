/*
 * Copies of a vault on another medium, and a vault made of one (docs/VAULT.md
 * 6).  The keys that open its rows go to a place of their own; epochs' keys go
 * nowhere.
 */
#ifndef VALISE_DESK_BACKUP_H
#define VALISE_DESK_BACKUP_H

#include "client/desk/vault/vault.h"
#include "vault_check.h"

struct backup_counts {
	uint64_t copied; /* files */
	uint64_t bytes;
	uint64_t there; /* originals that the copy had already */
	size_t wiped;   /* there, of cases that were disposed of */
	bool left;      /* something that should be gone is not: the reason */
	struct vault_checked checked;
};

/*
 * Copies originals, store, notes and directories into `folder`, which is new or
 * an older copy of this vault, and the keys into `keys` (NULL: not).  Each file
 * is read back; what was disposed of goes from both, up to the disposal of the
 * number `disposals`.  False with a reason; what was there before still
 * restores.
 */
bool backup_make(struct vault *v, const char *folder, const char *keys,
    uint64_t disposals, struct backup_counts *ret_counts,
    struct reason *ret_reason);

/*
 * Makes a vault in a new folder of a copy and its keys, and checks all of it.
 * False with a reason, and then there is no vault.
 */
bool backup_restore(const char *backup, const char *keys, const char *folder,
    const struct vault_check_events *events, struct backup_counts *ret_counts,
    struct reason *ret_reason);

#endif
