#include "task.h"

#include <errno.h>
#include <stddef.h>

bool
task_stopped(const struct task_follow *follow)
{
	return follow != NULL && follow->stop != NULL &&
	    atomic_load(follow->stop);
}

void
task_waits(const struct task_follow *follow, const char *why)
{
	int before = errno;

	if (follow != NULL && follow->waits != NULL)
		follow->waits(follow->context, why);
	errno = before;
}

void
task_start(struct task *t, const struct task_follow *follow,
    enum task_kind kind, uint64_t total)
{
	*t = (struct task){.follow = follow, .kind = kind, .total = total};
	task_set(t, 0);
}

void
task_set(const struct task *t, uint64_t done)
{
	const struct task_follow *follow = t->follow;
	int before = errno;

	if (follow != NULL && follow->progress != NULL)
		follow->progress(follow->context, t->kind,
		    done > t->total ? t->total : done, t->total);
	errno = before;
}

void
task_end(const struct task *t)
{
	int before = errno;

	if (t->follow != NULL && t->follow->ended != NULL)
		t->follow->ended(t->follow->context);
	errno = before;
}
