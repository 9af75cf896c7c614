/*
 * The case store: SQLite whose rows are sealed one by one with XChaCha20-
 * Poly1305, the table, the id and the version as associated data
 * (docs/VAULT.md 3).  Its journal: journal.h.
 */
#ifndef VALISE_DESK_STORE_H
#define VALISE_DESK_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "common/bytes/reason.h"
#include "common/notes/signed_note.h"
#include "desk_event.h"

#define DESK_STORE_KEY_BYTES 32

struct desk_store;

/*
 * Opens or makes the file.  Key and seed are copied into guarded memory; the
 * seed signs the journal as `signer`.  NULL with a reason.
 */
struct desk_store *desk_store_open(const char *path,
    const uint8_t key[static DESK_STORE_KEY_BYTES], const struct vkey *signer,
    const uint8_t seed[static NOTE_SEED_BYTES], struct reason *ret_reason);
void desk_store_close(struct desk_store *s); /* wipes; takes NULL */

/* Wipes the keys in this process: for a child that must not have them. */
void desk_store_forget(struct desk_store *s);

/* One transaction, synced at its end; every change belongs into one. */
bool desk_store_begin(struct desk_store *s);
bool desk_store_end(struct desk_store *s, bool ok);

/* Seals a row; a new version replaces the old.  False: memory or the disk. */
bool desk_store_put(
    struct desk_store *s, const char *table, const char *id, const cJSON *row);
enum desk_found { DESK_FOUND, DESK_ABSENT, DESK_UNREADABLE };
/* Whether a row is there; a store that can't be read is not an empty one. */
enum desk_found desk_store_has(
    struct desk_store *s, const char *table, const char *id);
/* NULL where there is none, or it does not open: the reason tells which. */
cJSON *desk_store_get(struct desk_store *s, const char *table, const char *id,
    struct reason *ret_reason);
/*
 * Every row of a table in order of id; the row is the callee's to read only,
 * and where it returns false the walk ends.  One that does not open is told
 * (DESK_ROW_UNREADABLE) and passed over: it must not hide the others.  False
 * with a reason where the store can't be read, and where `each` ended it.
 */
bool desk_store_each(struct desk_store *s, const char *table,
    bool (*each)(void *context, const char *id, const cJSON *row),
    void *context, const struct desk_events *events, struct reason *ret_reason);

#endif
