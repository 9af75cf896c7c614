/* Where bytes come from and where they go: a file, a pipe, a buffer, a
 * parser.*/
#ifndef VALISE_BYTES_STREAM_H
#define VALISE_BYTES_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* read: 1..len bytes taken, 0 at the end, -1 on failure. */
struct byte_source {
	ssize_t (*read)(void *context, void *buffer, size_t len);
	void *context;
};

/* write: true when all `len` bytes were taken, else the stream stops. */
struct byte_sink {
	bool (*write)(void *context, const void *bytes, size_t len);
	void *context;
};

/* Over a file descriptor, which stays the caller's; `fd` is read at each
 * call.*/
struct byte_source byte_source_fd(const int *fd);
struct byte_sink byte_sink_fd(const int *fd);

/* Over memory. */
struct byte_memory {
	const uint8_t *bytes;
	size_t left;
};
struct byte_source byte_source_memory(struct byte_memory *memory);

struct byte_writer;
/* Into a writer, whose limit holds: what is over it fails the sink. */
struct byte_sink byte_sink_writer(struct byte_writer *writer);

/* Reads until `len` bytes or the end; the count, or -1 on failure. */
ssize_t byte_source_fill(
    const struct byte_source *source, void *buffer, size_t len);

/* All of `len` bytes to or from a descriptor, through EINTR; false on error. */
bool stream_write_all(int fd, const void *bytes, size_t len);
bool stream_pwrite_all(int fd, const void *bytes, size_t len, off_t offset);
bool stream_pread_all(int fd, void *buffer, size_t len, off_t offset);

#endif
