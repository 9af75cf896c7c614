/* What the files of an import share; for client/desk/import*.c alone. */
#ifndef VALISE_DESK_IMPORT_PARTS_H
#define VALISE_DESK_IMPORT_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "client/desk/cases/follow_ups.h"
#include "client/desk/vault/series.h"
#include "common/notes/desk_note.h"
#include "common/notes/manifest.h"
#include "common/notes/medium.h"
#include "common/work/task.h"
#include "import.h"

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
	struct follow_ups *follow_ups; /* NULL before the first that opens */
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
 * The sealed original into the vault, verified on the way, synced: up to `most`
 * bytes.  Its hash alone says what it is; its size goes to `ret_size`.
 */
enum copied import_copy_original(struct importing *m,
    const uint8_t sha256[static 32], uint64_t most, uint64_t *ret_size);

/*
 * Opens the original in the vault and stores the case, opened or not; says what
 * it follows.  False with a reason where there is no verdict about the file.
 */
bool import_open_and_store(struct importing *m,
    const struct manifest_entry *entries, size_t n, const char *relay,
    enum import_verdict *ret_verdict);

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
