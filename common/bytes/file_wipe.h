/* The end of a file whose bytes are to be nowhere. */
#ifndef VALISE_BYTES_FILE_WIPE_H
#define VALISE_BYTES_FILE_WIPE_H

#include <stdbool.h>

/*
 * Writes chance over a regular file, syncs it, and takes its name away, synced;
 * a link, or what is no regular file, loses its name alone.  As far as a disk
 * does what it is told: flash, snapshots and journals may keep the bytes. True
 * also where nothing is there.  False with errno, and then it still has its
 * name.
 */
bool file_wipe(const char *path);

/*
 * The same of what an end in the middle of a write left in a folder: each name
 * that durable_file.h gives a file on its way.  Nobody may be writing there.
 * False with errno: one is left, or that can't be told; true of no folder.
 */
bool file_wipe_parts(const char *folder);

#endif
