/* What a release is: the text that its signatures are over (docs/RELEASES.md
 * 1). */
#ifndef VALISE_RELEASE_RELEASE_H
#define VALISE_RELEASE_RELEASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RELEASE_MAX 16384 /* bytes of the text */
#define RELEASE_FILES_MAX 64
#define RELEASE_NAME_MAX 100
#define RELEASE_VERSION_MAX 31
#define RELEASE_BYTES_MAX (UINT64_C(4) << 30)

struct release {
	char version[RELEASE_VERSION_MAX + 1];
	char day[11];   /* 2026-11-30 */
	uint64_t bytes; /* of all its files together, at most RELEASE_BYTES_MAX
			 */
	size_t n;
	struct release_file {
		uint8_t sha256[32];
		char name[RELEASE_NAME_MAX + 1]; /* safe as part of a path */
	} files[RELEASE_FILES_MAX];
};

/* Its lines, in their one spelling; false where it is none. */
bool release_parse(const void *bytes, size_t len, struct release *ret);
/* The same again; the length, 0 where it does not fit. */
size_t release_format(const struct release *r, char *ret_text, size_t size);

/* Numbers between points: 1.2 is before 1.10, and 1.2.0 after 1.2. */
bool release_version_valid(const char *text);
int release_version_compare(const char *a, const char *b);

#endif
