#include "import_ahead.h"

#include <string.h>

#include "client/desk/cases/case_cells.h"
#include "client/desk/cases/case_source.h"
#include "common/json/json_text.h"

static void
seal_ahead(struct team_piece *piece)
{
	struct import_ahead *a = (struct import_ahead *)piece;
	const struct case_said said = {
	    .kind = REPLY_OPENED, .text = a->week, .len = strlen(a->week)};
	struct reason ignored;

	/* Of no case: the store, which this thread must not touch, is not. */
	(void)case_source_recipient(
	    NULL, "", a->holders, &a->source_to, &a->source, &ignored);
	if (a->replies)
		a->received = case_cells_seal(&a->reply_to, &said);
}

void
import_ahead_begin(struct import_ahead *a, struct worker_team *team,
    const struct case_holders *holders, const struct age_recipient *reply_to)
{
	if (team == NULL || holders->n == 0)
		return;
	a->piece.run = seal_ahead;
	a->holders = holders;
	a->replies = reply_to != NULL;
	if (reply_to != NULL)
		a->reply_to = *reply_to;
	utc_time_week(utc_time_now(), a->week);
	a->begun = true;
	worker_team_submit(team, &a->piece);
}

void
import_ahead_wait(struct import_ahead *a, struct worker_team *team)
{
	if (a->begun)
		worker_team_wait(team, &a->piece);
	a->begun = false;
}

void
import_ahead_finish(struct import_ahead *a)
{
	cJSON_Delete(a->source);
	json_text_wipe(a->received);
	a->source = a->received = NULL;
}
