#include "picture_child.h"

#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/bytes/stream.h"
#include "common/sandbox/sandbox.h"
#include "picture_parts.h"

/* A copy on its way into its descriptor. */
struct copying {
	int fd;
	uint64_t bytes;
};

static bool
put(void *context, const void *bytes, size_t len)
{
	struct copying *c = context;

	c->bytes += len;
	return c->bytes <= PICTURE_COPY_MAX &&
	    stream_write_all(c->fd, bytes, len);
}

/* What is said to carry nothing is looked at once more. */
static bool
carries_nothing(const struct copying *c, enum picture_kind kind)
{
	struct picture_look look;
	uint8_t *bytes;

	if (c->bytes == 0)
		return false;
	bytes = mmap(NULL, c->bytes, PROT_READ, MAP_SHARED, c->fd, 0);
	if (bytes == MAP_FAILED)
		return false;
	picture_look(bytes, c->bytes, &look);
	(void)munmap(bytes, c->bytes);
	return look.found.kind == (uint32_t)kind && look.found.carries == 0;
}

static enum picture_copy
clean(const uint8_t *bytes, size_t len, const struct picture_look *look,
    int copy_fd)
{
	struct copying c = {copy_fd, 0};
	const struct byte_sink sink = {put, &c};
	enum picture_copy result = picture_clean(bytes, len, look, &sink);

	if (result == PICTURE_COPY_CLEAN &&
	    !carries_nothing(&c, (enum picture_kind)look->found.kind))
		result = PICTURE_COPY_BAD;
	return result;
}

static bool
answer(const uint8_t *bytes, size_t len, bool whole, int copy_fd, int out)
{
	enum picture_want want =
	    copy_fd < 0 ? PICTURE_LOOK_ONLY : PICTURE_WANT_COPY;
	struct picture_answer a;
	struct picture_look look;
	uint32_t copy;

	memset(&a, 0, sizeof(a));
	memset(&look, 0, sizeof(look));
	a.status = PICTURE_LOOKED;
	a.found.kind = picture_kind_of(bytes, len);
	if (whole) {
		picture_look(bytes, len, &look);
		a.found = look.found;
	} else if (a.found.kind == PICTURE_JPEG || a.found.kind == PICTURE_PNG)
		a.status = PICTURE_TOO_LARGE;
	if (!stream_write_all(out, &a, sizeof(a)))
		return false;
	if (!picture_copy_due(&a, want))
		return true;
	copy = clean(bytes, len, &look, copy_fd);
	return stream_write_all(out, &copy, sizeof(copy));
}

_Noreturn void
picture_child_run(
    int in, int copy, int out, const struct picture_forget *forget)
{
	const struct sandbox_limits limits = {{copy, out}, PICTURE_CPU_SECONDS,
	    PICTURE_MEMORY_MAX, PICTURE_COPY_MAX};
	static const uint8_t empty[1];
	const uint8_t *bytes = empty;
	struct stat found;
	bool whole;
	size_t len;

	if (forget->forget != NULL)
		forget->forget(forget->context);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0 ||
	    fstat(in, &found) != 0)
		_exit(PICTURE_CHILD_LOCAL);
	whole = (uint64_t)found.st_size <= PICTURE_BYTES_MAX;
	len = whole ? (size_t)found.st_size : PICTURE_BYTES_MAX;
	if (len > 0)
		bytes = mmap(NULL, len, PROT_READ, MAP_PRIVATE, in, 0);
	/* The descriptor is shut too: the bytes are all that is left of it. */
	if (bytes == MAP_FAILED || !sandbox_enter(&limits))
		_exit(PICTURE_CHILD_LOCAL);
	_exit(answer(bytes, len, whole, copy, out) ? 0 : 1);
}
