#include "progress.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "client/ui/message.h"
#include "client/ui/progress_bar.h"
#include "common/bytes/printable_text.h"
#include "common/bytes/steady_clock.h"

struct state {
	struct sitting *sitting;
	const struct sitting_task *task;
	struct task_follow follow;
	pthread_t thread;
	atomic_bool stop;
	atomic_bool ended;
	bool ok; /* before `ended` */
	struct reason reason;
	/* What the thread tells; under the lock. */
	pthread_mutex_t lock;
	enum task_kind kind;
	struct progress_bar bar;
	int64_t begun; /* steady_clock_ns() */
	bool waits;
	struct reason why;
};

static void
on_progress(void *context, enum task_kind kind, uint64_t done, uint64_t total)
{
	struct state *t = context;

	(void)pthread_mutex_lock(&t->lock);
	if (kind != t->kind || done < t->bar.done || done == 0) {
		t->begun = steady_clock_ns();
		t->bar.resumed = done;
	}
	t->kind = kind;
	t->bar.done = done;
	t->bar.total = total;
	t->waits = false;
	(void)pthread_mutex_unlock(&t->lock);
}

static void
on_wait(void *context, const char *why)
{
	struct state *t = context;

	(void)pthread_mutex_lock(&t->lock);
	t->waits = true;
	reason_set(&t->why, "%s", why);
	(void)pthread_mutex_unlock(&t->lock);
}

static void *
run(void *context)
{
	struct state *t = context;

	t->ok = t->task->run(t->task->context, &t->follow, &t->reason);
	atomic_store(&t->ended, true);
	return NULL;
}

static void
draw(void *state, const struct paint_area *body)
{
	static const enum word_key words[] = {
	    [TASK_HASHING] = WORD_PROGRESS_CHECKING,
	    [TASK_SEALING] = WORD_PROGRESS_SEALING,
	    [TASK_SENDING] = WORD_PROGRESS_SENDING,
	    [TASK_IMPORTING] = WORD_PROGRESS_CHECKING};
	struct state *t = state;
	struct sitting *s = t->sitting;
	struct paint_area rest = *body;
	char why[REASON_BYTES + 8];

	(void)pthread_mutex_lock(&t->lock);
	t->bar.seconds = (double)(steady_clock_ns() - t->begun) / 1e9;
	(void)paint_text(&rest,
	    sitting_word(s,
		atomic_load(&t->stop)   ? WORD_LABEL_STOPPING
		    : t->waits          ? WORD_PROGRESS_WAITING
		    : t->bar.total == 0 ? WORD_PROGRESS_CHECKING
					: words[t->kind]),
	    sitting_base(s), PAINT_STRONG);
	rest.top += 2;
	rest.rows -= 2;
	if (t->bar.total > 0)
		progress_bar_draw(&t->bar, &rest, sitting_base(s));
	rest.top += 3;
	rest.rows -= 3;
	if (t->waits && rest.rows > 0) {
		printable_text_line(
		    t->why.text, strlen(t->why.text), why, sizeof(why));
		(void)paint_text(&rest, why, TEXT_BASE_OWN, PAINT_PLAIN);
	}
	(void)pthread_mutex_unlock(&t->lock);
}

/* F3 stops; the screen stays until the thread has ended. */
static enum screen_result
key(void *state, const struct terminal_event *event)
{
	struct state *t = state;

	if (event->key == TERMINAL_BACK)
		atomic_store(&t->stop, true);
	return atomic_load(&t->ended) ? SCREEN_NEXT : SCREEN_STAY;
}

static enum screen_result
tick(void *state)
{
	struct state *t = state;

	return atomic_load(&t->ended) ? SCREEN_NEXT : SCREEN_STAY;
}

static enum screen_result
follow(struct state *t)
{
	struct sitting *s = t->sitting;
	struct screen screen = {.title = sitting_word(s, t->task->title),
	    .steps = s->steps,
	    .help = sitting_word(s, WORD_TEXT_HELP_WORK),
	    .draw = draw,
	    .key = key,
	    .tick = tick,
	    .offers = SCREEN_OFFERS_NO_NEXT,
	    .state = t};
	enum screen_result result;

	do {
		result = sitting_run(s, &screen);
		if (result == SCREEN_BACK)
			atomic_store(&t->stop, true);
	} while (result == SCREEN_BACK);
	if (sitting_left(result))
		atomic_store(&t->stop, true);
	return result;
}

enum screen_result
sitting_follow(struct sitting *s, const struct sitting_task *task,
    enum task_end *ret_end, struct reason *ret_reason)
{
	struct state t = {.sitting = s,
	    .task = task,
	    .lock = PTHREAD_MUTEX_INITIALIZER,
	    .reason = {""}};
	enum screen_result result;

	atomic_init(&t.stop, false);
	atomic_init(&t.ended, false);
	t.begun = steady_clock_ns();
	t.follow = (struct task_follow){.progress = on_progress,
	    .waits = on_wait,
	    .stop = &t.stop,
	    .context = &t};
	*ret_end = TASK_FAILED;
	if (pthread_create(&t.thread, NULL, run, &t) != 0) {
		reason_set(ret_reason, "%s",
		    words_get(WORD_ERROR_NO_MEMORY, s->language));
		return SCREEN_NEXT;
	}
	result = follow(&t);
	(void)pthread_join(t.thread, NULL);
	(void)pthread_mutex_destroy(&t.lock);
	*ret_reason = t.reason;
	if (t.ok)
		*ret_end = TASK_DONE;
	else if (atomic_load(&t.stop))
		*ret_end = TASK_STOPPED;
	return result;
}
