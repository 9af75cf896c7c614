#include "desk_say.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "client/desk/cases/case_link.h"
#include "common/cli/cli.h"
#include "common/cli/outside.h"

/* What staff should know of a report at once. */
static void
say_report(const struct desk_event *e)
{
	char text[CASE_LINK_TEXT_BYTES];

	case_link_text(e->link, text);
	if (e->link->verdict == CASE_FIRST)
		cli_note(
		    "case %s: its first report came, after a follow-up", e->id);
	else if (e->link->verdict == CASE_SIGNED)
		cli_note("case %s: %s", e->id, text);
	else if (*text != '\0')
		cli_warn("case %s: %s", e->id, text);
	if (e->withdraws && case_link_is_signed(e->link))
		cli_warn("case %s: consent withdrawn, signed by the code of "
			 "the report",
		    e->id);
	else if (e->withdraws)
		cli_warn("case %s asks to withdraw and is not signed by the "
			 "code of any case: it changes none",
		    e->id);
}

/* The relay's log. */
static void
say_log(const struct desk_event *e)
{
	if (e->kind == DESK_LOG_NO_CHECKPOINT)
		cli_warn("no valid checkpoint of the log of %s on this stick",
		    e->relay);
	else if (e->kind == DESK_LOG_NOT_WHOLE)
		cli_warn("the log of %s on this stick is not whole", e->relay);
	else if (e->kind == DESK_LOG_WRONG_ROOT)
		cli_warn("the log of %s: its entries do not lead to the root "
			 "that it signed",
		    e->relay);
	else if (e->kind == DESK_LOG_REWRITTEN)
		cli_warn("the log of %s was rewritten since an earlier stick: "
			 "keep this stick as evidence",
		    e->relay);
	else if (e->kind == DESK_LOG_NOT_BROUGHT)
		cli_warn("in the log of %s, but no stick brought it: reference "
			 "%s",
		    e->relay, e->reference);
	else
		(void)printf(
		    "Log of %s: %zu entries, %zu without an envelope.\n",
		    e->relay, e->n_entries, e->n_missing);
}

static void
say(void *context, const struct desk_event *e)
{
	(void)context;
	switch (e->kind) {
	case DESK_ROW_UNREADABLE:
		cli_warn("%s %s: %s", e->table, e->id, e->why);
		break;
	case DESK_DIRECTORY_TAKEN:
		(void)printf(
		    "Took the directory of version %" PRIu64 ".\n", e->version);
		break;
	case DESK_DIRECTORY_REFUSED:
		cli_warn(
		    "the directory on the stick was not taken: %s", e->why);
		break;
	case DESK_ORIGINAL_LOST:
		cli_warn("case %s has lost its sealed original, and the stick "
			 "does not bring it whole: restore the vault from its "
			 "copy",
		    e->id);
		break;
	case DESK_FILE_MISSING:
		cli_warn("listed, but not on the stick: %s", e->sha256_hex);
		break;
	case DESK_FILE_DAMAGED:
		cli_warn(
		    "damaged on the stick, not imported: %s", e->sha256_hex);
		break;
	case DESK_FILE_FAILED:
		cli_warn("not taken in, and nothing is said of it to the "
			 "relay: %s: %s",
		    e->sha256_hex, e->why);
		break;
	case DESK_FILE_QUARANTINED:
		cli_warn("an envelope does not open and is held in quarantine. "
			 "The process that tried says:");
		outside_write(stderr, e->why, strlen(e->why));
		break;
	case DESK_REPORT_STORED:
		say_report(e);
		break;
	case DESK_LOG_NO_CHECKPOINT:
	case DESK_LOG_NOT_WHOLE:
	case DESK_LOG_WRONG_ROOT:
	case DESK_LOG_REWRITTEN:
	case DESK_LOG_NOT_BROUGHT:
	case DESK_LOG_CHECKED:
		say_log(e);
		break;
	case DESK_MESSAGE_UNSEALABLE:
		cli_warn(
		    "message %s can't be sealed and is passed over", e->id);
		break;
	}
}

const struct desk_events *
desk_say(void)
{
	static const struct desk_events events = {say, NULL};

	return &events;
}
