/* Answers: few kinds, no server name, no exact time (docs/RELAY-API.md 2). */
#ifndef VALISE_RELAY_ANSWER_H
#define VALISE_RELAY_ANSWER_H

#include <stdint.h>

#include "common/bytes/byte_writer.h"

struct MHD_Connection;

/* What every handler comes back with. */
enum answer_result {
	ANSWER_OK,    /* answered, or it goes on */
	ANSWER_BROKEN /* no answer can be given: the connection is closed */
};

/* Headers to add: name, value, ..., NULL. */
typedef const char *const *answer_headers;

/* An empty body. */
enum answer_result answer_empty(
    struct MHD_Connection *c, unsigned status, answer_headers headers);
/* A body that is copied. */
enum answer_result answer_bytes(struct MHD_Connection *c, unsigned status,
    const char *type, const void *bytes, size_t len, answer_headers headers);
/* Bytes that stay until `done` is told so; not copied. */
enum answer_result answer_shared(struct MHD_Connection *c, const char *type,
    const void *bytes, size_t len, void (*done)(void *context), void *context);
/* The writer's bytes, which are taken over; 500 where it had failed. */
enum answer_result answer_writer(
    struct MHD_Connection *c, const char *type, struct byte_writer *w);
/* RFC 9457; `retry_seconds` 0: none. */
enum answer_result answer_problem(struct MHD_Connection *c, unsigned status,
    const char *detail, unsigned retry_seconds);
/* Their parts: the problem as JSON; the header fields that every answer has. */
void answer_write_problem(
    struct byte_writer *w, unsigned status, const char *detail);
void answer_write_fields(struct byte_writer *w);
/* The one answer for everything that is not there, or not for you. */
enum answer_result answer_none(struct MHD_Connection *c);
/* `len` bytes of a descriptor from `offset`; the descriptor is taken over. */
enum answer_result answer_file(struct MHD_Connection *c, unsigned status,
    int fd, uint64_t offset, uint64_t len, answer_headers headers);

#endif
