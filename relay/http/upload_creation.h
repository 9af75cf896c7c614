/* Opening a tus upload: stamp, room, place; for upload_requests.c alone. */
#ifndef VALISE_RELAY_UPLOAD_CREATION_H
#define VALISE_RELAY_UPLOAD_CREATION_H

#include "request.h"

#define UPLOAD_PAUSED_SECONDS 600
#define UPLOAD_TYPE "application/offset+octet-stream"

/* False, with the 412 that was answered, for another version of tus. */
bool upload_speaks_tus(struct request *r, enum answer_result *ret_result);

/*
 * How many bytes may come with a request of which `left` are still wanted: what
 * it announces, or, where the body comes in chunks, as many as a part has.
 */
uint64_t upload_may_come(
    const struct request *r, uint64_t announced, uint64_t left);

/* Everything that is checked before a byte is taken (docs/RELAY-API.md 3). */
enum answer_result upload_begin_creation(struct request *r);

/*
 * Whether there is room for so many bytes now; unfinished uploads that bring
 * nothing give way, where that helps.
 */
bool upload_make_room(
    struct server *server, uint64_t size, enum room_manner manner);

/* The creation of a whole envelope in memory has ended, in whatever way. */
void upload_drop_stamp(struct request *r);

/*
 * Reads Upload-Checksum, where there is one; false once it has answered that it
 * can't be checked.
 */
bool upload_reads_checksum(struct request *r, enum answer_result *ret_result);

#endif
