/* What the files of an import share; for client/desk/import*.c alone. */
#ifndef VALISE_DESK_IMPORT_PARTS_H
#define VALISE_DESK_IMPORT_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "client/desk/cases/case_holders.h"
#include "client/desk/cases/follow_ups.h"
#include "client/desk/vault/series.h"
#include "common/bytes/durable_batch.h"
#include "common/notes/desk_note.h"
#include "common/notes/manifest.h"
#include "common/notes/medium.h"
#include "common/work/task.h"
#include "common/work/worker_team.h"
#include "import.h"

#define IMPORT_GROUP_MAX 64  /* envelopes that are stored together */
#define IMPORT_GROUP_FIRST 8 /* of the first ones: somebody waits for them */

/* One file, by all of its lines: those of one relay stand together. */
struct listed_file {
	size_t n;
	struct manifest_entry *entries;
	const size_t *lists; /* of each, an index into `lists` */
};

struct importing {
	struct vault *v;
	struct desk_store *store; /* the vault's */
	const char *intake;       /* the vault's */
	const struct import_options *options;
	/* What couriers listed, one of each relay. */
	size_t n_lists;
	struct manifest lists[MEDIUM_RELAYS_MAX]; /* owned */
	struct import_note note;
	struct series_back back[SERIES_KINDS]; /* what was taken back */
	/* Held from before, in no note yet: hashes in order. */
	struct import_waiting {
		size_t n, room;
		uint8_t (*hashes)[32];
	} waiting;
	struct import_counts counts;
	struct reason *reason;
	struct task progress;
	size_t n_seen, n_all; /* files: looked at, and in all */
	bool ended;           /* by whoever asked for it */
	/* Names of the keys that were given to open, in their order. */
	size_t n_epochs;
	char (*epochs)[DESK_STORE_NAME_ID_BYTES];
	size_t n_told;                 /* of those that did not open */
	bool unsynced;                 /* the disk took not all of the store */
	struct worker_team *team;      /* NULL: nothing is done ahead */
	struct case_holders *holders;  /* who gets a new source key */
	struct follow_ups *follow_ups; /* NULL before the first that opens */
	/* What is on its way: opened from the first on, stored together. */
	struct import_group {
		size_t n, most; /* how many; how many at once */
		size_t n_open;  /* of them, from the first on */
		size_t n_files;
		uint64_t bytes; /* that wait for the disk */
		struct import_item *items[IMPORT_GROUP_MAX];
	} group;
};

/* Whether the vault still has it, of the size that the case remembers. */
bool import_has_original(
    struct importing *m, const uint8_t sha256[static 32], const char *id);

/* The same, and its bytes are those: before it is said to be held. */
bool import_is_whole(
    struct importing *m, const uint8_t sha256[static 32], const char *id);
/* One that has its line, or waits on, or failed now: no line of it from what
 * waited. */
void import_forget_waiting(
    struct importing *m, const uint8_t sha256[static 32]);

/* What is known of cases is no longer all: the next one reads the rows anew. */
void import_forget_follow_ups(struct importing *m);

/* Tells whoever asked for the import. */
void import_tell(const struct importing *m, struct desk_event event);

/*
 * The lists that couriers of this desk signed; one that is none is told and
 * counted.  False with a reason where there is no other.
 */
bool import_read_lists(struct importing *m);
/* The log of each relay that has a list; who shows none is told. */
void import_check_logs(struct importing *m);
/* What lies on the stick under its own hash, as if it had been listed. */
bool import_list_files(struct importing *m);

/*
 * All files of all lists, each once, in the order of their first entries, which
 * no sender chooses: not by the hash, which one does.  NULL without memory.
 */
struct import_files {
	size_t n;
	struct listed_file *files;
	struct manifest_entry *entries;
	size_t *lists;
};
struct import_files *import_files_create(const struct importing *m);
void import_files_destroy(struct import_files *files); /* takes NULL */

