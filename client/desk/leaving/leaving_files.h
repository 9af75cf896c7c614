/*
 * Files in a folder of their own, listed in SHA256SUMS: made by whoever knows
 * them, made again and compared, signed by desk keys (docs/CASES.md 8).
 */
#ifndef VALISE_DESK_LEAVING_FILES_H
#define VALISE_DESK_LEAVING_FILES_H

#include <stdbool.h>
#include <stdint.h>

#include "common/bytes/byte_writer.h"
#include "common/bytes/reason.h"
#include "common/crypto/sha256.h"
#include "common/notes/signed_note.h"

#define LEAVING_SUMS "SHA256SUMS"
#define LEAVING_HASH_BYTES 65 /* hexadecimal, NUL */
#define LEAVING_FILES_MAX 1200

/* Where the files go: into a folder, or into their hashes alone. */
struct leaving_files {
	const char *folder; /* NULL: nowhere */
	int fd;
	struct sha256 *sha;
	struct byte_writer sums; /* the list */
	char name[100];          /* of the file under way, or "" */
	uint64_t size;           /* so far */
	struct reason *reason;
};

bool leaving_file_begin(struct leaving_files *f, const char *name);
bool leaving_file_put(struct leaving_files *f, const void *bytes, size_t len);
bool leaving_file_end(struct leaving_files *f);
/* A whole one. */
bool leaving_file(
    struct leaving_files *f, const char *name, const void *bytes, size_t len);

/* Who knows them: the same bytes each time; false with a reason in `f`. */
struct leaving_maker {
	bool (*make)(void *context, struct leaving_files *f);
	void *context;
};

/*
 * Makes them in a new folder, synced, with their list, whose SHA-256 is given
 * back.  False with a reason, and nothing is left.
 */
bool leaving_folder_write(const struct leaving_maker *maker, const char *folder,
    char ret_manifest[static LEAVING_HASH_BYTES], struct reason *ret_reason);
/*
 * Makes them again without a folder, and whether that folder has exactly these
 * bytes, that list, and nothing else but signatures; false with a reason.
 */
bool leaving_folder_check(const struct leaving_maker *maker, const char *folder,
    char ret_manifest[static LEAVING_HASH_BYTES], struct reason *ret_reason);

/*
 * Signs the list: SHA256SUMS.ID.minisig and the key, ID.pub; what was there of
 * that key is written anew.  Only the list of that SHA-256 is signed: it may
 * have been changed since it was looked at.  `comment` is what minisign shows
 * as trusted.
 */
bool leaving_sign(const char *folder,
    const char manifest[static LEAVING_HASH_BYTES], const struct vkey *key,
    const uint8_t seed[static 32], const char *comment,
    struct reason *ret_reason);

#endif
