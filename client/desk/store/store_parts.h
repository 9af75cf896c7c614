/* The store from inside; for store*.c and journal*.c alone. */
#ifndef VALISE_DESK_STORE_PARTS_H
#define VALISE_DESK_STORE_PARTS_H

#include "common/bytes/byte_writer.h"
#include "common/log/merkle.h"
#include "common/sql/sql.h"
#include "case_keys.h"
#include "journal.h"
#include "row_tree.h"
#include "store.h"

#define DESK_STORE_STEPS 2
#define DESK_STORE_DATA_MAX 1024 /* of what a row is sealed with */

/* What a slot had before the transaction. */
struct desk_store_before {
	size_t slot;
	struct merkle_hash leaf;
};

struct desk_store {
	struct sql sql;
	uint8_t *key;    /* guarded */
	uint8_t *labels; /* guarded; what labels are keyed with */
	uint8_t *macs;   /* guarded; what lines are keyed with */
	uint8_t *plain;  /* guarded; a row at a time, wiped behind it */
	size_t plain_size;
	struct case_keys *cases;
	bool keyed;     /* the row that was opened last is under its case's */
	uint64_t lines; /* that were there when it was opened */
	/* Who acts: a copy in guarded memory, and the role it is done in. */
	uint8_t *seed;
	struct vkey signer;
	char role[JOURNAL_WORD_MAX];
	/* What the journal says of all rows; what it is to say next. */
	struct row_tree tree;
	struct byte_writer changes;
	/* Both as they were at the start of the transaction. */
	bool begun;
	size_t n_before;
	struct byte_writer changes_before;
	struct byte_writer undo; /* struct desk_store_before, in order */
	bool failed;             /* memory: what is open is rolled back */
	bool intact;             /* the rows are what the journal says */
	bool writable; /* but for rows that are other than they were */
};

/* How its tables are made, a step a version (docs/VAULT.md 3). */
extern const char *const desk_store_steps[DESK_STORE_STEPS];

/* table, id and version, each ended by a line feed, which none of them holds;
 * 0 where they are too long. */
size_t desk_store_associate(const char *table, const char *id, int64_t version,
    char ret_data[static DESK_STORE_DATA_MAX]);

/*
 * The leaf of a row: of what it is associated with, its nonce and its sealed
 * bytes.
 */
void desk_store_leaf(const char *data, size_t data_len, const uint8_t *nonce,
    const uint8_t *sealed, size_t sealed_len, struct merkle_hash *ret_leaf);

/*
 * The same of the row that a statement stands on, which has kind, id, version,
 * nonce and sealed bytes from that column on; false where it is no row.
 */
bool desk_store_leaf_of(
    sql_statement *st, int column, struct merkle_hash *ret_leaf);

/* A nonce and the row sealed with it, by its kind ("": under the store's key);
 * false: memory or the disk. */
bool desk_store_seal(struct desk_store *s, const char *table, const char *id,
    const char *data, size_t data_len, const cJSON *row,
    struct byte_writer *ret_sealed);

/* A row as it lies there, with what it is associated with. */
struct desk_store_sealed {
	const char *table;
	const char *id;
	const char *data;
	size_t data_len;
	const uint8_t *nonce;
	const uint8_t *sealed;
	size_t len;
};
/* NULL with errno and a reason: ENOMEM says nothing of the row. */
cJSON *desk_store_unseal(struct desk_store *s,
    const struct desk_store_sealed *sealed, struct reason *ret_reason);
/* The same without what is within it under the key of its case. */
cJSON *desk_store_unseal_outer(struct desk_store *s,
    const struct desk_store_sealed *sealed, struct reason *ret_reason);

/*
 * A row was written at that slot, within a transaction; false: memory, and the
 * transaction can only be rolled back.
 */
bool desk_store_changed(
    struct desk_store *s, size_t slot, const struct merkle_hash *leaf);

/* Around a transaction: what the tree and the changes were comes back unless
 * it was kept. */
bool desk_store_remember(struct desk_store *s);
void desk_store_settle(struct desk_store *s, bool kept);

/*
 * Reads what the rows are to be, and whether they are.  False with a reason
 * where it can't be told: memory, or the file can't be read.
 */
bool desk_store_load(struct desk_store *s,
    const struct journal_signers *signers, struct reason *ret_reason);

/*
 * Whose signatures a replay looks at: the last line's stands for what all lines
 * before it say, as each has the hash of the one before; that of each line, for
 * who wrote it.
 */
enum journal_depth { JOURNAL_LAST, JOURNAL_EACH };

/* The keyed hash of a line, without its last word. */
void journal_mac(const uint8_t *key, const char *text, size_t len,
    uint8_t ret_mac[static JOURNAL_MAC_BYTES]);

/*
 * Goes over the journal from its start: lines, their signatures, what they say
 * changed.  With a key (else NULL) also that whoever wrote them had it.  `tree`
 * becomes what they say, `ret_head` the hash of the last. Ends at the first
 * line that is off, which the reason names and `ret_whole` tells.  False where
 * memory ended or the file can't be read.
 */
bool journal_replay(struct sql *db, enum journal_depth depth,
    const uint8_t *mac_key, const struct journal_signers *signers,
    struct row_tree *tree, struct journal_count *ret_count, bool *ret_whole,
    struct reason *ret_reason);

#endif
