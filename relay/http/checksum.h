/* The tus checksum extension: a hash of one request's bytes, given with it. */
#ifndef VALISE_RELAY_CHECKSUM_H
#define VALISE_RELAY_CHECKSUM_H

#include <stdbool.h>
#include <stddef.h>

/* As OPTIONS announces them; tus 1.0 wants sha1 at least. */
#define CHECKSUM_ALGORITHMS "sha1,sha256"

struct checksum;

/*
 * Reads an Upload-Checksum header, "ALGORITHM BASE64".  NULL where the
 * algorithm is none of ours, the value is malformed, or memory is short.
 */
struct checksum *checksum_create(const char *header);
void checksum_destroy(struct checksum *c); /* takes NULL */
void checksum_update(struct checksum *c, const void *bytes, size_t len);
/* Whether all bytes so far have the hash of the header; once only. */
bool checksum_matches(struct checksum *c);

#endif
