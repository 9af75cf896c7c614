/* What the parts of the index share; for index*.c alone. */
#ifndef VALISE_RELAY_INDEX_SQL_H
#define VALISE_RELAY_INDEX_SQL_H

#include "common/sql/sql.h"
#include "index.h"

/* enum envelope_state and enum forward_state within the text of a statement. */
#define IN_SQL_STORED "0"
#define IN_SQL_TAKEN "1"
#define IN_SQL_SETTLED "2"
#define IN_SQL_ERASED "3"
#define IN_SQL_WAITING "0"
#define IN_SQL_REFUSED "3"
_Static_assert(ENVELOPE_STORED == 0 && ENVELOPE_TAKEN == 1 &&
	ENVELOPE_SETTLED == 2 && ENVELOPE_ERASED == 3 && FORWARD_WAITING == 0 &&
	FORWARD_REFUSED == 3,
    "the numbers are kept in every index");

#define INDEX_STAMP_BYTES 16 /* of a stamp's hash, in its entry */

struct index {
	struct sql sql;
	struct sql
	    reader;       /* a connection of its own: readers wait for no one */
	struct sql *read; /* that, or `sql` where there is none */
	bool lazy;        /* commits do not wait for the disk */
	uint64_t syncs;   /* a value that each index_sync() changes */
};

/* Locks and begins; false when it could not, and then nothing is locked. */
bool index_begin(struct index *x, enum sql_durability durability);
/* The first column of the first row, appended; false where there is none. */
bool index_take_blob(sql_statement *st, struct byte_writer *w);
/* Within a transaction: what is not erased takes so many bytes more. */
bool index_used_add(struct index *x, int64_t bytes);
/* Commits or rolls back, and unlocks. */
bool index_end(struct index *x, bool ok);

#endif
