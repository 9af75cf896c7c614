/* The folders of a stick, and files that were read back (docs/MEDIUM.md). */
#ifndef VALISE_NOTES_MEDIUM_H
#define VALISE_NOTES_MEDIUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/bytes/reason.h"

/* "medium/valise/intake/name" ("" for the folder), to be freed. */
char *medium_path(const char *medium, const char *intake, const char *name);
/*
 * Each relay of an intake has a folder of its own below "in", for list and log:
 * "relay-" and the first sixteen hexadecimal digits of its name's SHA-256,
 * since a name may have what a file's name may not.
 */
#define MEDIUM_RELAYS_MAX 16         /* of one intake on a stick */
#define MEDIUM_RELAY_FOLDER_BYTES 23 /* with a NUL */
void medium_relay_folder(
    const char *relay, char ret_folder[static MEDIUM_RELAY_FOLDER_BYTES]);
/* medium_path() of `name` in that folder; to be freed, NULL: memory. */
char *medium_relay_path(const char *medium, const char *intake,
    const char *relay, const char *name);

/* The same of what is of no intake; to be freed, NULL: memory. */
char *medium_file(const char *medium, const char *name);

/*
 * Makes valise/<intake>/in and out.  Refuses a medium where one of them
 * is a link: what is written there would not be on it.
 */
bool medium_prepare(
    const char *medium, const char *intake, struct reason *ret_reason);

/* Whether the medium has a folder of that intake at all, and no link in it. */
bool medium_has(const char *medium, const char *intake);

/* Makes every folder above `path` that is missing. */
bool medium_folders_for(const char *path);

/*
 * Writes durably, then reads it back from the device, as far as the system lets
 * that be asked for, and compares.
 */
bool medium_write(
    const char *path, const void *bytes, size_t len, struct reason *ret_reason);

/*
 * A whole regular file of the medium, as durable_file_read() gives it: a link
 * is not followed (ELOOP), and a pipe or a device is not waited for (EINVAL).
 */
bool medium_read(
    const char *path, size_t limit, uint8_t **ret_bytes, size_t *ret_len);
/* Why it could not be, in words: of errno behind it. */
const char *medium_error_text(int error);

/*
 * The highest number of the files out/PREFIX-NUMBER.note; 0 where there is
 * none, UINT64_MAX where the folder can't be read: then there may be any.
 */
uint64_t medium_newest(
    const char *medium, const char *intake, const char *prefix);

/* The hash of a file as the device has it; false with errno on failure. */
bool medium_hash(
    const char *path, uint8_t ret_hash[static 32], uint64_t *ret_size);

#endif
