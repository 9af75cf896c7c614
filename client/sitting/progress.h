/* Long work in a thread of its own, followed and stopped on the screen. */
#ifndef VALISE_SITTING_PROGRESS_H
#define VALISE_SITTING_PROGRESS_H

#include "common/bytes/reason.h"
#include "common/work/task.h"
#include "sitting.h"

struct sitting_task {
	const struct word *title;
	/* What is done, in the thread; false with a reason. */
	bool (*run)(void *context, const struct task_follow *follow,
	    struct reason *reason);
	void *context;
};

enum task_end {
	TASK_DONE,
	TASK_FAILED, /* the reason says why */
	TASK_STOPPED /* F3 was pressed; also where the program is left */
};

/*
 * Runs it until its end, with a bar; F3 stops it.  It has ended when this
 * returns, however.  Returns WAY_NEXT, or how the program was left.
 */
enum way sitting_follow(struct sitting *s, const struct sitting_task *task,
    enum task_end *ret_end, struct reason *ret_reason);

#endif
