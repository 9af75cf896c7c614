#include "cli.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define BAR_WIDTH 24
#define REDRAW_NANOSECONDS 200000000

static int64_t
now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

bool
cli_work_stopped(const struct cli_work *work)
{
	return work != NULL && atomic_load(work->stop);
}

static void
draw(const struct cli_progress *p, int64_t at)
{
	static const char *const words[] = {[CLI_HASHING] = "hashing",
	    [CLI_SEALING] = "sealing",
	    [CLI_SENDING] = "sending",
	    [CLI_IMPORTING] = "importing"};
	double seconds = (double)(at - p->started) / 1e9;
	double rate = seconds > 0 ? (double)p->done / seconds : 0;
	int filled = p->total == 0
	    ? BAR_WIDTH
	    : (int)((double)p->done / (double)p->total * BAR_WIDTH);
	char bar[BAR_WIDTH + 1];

	for (int i = 0; i < BAR_WIDTH; i++)
		bar[i] = i < filled ? '#' : '.';
	bar[BAR_WIDTH] = '\0';
	(void)fprintf(stderr,
	    "\r%s [%s] %" PRIu64 " of %" PRIu64
	    " KiB, %.0f KiB/s, %.0f s left ",
	    words[p->task], bar, p->done / 1024, p->total / 1024, rate / 1024,
	    rate > 0 ? (double)(p->total - p->done) / rate : 0.0);
	(void)fflush(stderr);
}

void
cli_progress_start(struct cli_progress *p, const struct cli_work *work,
    enum cli_task task, uint64_t total)
{
	*p = (struct cli_progress){.work = work, .task = task, .total = total};
	p->started = now();
	p->visible = work == NULL && isatty(STDERR_FILENO) == 1;
	if (work != NULL)
		work->progress(work->context, task, 0, total);
}

void
cli_progress_set(struct cli_progress *p, uint64_t done)
{
	int64_t at;

	p->done = done > p->total ? p->total : done;
	if (p->work != NULL)
		p->work->progress(p->work->context, p->task, p->done, p->total);
	if (!p->visible)
		return;
	at = now();
	if (at - p->last_shown < REDRAW_NANOSECONDS)
		return;
	p->last_shown = at;
	draw(p, at);
}

void
cli_progress_end(struct cli_progress *p)
{
	if (!p->visible)
		return;
	draw(p, now());
	(void)fputc('\n', stderr);
	p->visible = false;
}
