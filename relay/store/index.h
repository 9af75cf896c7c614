/*
 * The SQLite index beside the segments (docs/SPOOL.md 4): what lies where, and
 * what only it knows: states, uploads, the log, notes and bulletins.  Calls may
 * come from any thread; each is one transaction unless said otherwise.
 *
 * False, unless said otherwise: the index could not be read or written, and
 * nothing was changed.  "Synced" is on the disk when it comes back; "lazily
 * durable" may be lost by a power cut, and is caught up from the segments.
 * Times are seconds since 1970.  What is found goes behind what a writer holds;
 * the caller finishes it.
 */
#ifndef VALISE_RELAY_INDEX_H
#define VALISE_RELAY_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/bytes/byte_writer.h"
#include "common/log/merkle.h"
#include "relay/site/promise.h"
#include "relay/site/upload_name.h"
#include "segment.h"

struct index;

enum forward_state {
	FORWARD_WAITING = 0,
	FORWARD_PROMISED = 1, /* upstream has signed for it */
	FORWARD_PROVEN = 2,   /* and its log holds it */
	FORWARD_REFUSED = 3   /* upstream will never take it as it is */
};

enum envelope_state {
	ENVELOPE_STORED = 0,
	ENVELOPE_TAKEN = 1,   /* the courier has read and verified it */
	ENVELOPE_SETTLED = 2, /* the desk holds it; the grace period runs */
	ENVELOPE_ERASED = 3
};

struct envelope_row {
	int64_t id;
	char intake[DIRECTORY_ID_MAX + 1];
	uint8_t sha256[32];
	uint64_t size;
	enum record_type place; /* RECORD_INLINE or RECORD_FILE */
	uint64_t segment;
	uint64_t offset; /* of the record */
	enum envelope_state state;
	bool damaged; /* found to be other bytes than were promised */
};

struct upload_row {
	char id[UPLOAD_ID_BYTES];
	char intake[DIRECTORY_ID_MAX + 1];
	uint8_t sha256[32];
	uint64_t size;
	uint64_t offset;
	uint8_t stamp[32]; /* hash of the work stamp */
	char stamp_day[MANIFEST_DAY_CHARS + 1];
	uint8_t stamp_nonce[WORK_STAMP_NONCE_BYTES];
	int64_t expires; /* day-grained once it is done */
};

/* Opens or creates, ":memory:" too; NULL where it is newer than this program or
 * broken. */
struct index *index_open(const char *path, struct reason *ret_reason);
/*
 * Of a relay that may be running: to write, but never brought up to date.  NULL
 * with a reason.
 */
struct index *index_open_beside(const char *path, struct reason *ret_reason);
/* Another process's index, to read only: for status.  NULL with a reason. */
struct index *index_open_read_only(const char *path, struct reason *ret_reason);
void index_close(struct index *x); /* takes NULL */

/*
 * A copy at one moment, without unfinished uploads and the salt of names, to a
 * new file.  False where it can't be made; what was begun of it stays.
 */
bool index_copy(struct index *x, const char *path);

/* --- what the segments say; lazily durable, caught up at start --- */

struct index_append {
	const struct record *record;
	uint64_t segment;
	uint64_t offset;
	const uint8_t *stamp; /* hash of its work stamp, 32 bytes, or NULL */
	/* An upload with a row that this completes, and its promise; or NULL.
	 */
	const char *upload_id;
	const struct byte_writer *promise;
	int64_t promise_until;
	bool damaged; /* the head stands, its body is another */
};
/* All of a batch, and how far the segment is indexed. */
bool index_append(struct index *x, const struct index_append *items, size_t n,
    uint64_t segment, uint64_t indexed_to);
/* What the promises of one intake's part of a batch have in common. */
struct index_batch {
	uint64_t first; /* sequences of its entries, from */
	uint64_t last;  /* to, with those of other intakes between */
	char intake[DIRECTORY_ID_MAX + 1];
	struct promise_batch common;
	int64_t until;
};
/* Lazily durable: without them no promise can be asked for again. */
bool index_append_batches(
    struct index *x, const struct index_batch *batches, size_t n);
/*
 * The promise of the entry `sequence`, once more.  False where it is not known,
 * or its time is over.
 */
bool index_promise_of_entry(
    struct index *x, uint64_t sequence, struct byte_writer *w);
/* The size of the envelope of that entry; false where it is not known. */
bool index_entry_size(struct index *x, uint64_t sequence, uint64_t *ret_size);
/* How far, and the last sequence there; zeroes for an unknown segment. */
bool index_indexed(
    struct index *x, uint64_t segment, uint64_t *ret_upto, uint64_t *ret_last);
