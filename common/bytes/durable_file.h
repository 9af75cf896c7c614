/*
 * Files that are whole or absent: written beside their name, synced, renamed,
 * and the folder synced (docs/SPOOL.md, "durable").
 */
#ifndef VALISE_BYTES_DURABLE_FILE_H
#define VALISE_BYTES_DURABLE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum durable_replace {
	DURABLE_KEEP_EXISTING, /* an existing file is an error (EEXIST) */
	DURABLE_REPLACE
};

/*
 * A file on its way.  `fd` is for writing; both paths are owned.  It has no
 * name at all where the file system can do that, so that nothing is left when
 * the program is ended in the middle; else `temporary`.
 */
struct durable_file {
	int fd;
	char *path;
	char *temporary;
};

/* False with errno set on failure, and then nothing was left behind. */
bool durable_file_begin(
    struct durable_file *file, const char *path, mode_t mode);
/*
 * Syncs, renames, syncs the folder.  On failure the temporary is removed, and
 * with DURABLE_KEEP_EXISTING so is what was named already; with DURABLE_REPLACE
 * either may stand there.
 */
bool durable_file_commit(
    struct durable_file *file, enum durable_replace replace);
/*
 * The same of one that was synced, its folder not: a step of durable_batch.h.
 * Its path stays until durable_file_abandon().
 */
bool durable_file_place(
    struct durable_file *file, enum durable_replace replace);
/* Removes what was begun; does nothing after a commit. */
void durable_file_abandon(struct durable_file *file);

/* All three in one. */
bool durable_file_write(const char *path, const void *bytes, size_t len,
    mode_t mode, enum durable_replace replace);

/* The whole file, NUL behind it, to be freed; EFBIG where over `limit`. */
bool durable_file_read(
    const char *path, size_t limit, uint8_t **ret_bytes, size_t *ret_len);

/* Syncs the folder that holds `path`, or the folder itself. */
bool durable_file_sync_parent(const char *path);
bool durable_file_sync_folder(const char *folder);

/* mkdir, synced into its parent; an existing folder is fine. */
bool durable_file_folder(const char *folder, mode_t mode);

/* "a/b" from "a" and "b", to be freed; NULL when out of memory. */
char *durable_file_join(const char *folder, const char *name);

#endif
