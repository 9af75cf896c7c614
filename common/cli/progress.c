#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "cli.h"
#include "common/bytes/steady_clock.h"

#define BAR_WIDTH 24
#define REDRAW_NS 200000000

/* The one that is drawn; a program follows one task at a time. */
static struct {
	bool drawn;
	enum task_kind kind;
	uint64_t done;
	uint64_t total;
	int64_t started; /* steady_clock_ns() */
	int64_t last_shown;
} bar;

static void
draw(int64_t at)
{
	static const char *const words[] = {[TASK_HASHING] = "hashing",
	    [TASK_SEALING] = "sealing",
	    [TASK_SENDING] = "sending",
	    [TASK_IMPORTING] = "importing"};
	double seconds = (double)(at - bar.started) / 1e9;
	double rate = seconds > 0 ? (double)bar.done / seconds : 0;
	int filled = bar.total == 0
	    ? BAR_WIDTH
	    : (int)((double)bar.done / (double)bar.total * BAR_WIDTH);
	char text[BAR_WIDTH + 1];

	for (int i = 0; i < BAR_WIDTH; i++)
		text[i] = i < filled ? '#' : '.';
	text[BAR_WIDTH] = '\0';
	(void)fprintf(stderr,
	    "\r%s [%s] %" PRIu64 " of %" PRIu64
	    " KiB, %.0f KiB/s, %.0f s left ",
	    words[bar.kind], text, bar.done / 1024, bar.total / 1024,
	    rate / 1024,
	    rate > 0 ? (double)(bar.total - bar.done) / rate : 0.0);
	(void)fflush(stderr);
}

static void
on_progress(void *context, enum task_kind kind, uint64_t done, uint64_t total)
{
	int64_t at = steady_clock_ns();

	(void)context;
	if (isatty(STDERR_FILENO) != 1)
		return;
	if (!bar.drawn || kind != bar.kind) {
		bar.started = at;
		bar.last_shown = 0;
	}
	bar.drawn = true;
	bar.kind = kind;
	bar.done = done;
	bar.total = total;
	if (done == 0 || at - bar.last_shown < REDRAW_NS)
		return;
	bar.last_shown = at;
	draw(at);
}

static void
on_wait(void *context, const char *why)
{
	(void)context;
	cli_warn("%s; trying again", why);
}

static void
on_end(void *context)
{
	(void)context;
	if (!bar.drawn)
		return;
	draw(steady_clock_ns());
	(void)fputc('\n', stderr);
	bar.drawn = false;
}

const struct task_follow *
cli_progress(void)
{
	static const struct task_follow follow = {
	    .progress = on_progress, .waits = on_wait, .ended = on_end};

	return &follow;
}
