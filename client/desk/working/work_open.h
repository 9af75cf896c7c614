/* What the commands that only read have in common. */
#ifndef VALISE_DESK_WORK_OPEN_H
#define VALISE_DESK_WORK_OPEN_H

#include "act_command.h"
#include "client/desk/cases/case_work.h"

struct work_reading {
	struct vault *v;
	struct case_desk desk;
	struct case_work w; /* of one case, where it is about one */
};

/*
 * Opens the vault, and the case of that number (NULL: of none), once the
 * journal says that it is shown.  False after saying why, and nothing is open.
 */
bool work_open(const struct work_words *words, const char *typed,
    const char *act, struct work_reading *ret);
void work_close(struct work_reading *r);

#endif