enum copied {
	COPIED,       /* held, byte for byte and synced */
	COPY_MISSING, /* listed, not on the stick */
	COPY_DAMAGED, /* not the bytes that were listed */
	COPY_FAILED   /* the vault took nothing: with a reason */
};
/*
 * The sealed original into the vault, verified on the way: up to `most` bytes.
 * Its hash alone says what it is; its size goes to `ret_size`.  Synced; or it
 * has no name yet, and `ret_file` is the caller's to make durable.
 */
enum copied import_copy_original(struct importing *m,
    const uint8_t sha256[static 32], uint64_t most, uint64_t *ret_size);
enum copied import_stage_original(struct importing *m,
    const uint8_t sha256[static 32], uint64_t most,
    struct durable_file *ret_file, uint64_t *ret_size);

/* A new envelope on its way into the vault. */
struct import_item;
/*
 * Has it opened, beside others: `original`, which it takes over.  NULL with a
 * reason.
 */
struct import_item *import_item_begin(struct importing *m,
    struct listed_file *file, struct durable_file *original);
/* Waits until it is open, or not. */
void import_item_wait(struct importing *m, struct import_item *item);
/* Descriptors that it has, and bytes in memory. */
size_t import_item_files(const struct import_item *item);
size_t import_item_bytes(const struct import_item *item);
/*
 * Its files, to be synced with those of others; then its rows, and those of
 * what else lists name it, in transactions of their own; says what it follows.
 * False with a reason where there is no verdict about it.
 */
bool import_item_stage(
    struct importing *m, struct import_item *item, struct durable_batch *batch);
bool import_item_store(struct importing *m, struct import_item *item,
    const struct durable_batch *batch, enum import_verdict *ret_verdict);
struct listed_file *import_item_listed(const struct import_item *item);
/* Takes NULL. */
void import_item_destroy(struct importing *m, struct import_item *item);

/*
 * Takes a new envelope in, with others: its rows are there after
 * import_group_end() at the latest.  False with a reason where nothing of it
 * was begun.
 */
bool import_group_add(struct importing *m, struct listed_file *file,
    struct durable_file *original);
/* Where all that was taken in is stored: whoever waits may read, or end it. */
void import_look_around(struct importing *m);
/* Stores all that were added, each with its own result. */
void import_group_end(struct importing *m);

/* One that fails costs itself: it is named, with the reason that is set. */
void import_name_failed(struct importing *m, const uint8_t sha256[static 32]);
/* Of a case that is there, what each relay's list has from line `at` on. */
bool import_add_entries(struct importing *m, const struct listed_file *f,
    size_t at, const char *hex, const char *id);
/* How many lines from `at` on are of one relay. */
size_t import_run_of(const struct listed_file *f, size_t at);

/* Takes the stick's directory and persons' note into use, where they are newer,
 * by their own signatures; tells what became of them. */
void import_adopt(struct importing *m);

/* Tells of a release of the program that came along, and whether it is one. */
void import_look_at_release(struct importing *m);

/*
 * What the stick has of this desk's series and the vault lacks: refused with a
 * reason, or taken back.  Then what these notes say is held and is not.
 */
bool import_take_back(struct importing *m);
void import_name_lost(struct importing *m);

/*
 * What is in no note yet, before anything else is imported; then a line of
 * each, where it is on enough media.  False with a reason where it can't be
 * told.
 */
bool import_find_waiting(struct importing *m);
void import_note_waiting(struct importing *m);
/* A line of the note that is to be. */
void import_add_line(struct importing *m, const uint8_t sha256[static 32],
    enum import_verdict verdict);
/* A line of one that is held, where it is on enough media; else it waits. */
void import_add_held(struct importing *m, const uint8_t sha256[static 32],
    enum import_verdict verdict);

/* As many import notes as the lines take: the relay takes none too long. */
bool import_write_notes(struct importing *m);
/*
 * Marks what the last note says where an end in between left it unmarked, so
 * that no note says it once more.  What can't be read or marked waits.
 */
void import_settle_last(struct importing *m);

#endif
