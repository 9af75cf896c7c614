/* Answers: few kinds, no server name, no exact time (docs/RELAY-API.md 2). */
#ifndef VALISE_RELAY_ANSWER_H
#define VALISE_RELAY_ANSWER_H

#include <stdint.h>

#include <microhttpd.h>

#include "common/bytes/byte_writer.h"

/* Headers to add: name, value, ..., NULL. */
typedef const char *const *answer_headers;

/* An empty body. */
enum MHD_Result answer_empty(
    struct MHD_Connection *c, unsigned status, answer_headers headers);
/* A body that is copied. */
enum MHD_Result answer_bytes(struct MHD_Connection *c, unsigned status,
    const char *type, const void *bytes, size_t len, answer_headers headers);
/* Bytes that stay until `done` is told so; not copied. */
enum MHD_Result answer_shared(struct MHD_Connection *c, const char *type,
    const void *bytes, size_t len, void (*done)(void *context), void *context);
/* The writer's bytes, which are taken over; 500 where it had failed. */
enum MHD_Result answer_writer(
    struct MHD_Connection *c, const char *type, struct byte_writer *w);
/* RFC 9457; `retry_seconds` 0: none. */
enum MHD_Result answer_problem(struct MHD_Connection *c, unsigned status,
    const char *detail, unsigned retry_seconds);
/* The one answer for everything that is not there, or not for you. */
enum MHD_Result answer_none(struct MHD_Connection *c);
/* `len` bytes of a descriptor from `offset`; the descriptor is taken over. */
enum MHD_Result answer_file(struct MHD_Connection *c, unsigned status, int fd,
    uint64_t offset, uint64_t len, answer_headers headers);

#endif
