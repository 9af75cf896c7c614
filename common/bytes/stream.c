#include "stream.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "byte_writer.h"

static ssize_t
read_fd(void *context, void *buffer, size_t len)
{
	const int *fd = context;
	ssize_t got;

	do {
		got = read(*fd, buffer, len);
	} while (got < 0 && errno == EINTR);
	return got;
}

static bool
write_fd(void *context, const void *bytes, size_t len)
{
	const int *fd = context;

	return stream_write_all(*fd, bytes, len);
}

struct byte_source
byte_source_fd(const int *fd)
{
	return (struct byte_source){read_fd, (void *)fd};
}

struct byte_sink
byte_sink_fd(const int *fd)
{
	return (struct byte_sink){write_fd, (void *)fd};
}

static ssize_t
read_memory(void *context, void *buffer, size_t len)
{
	struct byte_memory *memory = context;
	size_t take = len < memory->left ? len : memory->left;

	if (take > 0)
		memcpy(buffer, memory->bytes, take);
	memory->bytes += take;
	memory->left -= take;
	return (ssize_t)take;
}

struct byte_source
byte_source_memory(struct byte_memory *memory)
{
	return (struct byte_source){read_memory, memory};
}

static bool
write_writer(void *context, const void *bytes, size_t len)
{
	struct byte_writer *writer = context;

	byte_writer_put(writer, bytes, len);
	return !writer->failed;
}

struct byte_sink
byte_sink_writer(struct byte_writer *writer)
{
	return (struct byte_sink){write_writer, writer};
}

ssize_t
byte_source_fill(const struct byte_source *source, void *buffer, size_t len)
{
	size_t have = 0;
	ssize_t got;

	while (have < len) {
		got = source->read(
		    source->context, (uint8_t *)buffer + have, len - have);
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		have += (size_t)got;
	}
	return (ssize_t)have;
}

bool
stream_write_all(int fd, const void *bytes, size_t len)
{
	const uint8_t *at = bytes;
	ssize_t put;

	while (len > 0) {
		put = write(fd, at, len);
		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return false;
		at += put;
		len -= (size_t)put;
	}
	return true;
}

bool
stream_pwrite_all(int fd, const void *bytes, size_t len, off_t offset)
{
	const uint8_t *at = bytes;
	ssize_t put;

	while (len > 0) {
		put = pwrite(fd, at, len, offset);
		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return false;
		at += put;
		offset += put;
		len -= (size_t)put;
	}
	return true;
}

bool
stream_pread_all(int fd, void *buffer, size_t len, off_t offset)
{
	uint8_t *at = buffer;
	ssize_t got;

	while (len > 0) {
		got = pread(fd, at, len, offset);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		at += got;
		offset += got;
		len -= (size_t)got;
	}
	return true;
}