/* Makes everything so far durable. */
bool index_sync(struct index *x);
/* The highest of all entries; 0 where there is none.  False on failure. */
bool index_last_sequence(struct index *x, uint64_t *ret_sequence);

/* --- envelopes --- */

/* Of any state, and whether it is known.  False on failure. */
bool index_look(struct index *x, const char *intake,
    const uint8_t sha256[static 32], struct envelope_row *ret_row,
    bool *ret_known);
/* The same, for whom a failure is as what is not known. */
bool index_find(struct index *x, const char *intake,
    const uint8_t sha256[static 32], struct envelope_row *ret_row);
/*
 * Entries that are not done and were carried or not, by publication and entry,
 * behind `entry` of `publication` ("": from the first), at most `limit`, a
 * manifest line each.
 */
bool index_list(struct index *x, const char *intake, bool carried,
    const char *publication, const uint8_t entry[static RECEIPT_ENTRY_BYTES],
    size_t limit, struct byte_writer *w);
/*
 * Synced.  Only ENVELOPE_STORED moves to taken; others stay.  All entries of
 * these files count as carried.
 */
bool index_take(struct index *x, const char *intake,
    const uint8_t (*hashes)[32], size_t n, size_t *ret_changed);
/* An import note of the desk, and what it says of files by their hashes. */
struct index_settling {
	const uint8_t (*held)[32]; /* settled, to be erased at `erase_at` */
	size_t n_held;
	const uint8_t (*damaged)[32]; /* back to stored: to be taken again */
	size_t n_damaged;
	int64_t erase_at;  /* seconds since 1970 */
	uint64_t sequence; /* of the note, which is kept */
	const void *note;
	size_t note_len;
	const uint8_t *note_hash; /* 32 bytes */
};
/*
 * Synced, all or nothing (docs/SPOOL.md 2).  Hashes that the intake does not
 * have are passed over; what was carried is no longer listed.  False where the
 * index can't be written, or has a note of that sequence.
 */
bool index_settle(
    struct index *x, const char *intake, const struct index_settling *s);
/* At most `room` settled ones whose grace is over at `now`. */
bool index_due(struct index *x, int64_t now, struct envelope_row *ret_rows,
    size_t room, size_t *ret_n);
/* Synced, all or none; their bytes are added up. */
bool index_erased(
    struct index *x, const int64_t *ids, size_t n, uint64_t *ret_bytes);
/* Whether a segment holds nothing but erased envelopes and published entries.*/
bool index_segment_spent(struct index *x, uint64_t segment);
/* Synced: nothing lies in it any more, and it may be used again. */
bool index_forget_segment(struct index *x, uint64_t segment);

/* Synced.  It is not served any more, and a copy sent again is stored anew. */
bool index_mark_damaged(
    struct index *x, const struct envelope_row *row, bool damaged);
/*
 * Entries that no envelope belongs to: their bytes are gone.  How many, and the
 * hashes of at most `room` of them.  False on failure.
 */
bool index_orphans(struct index *x, const char *intake,
    uint8_t (*ret_hashes)[32], size_t room, uint64_t *ret_n);
/* The next envelopes that are not erased, by id; 0 rows: no more. */
bool index_next_envelopes(struct index *x, int64_t after,
    struct envelope_row *ret_rows, size_t room, size_t *ret_n);

struct index_counts {
	uint64_t envelopes[4]; /* by state */
	uint64_t bytes;        /* not erased */
	uint64_t entries;
	uint64_t uploads;
	uint64_t to_come; /* bytes that those have announced and not brought */
	uint64_t damaged; /* not erased, and the bytes are not what they were */
	/* The publication of the oldest one that no courier took; or "". */
	char oldest[PUBLICATION_MAX + 1];
	uint64_t forwards[4]; /* by enum forward_state */
};
/* All of one intake, read at once. */
bool index_counts(
    struct index *x, const char *intake, struct index_counts *ret_counts);

/* Envelopes that are not erased: those of one publication and state, or one. */
struct index_queued {
	const char *intake;
	char publication[PUBLICATION_MAX + 1]; /* of its first entry */
	enum envelope_state state;
	uint64_t envelopes;
	uint64_t bytes;
	uint64_t largest;
	uint8_t sha256[32]; /* where each stands alone */
};
/*
 * By publication and state, the oldest first; with `each` one by one.  False
 * where the index can't be read to the end.
 */
