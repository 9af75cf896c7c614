#include "filer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/bytes/stream.h"
#include "common/crypto/sha256.h"

#define COPY_BYTES 65536u

struct filer {
	struct store *store;
	struct job_line line;
	struct job_line *commits;
	void (*done)(void *context, struct job *job);
	void *context;
	pthread_t thread;
};

static enum job_result
sync_part(struct filer *f, const struct job *job, int fd)
{
	if (fdatasync(fd) != 0)
		return errno == ENOSPC ? JOB_NO_ROOM : JOB_FAILED;
	return index_upload_offset(
		   store_index(f->store), job->upload_id, job->offset)
	    ? JOB_DONE
	    : JOB_FAILED;
}

static enum job_result
verify(int fd, const struct job *job)
{
	struct sha256 *hash = sha256_create();
	uint8_t *buffer = malloc(COPY_BYTES);
	struct byte_source source = byte_source_fd(&fd);
	uint8_t digest[SHA256_BYTES];
	uint64_t size = 0;
	ssize_t got = -1;

	if (hash != NULL && buffer != NULL && lseek(fd, 0, SEEK_SET) == 0)
		while ((got = source.read(source.context, buffer, COPY_BYTES)) >
		    0) {
			sha256_update(hash, buffer, (size_t)got);
			size += (uint64_t)got;
		}
	if (got == 0 && !sha256_final(hash, digest))
		got = -1;
	sha256_destroy(hash);
	free(buffer);
	if (got < 0)
		return JOB_FAILED;
	return size == job->record.entry.size &&
		memcmp(digest, job->record.entry.sha256, 32) == 0
	    ? JOB_DONE
	    : JOB_HASH_WRONG;
}

/* Small: into memory, for the segment.  Large: to where large ones lie. */
static enum job_result
place(struct filer *f, struct job *job, int fd)
{
	struct record *r = &job->record;
	struct envelope_row row;

	if (r->entry.size <= SEGMENT_INLINE_MAX) {
		r->type = RECORD_INLINE;
		job->body = malloc(r->entry.size + 1);
		return job->body != NULL &&
			stream_pread_all(fd, job->body, r->entry.size, 0)
		    ? JOB_DONE
		    : JOB_FAILED;
	}
	r->type = RECORD_FILE;
	/* The desk holds it: only the entry is needed, and no bytes come back.
	 */
	if (index_find(
		store_index(f->store), r->intake, r->entry.sha256, &row) &&
	    row.state >= ENVELOPE_SETTLED)
		return JOB_DONE;
	return store_adopt_upload(
		   f->store, job->upload_id, r->intake, r->entry.sha256)
	    ? JOB_DONE
	    : JOB_FAILED;
}

/* The upload's file, or, after a crash between two steps, the large one. */
static int
open_upload(struct filer *f, const struct job *job)
{
	int fd = store_upload_open(f->store, job->upload_id);

	if (fd < 0 && errno == ENOENT && job->kind == JOB_COMPLETE)
		fd = store_large_open(
		    f->store, job->record.intake, job->record.entry.sha256);
	return fd;
}

static void
work(struct filer *f, struct job *job)
{
	int fd = open_upload(f, job);

	job->result = fd < 0 ? JOB_FAILED : sync_part(f, job, fd);
	if (job->result == JOB_DONE && job->kind == JOB_COMPLETE) {
		job->result = verify(fd, job);
		if (job->result == JOB_DONE)
			job->result = place(f, job, fd);
		if (job->result == JOB_DONE) {
			(void)close(fd);
			job->kind = JOB_COMMIT;
			job_line_put(f->commits, job);
			return;
		}
	}
	if (fd >= 0)
		(void)close(fd);
	f->done(f->context, job);
}

static void *
run(void *context)
{
	struct filer *f = context;
	struct job *job;

	(void)pthread_setname_np(pthread_self(), "filer");
	while (!job_line_ended(&f->line)) {
		job = job_line_take(&f->line, 1);
		if (job != NULL)
			work(f, job);
		store_make_spare(f->store);
	}
	return NULL;
}

struct filer *
filer_start(struct store *store, struct job_line *commits,
    void (*done)(void *context, struct job *job), void *context)
{
	struct filer *f = calloc(1, sizeof(*f));

	if (f == NULL)
		return NULL;
	f->store = store;
	f->commits = commits;
	f->done = done;
	f->context = context;
	job_line_init(&f->line);
	if (pthread_create(&f->thread, NULL, run, f) != 0) {
		job_line_finish(&f->line);
		free(f);
		return NULL;
	}
	return f;
}

void
filer_stop(struct filer *f)
{
	if (f == NULL)
		return;
	job_line_close(&f->line);
	(void)pthread_join(f->thread, NULL);
	job_line_finish(&f->line);
	free(f);
}

void
filer_put(struct filer *f, struct job *job)
{
	job_line_put(&f->line, job);
}
