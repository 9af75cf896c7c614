/*
 * The case store: SQLite whose rows are sealed one by one with XChaCha20-
 * Poly1305, the table, the id and the version as associated data
 * (docs/VAULT.md 3).  Rows of a case are under its own key: case_keys.h.  Its
 * journal: journal.h.
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
/* The row of the kind `meta` that says that all rows of cases are under their
 * keys (docs/VAULT.md 3). */
#define DESK_STORE_KEYED "keyed"

/* As they are sealed together, in this order. */
struct desk_store_keys {
	uint8_t rows[DESK_STORE_KEY_BYTES];
	uint8_t cases[DESK_STORE_KEY_BYTES]; /* opens the keys of cases */
};

struct case_keys;
struct desk_store;
struct journal_signers; /* journal.h */
struct row_tree;
struct sql;

/* How a row is not what the journal says of its slot. */
enum desk_difference_kind {
	DESK_ROW_CHANGED, /* changed, swapped, or set back to an older one */
	DESK_ROW_MISSING,
	DESK_ROW_UNKNOWN /* none is to be there */
};
struct desk_difference {
	enum desk_difference_kind kind;
	size_t slot;
	const char *table; /* "" where the row is missing */
};
/* Who is told of each; false ends the walk. */
struct desk_difference_seen {
	bool (*each)(void *context, const struct desk_difference *d);
	void *context;
};

/*
 * Opens or makes the file and compares its rows with its journal, of whose
 * lines those by `signers` count.  `case_keys` is the file of the cases' keys,
 * which is there.  The keys are copied into guarded memory. Until
 * desk_store_act_as() nothing can be changed.  NULL with a reason.
 */
struct desk_store *desk_store_open(const char *path, const char *case_keys,
    const struct desk_store_keys *keys, const struct journal_signers *signers,
    struct reason *ret_reason);
void desk_store_close(struct desk_store *s); /* wipes; takes NULL */

/* The cases' keys; and others in their place, which it owns from then on. */
const struct case_keys *desk_store_case_keys(const struct desk_store *s);
void desk_store_take_case_keys(struct desk_store *s, struct case_keys *keys);
/* The highest number that a row of a case has; 0: there is none.  False where
 * it can't be read. */
bool desk_store_last_case(struct desk_store *s, uint32_t *ret_number);

/*
 * Who acts from now on, in which role: a copy of the seed signs the journal.
 * NULL: nobody, and nothing can be changed.
 */
void desk_store_act_as(struct desk_store *s, const struct vkey *signer,
    const uint8_t *seed, const char *role);

/* Whether somebody acts; who, "" where nobody does. */
bool desk_store_acts(const struct desk_store *s);
const char *desk_store_actor(const struct desk_store *s);
const char *desk_store_role(const struct desk_store *s);

/* How many lines the journal had when it was opened, that hold. */
uint64_t desk_store_lines(const struct desk_store *s);

/*
 * Whether it may be written: every line of the journal holds, no row lacks and
 * none is too many.  A row that is other than it was costs itself alone: it is
 * neither read nor written over.
 */
bool desk_store_writable(const struct desk_store *s);

/*
 * Whether all rows and lines are what the journal says.  Where they are not,
 * rows that are off can't be read, and
 * desk_store_differences() tells them; false from it where they can't be told.
 */
bool desk_store_intact(const struct desk_store *s);
bool desk_store_differences(
    struct desk_store *s, const struct desk_difference_seen *seen);

/*
 * Takes all rows as they are and writes that down, behind the last line that
 * holds: for persons who looked at what is off and at the copies.  The number
 * of lines that were taken away; false with a reason, and it is to be opened
 * anew.
 */
bool desk_store_repair(
    struct desk_store *s, uint64_t *ret_gone, struct reason *ret_reason);

/* The same of a file that is open for reading, by a tree. */
bool desk_store_compare(struct sql *db, const struct row_tree *tree,
    const struct desk_difference_seen *seen, size_t *ret_n);

/* The id of a row of something that has a name: 16 digits of the name's hash.
 */
#define DESK_STORE_NAME_ID_BYTES 17
void desk_store_name_id(
    const char *name, char ret_id[static DESK_STORE_NAME_ID_BYTES]);

/* 32 bytes that hang on the store's key and on what they are for. */
void desk_store_derive(const struct desk_store *s, const char *info,
    uint8_t ret_key[static DESK_STORE_KEY_BYTES]);

/*
 * One transaction, synced at its end; every change belongs into one.  At its
 * end rows that no line told yet get one ("kept").
 */
bool desk_store_begin(struct desk_store *s);
bool desk_store_end(struct desk_store *s, bool ok);

/*
 * From here on transactions are whole and in order, and wait for no disk, until
 * the next desk_store_sync(), which waits for all of them: for many rows whose
 * files are synced already.  False: what was written since may not be kept, and
 * nothing is written any more before it is opened anew.
 */
void desk_store_lazily(struct desk_store *s);
bool desk_store_sync(struct desk_store *s);

/*
 * All of it as of one moment into a new file, synced; false with a reason, and
 * what was begun may be there.
 */
bool desk_store_copy(
    struct desk_store *s, const char *path, struct reason *ret_reason);
/*
 * Calls `each` with the id of every row of a table in that file, without a key;
 * false ends it.  False with a reason where it can't be read.
 */
bool desk_store_each_id(const char *path, const char *table,
    bool (*each)(void *context, const char *id), void *context,
    struct reason *ret_reason);

/* Seals a row; a new version replaces the old.  False: memory or the disk. */
bool desk_store_put(
    struct desk_store *s, const char *table, const char *id, const cJSON *row);
/* The same under the store's key, of whatever kind: where the key of its case
 * is about to end. */
bool desk_store_put_bare(
    struct desk_store *s, const char *table, const char *id, const cJSON *row);
enum desk_found { DESK_FOUND, DESK_ABSENT, DESK_UNREADABLE };
/* Whether a row is there; a store that can't be read is not an empty one. */
enum desk_found desk_store_has(
    struct desk_store *s, const char *table, const char *id);
/* NULL where there is none, or it does not open: the reason tells which. */
cJSON *desk_store_get(struct desk_store *s, const char *table, const char *id,
    struct reason *ret_reason);
/*
 * Of a row of a kind whose id does not tell its case: that case's id, which
 * also opens without the case's key.  False with a reason.
 */
bool desk_store_case_of(struct desk_store *s, const char *table, const char *id,
    char *ret_case, size_t size, struct reason *ret_reason);
/*
 * How many cases have a row at their head that does not open, for want of its
 * key, and the lowest of them: each is tried.  False where the store can't be
 * read, or memory is short.
 */
bool desk_store_keyless(
    struct desk_store *s, uint64_t *ret_n, uint32_t *ret_first);
/*
 * Whether the row that was read last, of a kind that is of a case, lay under
 * that case's key; one of an older program does not, until it is put again.
 */
bool desk_store_was_keyed(const struct desk_store *s);
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
