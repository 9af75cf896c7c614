/* Long work in a thread of its own, followed and stopped on the screen. */
#ifndef VALISE_DEFENDER_WORK_H
#define VALISE_DEFENDER_WORK_H

#include "common/bytes/reason.h"
#include "common/work/task.h"
#include "screens.h"

struct work {
	enum word_key title;
	/* What is done, in the thread; false with a reason. */
	bool (*run)(void *context, const struct task_follow *follow,
	    struct reason *reason);
	void *context;
};

enum work_end {
	WORK_DONE,
	WORK_FAILED, /* the reason says why */
	WORK_STOPPED /* F3 was pressed; also where the program is left */
};

/*
 * Runs it until its end, with a bar; F3 stops it.  It has ended when this
 * returns, however.  Returns SCREEN_NEXT, or how the program was left.
 */
enum screen_result work_screen(struct session *s, const struct work *work,
    enum work_end *ret_end, struct reason *ret_reason);

#endif
