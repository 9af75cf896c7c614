/* The work on cases on screens (docs/DESK.md, "Screens"). */
#ifndef VALISE_DESK_DESK_SCREENS_H
#define VALISE_DESK_DESK_SCREENS_H

#include "client/desk/vault/vault.h"
#include "common/report/language.h"

enum desk_screens_end {
	DESK_SCREENS_LEFT,
	DESK_SCREENS_LOCK,  /* by its key, or nothing was typed for a while */
	DESK_SCREENS_FAILED /* with a reason; there is no terminal for it */
};
struct desk_screens {
	struct vault *v;               /* unlocked */
	const char *who;               /* at the desk */
	const enum language *language; /* NULL: it is asked */
	int idle_seconds;
	int64_t close_ms; /* of the clock that runs in sleep: the desk's end */
};

/*
 * Takes the terminal until the person leaves; whoever acts is set anew for each
 * act.
 */
enum desk_screens_end desk_screens_run(
    const struct desk_screens *s, struct reason *ret_reason);

#endif
