/*
 * The spool: segments, large files, unfinished uploads and the index, as one
 * thing that never loses an accepted envelope (docs/SPOOL.md).  The committer's
 * thread alone writes; any thread may find and read.
 */
#ifndef VALISE_RELAY_STORE_H
#define VALISE_RELAY_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/bytes/reason.h"
#include "disk.h"
#include "index.h"

#define STORE_BATCH_MAX 256

struct store;

/* One record to append; the store chooses its place and its sequence. */
struct store_item {
	struct record record;
	const uint8_t *body; /* RECORD_INLINE: record.entry.size bytes */
	const uint8_t *stamp;
	const char *upload_id; /* of an upload with a row in the index, or NULL,
				*/
	struct byte_writer promise; /* and its promise, */
	int64_t promise_until;      /* to be asked for until then */
	uint64_t segment;           /* where it came to lie */
	uint64_t offset;
};

/*
 * Opens the index, catches up from the segments.  The disk is the store's
 * then, also where it fails (NULL is passed on).
 */
struct store *store_open(struct disk *disk, uint64_t segment_bytes,
    uint64_t max_bytes, struct reason *ret_reason);
void store_close(struct store *s); /* takes NULL */

/* The store's own rows (index.h); gone with it. */
struct index *store_index(struct store *s);

/* The quota, where it changes. */
void store_set_max_bytes(struct store *s, uint64_t max_bytes);

/*
 * Whether `size` more bytes fit: by quota and by the disk, with room for a
 * segment kept back.
 */
bool store_has_room(struct store *s, uint64_t size);
/*
 * Bytes that are free by quota and disk, less what is kept back, and bytes of
 * all that is held.  False where the disk does not say; then nothing is free.
 */
bool store_room(struct store *s, uint64_t *ret_free, uint64_t *ret_held);

/*
 * Step one: writes all records into the current segment with one vectored
 * write, and syncs once.  After true they are held, whatever happens.  At most
 * STORE_BATCH_MAX items, all inline bodies together at most a segment.
 */
bool store_write(struct store *s, struct store_item *items, size_t n);
/*
 * Step two, after promises were made: the index, lazily durable, in the order
 * of step one and without leaving one out: what lies behind the last one is
 * caught up from the segment at the next start, and nothing before it.  May be
 * left for later and to another thread, and repeated.
 */
bool store_note(struct store *s, const struct store_item *items, size_t n);

/*
 * Makes the next segment beforehand, where the current one fills up: zeroing it
 * takes time that no sender should wait.  Another thread than the one that
 * writes; does nothing where it is not needed.
 */
void store_make_spare(struct store *s);

/*
 * Erases some envelopes whose grace is over, and recycles spent segments.
 * `*ret_more`: whether there are others.
 */
bool store_erase_due(struct store *s, int64_t now, bool *ret_more);

/*
 * A descriptor on an envelope's bytes, and where they start in it.  -1 where
 * they are gone; the descriptor is the caller's.
 */
int store_open_envelope(
    struct store *s, const struct envelope_row *row, uint64_t *ret_offset);

enum store_checked {
	STORE_WHOLE,
	STORE_CHANGED,   /* other bytes than were promised, or fewer */
	STORE_GONE,      /* no file */
	STORE_UNREADABLE /* the disk fails, or memory is short */
};
/* Reads an envelope that is not erased and compares its hash. */
enum store_checked store_check_envelope(
    struct store *s, const struct envelope_row *row);

/*
 * A spool that another relay may be serving: for verify and backup.  Only what
 * reads may be called on it, and index_mark_damaged().
 */
struct store *store_open_beside(const char *folder, struct reason *ret_reason);

/* --- unfinished uploads, large envelopes, cells: descriptors, -1 with errno */

int store_upload_create(struct store *s, const char *upload_id);
int store_upload_open(struct store *s, const char *upload_id);
void store_upload_remove(struct store *s, const char *upload_id);
/* Moves a whole, synced upload to where large envelopes lie, and syncs both. */
bool store_adopt_upload(struct store *s, const char *upload_id,
    const char *intake, const uint8_t sha256[static 32]);
int store_large_open(
    struct store *s, const char *intake, const uint8_t sha256[static 32]);
bool store_cells_put(struct store *s, const char *intake, uint64_t sequence,
    const void *cells, size_t len);
int store_cells_open(struct store *s, const char *intake, uint64_t sequence);

#endif