bool index_queue(struct index *x, const char *intake, bool each,
    void (*tell)(void *context, const struct index_queued *queued),
    void *context);

/* Bytes of all that is not erased.  False on failure. */
bool index_used_bytes(struct index *x, uint64_t *ret_bytes);

/* --- forwarding; synced --- */

struct forward_row {
	int64_t envelope;
	unsigned tries;
	char url[1400]; /* of the upload upstream; or "" */
	uint8_t sha256[32];
};
/*
 * Enrolls unsettled envelopes with an id above `*last`, each due after a random
 * wait of up to `delay` seconds, and moves `*last`.
 */
bool index_forward_enroll(struct index *x, const char *intake, int64_t now,
    uint64_t delay, int64_t *last);
/* The one that is due first; its promise is put behind what `promise` holds. */
bool index_forward_next(struct index *x, const char *intake,
    enum forward_state state, int64_t now, struct forward_row *ret_row,
    struct byte_writer *promise);
/* Another state, `due` then; tries and url as in the row, and why. */
bool index_forward_set(struct index *x, const struct forward_row *row,
    enum forward_state state, int64_t due, const char *reason);
/* With the promise, or the proof made of it. */
bool index_forward_promise(struct index *x, const struct forward_row *row,
    enum forward_state state, int64_t due, const void *promise, size_t len);
/* Where the upload upstream is, so that it goes on there after a restart. */
bool index_forward_url(struct index *x, int64_t envelope, const char *url);
/* Forgets the settled ones; tries those again that were refused long ago. */
bool index_forward_tidy(struct index *x, const char *intake, int64_t now);
/* What was promised with the key `before` is as if it were with `upstream`. */
bool index_forward_rekeyed(struct index *x, const char *intake,
    const char *before, const char *upstream);
/*
 * At start: what was promised by another relay than `upstream` (its key) waits
 * again, and so does what was refused.
 */
bool index_forward_begin(
    struct index *x, const char *intake, const char *upstream);

/* --- uploads; synced --- */

enum index_created { INDEX_CREATED, INDEX_STAMP_USED, INDEX_CREATE_FAILED };
/* A new, empty one.  INDEX_STAMP_USED also where its id is taken. */
enum index_created index_upload_create(
    struct index *x, const struct upload_row *row);
/* How much of an unfinished one is durable. */
bool index_upload_offset(struct index *x, const char *id, uint64_t offset);
/* An unfinished one; true also where there is none. */
bool index_upload_delete(struct index *x, const char *id);
/* Unfinished ones, for the start; false also where `each` was. */
bool index_uploads(struct index *x,
    bool (*each)(void *context, const struct upload_row *row), void *context);
/*
 * Whether a stamp was used, by an upload with a row or by an entry; true also
 * where that can't be read.
 */
bool index_stamp_used(struct index *x, const char *intake,
    const uint8_t sha256[static 32], const uint8_t stamp[static 32]);
/* The size of a finished upload; false where there is none. */
bool index_finished_size(
    struct index *x, const char *upload_id, uint64_t *ret_size);
/* The promise of a finished upload; false where there is none. */
bool index_promise_of_upload(
    struct index *x, const char *upload_id, struct byte_writer *w);
/* Some of those whose time is over; the next call goes on. */
bool index_expire_promises(struct index *x, int64_t now, bool *ret_more);
/*
 * Random, made once an index and not in its copies: the names of uploads hang
 * on it (upload_name.h).  Synced.
 */
bool index_names_salt(
    struct index *x, uint8_t ret_salt[static UPLOAD_NAME_SALT_BYTES]);

/* --- the log; synced --- */

/* The next intake, by name, that has entries outside the log; or "". */
void index_next_open_intake(
    struct index *x, char intake[static DIRECTORY_ID_MAX + 1]);
struct index_leaf {
	int64_t sequence; /* of its entry; 0: padding or the marker */
	int64_t position; /* where the log has it; -1: nowhere yet */
	uint8_t entry[32];
};
/*
 * The entries outside the log of all publications up to that one, or those
 * that the log has from position `first` to before `end`; to be freed.
 */
bool index_unpublished_entries(struct index *x, const char *intake,
    const char *publication, struct index_leaf **ret_leaves, size_t *ret_n);
bool index_published_entries(struct index *x, const char *intake,
    uint64_t first, uint64_t end, struct index_leaf **ret_leaves,
    size_t *ret_n);
