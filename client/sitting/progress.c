#include "progress.h"
#include "client/words/shared_words.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "common/bytes/printable_text.h"
#include "common/bytes/steady_clock.h"
#include "face.h"

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
	struct amount amount;
	int64_t begun; /* steady_clock_ns() */
	bool waits;
	struct reason why;
};

static void
on_progress(void *context, enum task_kind kind, uint64_t done, uint64_t total)
{
	struct state *t = context;

	(void)pthread_mutex_lock(&t->lock);
	if (kind != t->kind || done < t->amount.done || done == 0) {
		t->begun = steady_clock_ns();
		t->amount.resumed = done;
	}
	t->kind = kind;
	t->amount.done = done;
	t->amount.total = total;
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
look(void *context, struct face_work_state *ret_state)
{
	static const struct word *const words[] = {
	    [TASK_HASHING] = WORD_PROGRESS_CHECKING,
	    [TASK_SEALING] = WORD_PROGRESS_SEALING,
	    [TASK_SENDING] = WORD_PROGRESS_SENDING,
	    [TASK_IMPORTING] = WORD_PROGRESS_CHECKING};
	struct state *t = context;

	(void)pthread_mutex_lock(&t->lock);
	t->amount.seconds = (double)(steady_clock_ns() - t->begun) / 1e9;
	ret_state->what = sitting_word(t->sitting,
	    atomic_load(&t->stop)      ? WORD_LABEL_STOPPING
		: t->waits             ? WORD_PROGRESS_WAITING
		: t->amount.total == 0 ? WORD_PROGRESS_CHECKING
				       : words[t->kind]);
	ret_state->amount = t->amount;
	ret_state->why[0] = '\0';
	if (t->waits)
		printable_text_line(t->why.text, strlen(t->why.text),
		    ret_state->why, sizeof(ret_state->why));
	(void)pthread_mutex_unlock(&t->lock);
	ret_state->ended = atomic_load(&t->ended);
}

static void
stop(void *context)
{
	struct state *t = context;

	atomic_store(&t->stop, true);
}

static enum way
follow(struct state *t)
{
	struct sitting *s = t->sitting;
	const struct face_work work = {
	    .ask = {.title = sitting_word(s, t->task->title),
		.more = sitting_word(s, WORD_TEXT_HELP_WORK),
		.offers = OFFERS_NO_NEXT},
	    .look = look,
	    .stop = stop,
	    .context = t};
	enum way way = s->face->work(s, &work);

	if (sitting_left(way))
		atomic_store(&t->stop, true);
	return way;
}

enum way
sitting_follow(struct sitting *s, const struct sitting_task *task,
    enum task_end *ret_end, struct reason *ret_reason)
{
	struct state t = {.sitting = s,
	    .task = task,
	    .lock = PTHREAD_MUTEX_INITIALIZER,
	    .reason = {""}};
	enum way result;

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
		return WAY_NEXT;
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
