#include "job.h"

#include <stdlib.h>
#include <string.h>

#include "common/notes/tlog_proof.h"
#include "relay/site/steady_wait.h"

struct job *
job_create(enum job_kind kind)
{
	struct job *job = calloc(1, sizeof(*job));

	if (job == NULL)
		return NULL;
	job->kind = kind;
	byte_writer_init(&job->promise, TLOG_PROOF_MAX);
	return job;
}

void
job_destroy(struct job *job)
{
	if (job == NULL)
		return;
	byte_writer_finish(&job->promise);
	free(job->body);
	free(job);
}

void
job_line_init(struct job_line *line)
{
	memset(line, 0, sizeof(*line));
	(void)pthread_mutex_init(&line->lock, NULL);
	steady_wait_init(&line->filled);
	line->last = &line->first;
}

void
job_line_finish(struct job_line *line)
{
	(void)pthread_cond_destroy(&line->filled);
	(void)pthread_mutex_destroy(&line->lock);
}

void
job_line_put(struct job_line *line, struct job *job)
{
	job->next = NULL;
	job_line_put_all(line, job, &job->next);
}

void
job_line_put_all(struct job_line *line, struct job *first, struct job **last)
{
	(void)pthread_mutex_lock(&line->lock);
	*line->last = first;
	line->last = last;
	(void)pthread_cond_signal(&line->filled);
	(void)pthread_mutex_unlock(&line->lock);
}

static struct job *
take_first(struct job_line *line)
{
	struct job *job = line->first;

	if (job != NULL) {
		line->first = job->next;
		if (line->first == NULL)
			line->last = &line->first;
		job->next = NULL;
	}
	return job;
}

struct job *
job_line_take(struct job_line *line, unsigned seconds)
{
	struct timespec until = steady_wait_until(1000ull * seconds);
	struct job *job;

	(void)pthread_mutex_lock(&line->lock);
	while (line->first == NULL && !line->closed)
		if (pthread_cond_timedwait(
			&line->filled, &line->lock, &until) != 0)
			break;
	job = take_first(line);
	(void)pthread_mutex_unlock(&line->lock);
	return job;
}

struct job *
job_line_take_more(struct job_line *line,
    bool (*fits)(void *context, const struct job *job), void *context)
{
	struct job *job = NULL;

	(void)pthread_mutex_lock(&line->lock);
	if (line->first != NULL && fits(context, line->first))
		job = take_first(line);
	(void)pthread_mutex_unlock(&line->lock);
	return job;
}

void
job_line_close(struct job_line *line)
{
	(void)pthread_mutex_lock(&line->lock);
	line->closed = true;
	(void)pthread_cond_broadcast(&line->filled);
	(void)pthread_mutex_unlock(&line->lock);
}

bool
job_line_ended(struct job_line *line)
{
	bool ended;

	(void)pthread_mutex_lock(&line->lock);
	ended = line->closed && line->first == NULL;
	(void)pthread_mutex_unlock(&line->lock);
	return ended;
}

bool
job_line_is_empty(struct job_line *line)
{
	bool empty;

	(void)pthread_mutex_lock(&line->lock);
	empty = line->first == NULL;
	(void)pthread_mutex_unlock(&line->lock);
	return empty;
}