struct index_tile_hash {
	unsigned level;
	uint64_t index;
	struct merkle_hash hash;
};
/* One publication: sorted leaves, the new tile hashes, the checkpoint. */
struct index_publishing {
	const struct log_publication *publication;
	const struct index_leaf *leaves;
	size_t n_leaves;
	uint64_t first; /* position of the first leaf in the log */
	const struct index_tile_hash *hashes;
	size_t n_hashes;
	const struct merkle_frontier *frontier; /* of the whole tree by then */
	const void *note;
	size_t note_len;
};
/* Synced, all or nothing; false where the index can't be written. */
bool index_publish(
    struct index *x, const char *intake, const struct index_publishing *p);
/*
 * The greatest name of a publication, of all intakes where `intake` is NULL;
 * "" where there is none.  False on failure.
 */
bool index_last_publication(struct index *x, const char *intake,
    char ret_name[static PUBLICATION_MAX + 1]);
/*
 * A line each of at most `limit` publications from the first whose name is not
 * before `from` on: with what they are made of, or "name first size" alone.
 */
enum index_publications { INDEX_PUBLICATIONS_WHOLE, INDEX_PUBLICATIONS_PUBLIC };
bool index_publications(struct index *x, const char *intake, const char *from,
    enum index_publications kind, size_t limit, struct byte_writer *w);
/* Of the newest publication, or of an empty log.  False on failure. */
bool index_frontier(
    struct index *x, const char *intake, struct merkle_frontier *ret_frontier);
/* What publication `number`, counted from 0, is made of, and its checkpoint. */
bool index_publication(struct index *x, const char *intake, uint64_t number,
    struct log_publication *ret_publication, struct byte_writer *w);
/* Entries of publications before `current` that the log lacks. */
bool index_unlogged(
    struct index *x, const char *intake, const char *current, uint64_t *ret_n);
/* Hash `position` of a tile level; false where it is missing. */
bool index_tile_hash(struct index *x, const char *intake, unsigned level,
    uint64_t position, struct merkle_hash *ret_hash);
/* The latest checkpoint, or that of a publication. */
bool index_checkpoint(struct index *x, const char *intake,
    const char *publication, struct byte_writer *w);
/* `n` hashes of a tile level from `first`; false unless all are there. */
bool index_tile(struct index *x, const char *intake, unsigned level,
    uint64_t first, size_t n, struct byte_writer *w);
/* `n` entries from `first` as an entry bundle. */
bool index_bundle(struct index *x, const char *intake, uint64_t first, size_t n,
    struct byte_writer *w);

/* --- notes and bulletins; synced --- */

enum desk_series { SERIES_IMPORT, SERIES_BULLETIN };
/* The last of a series: 0 where there is none, and a hash of zeroes. */
bool index_series_last(struct index *x, const char *intake,
    enum desk_series series, uint64_t *ret_sequence,
    uint8_t ret_hash[static 32]);
/* The note of that number; false where there is none, or on failure. */
bool index_series_get(struct index *x, const char *intake,
    enum desk_series series, uint64_t sequence, struct byte_writer *w);
/* The cells lie in a file of their own, durable before this. */
bool index_bulletin_add(struct index *x, const char *intake, uint64_t sequence,
    const void *note, size_t note_len, const uint8_t note_hash[static 32]);
/* What the text of that note hashes to; false where there is none. */
bool index_series_hash(struct index *x, const char *intake,
    enum desk_series series, uint64_t sequence, uint8_t ret_hash[static 32]);
/*
 * Keeps the notes numbered from `low` to `high` and sets all others aside,
 * where no one asks for them; the files of `hashes`, which only they settled,
 * are stored again unless they are erased already.  Synced, all or nothing.
 */
bool index_series_set_aside(struct index *x, const char *intake,
    enum desk_series series, uint64_t low, uint64_t high,
    const uint8_t (*hashes)[32], size_t n, uint64_t *ret_aside);
/* "sequence\n" lines from `from` on, the last `limit` of them. */
bool index_series_list(struct index *x, const char *intake,
    enum desk_series series, uint64_t from, size_t limit,
    struct byte_writer *w);

/* --- one value that programs with state keep --- */
/* False where there is none, or on failure. */
bool index_meta_get(struct index *x, const char *key, struct byte_writer *w);
/*
 * The same where absence allows something: false where it can't be read, and
 * `ret_found` says whether there is one.
 */
bool index_meta_read(
    struct index *x, const char *key, struct byte_writer *w, bool *ret_found);
/* Synced, in place of the one before. */
bool index_meta_set(struct index *x, const char *key, const char *value);

#endif
