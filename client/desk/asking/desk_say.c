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
			 "code of any case: it withdraws none",
		    e->id);
}

/* The relay's log. */
static void
say_log(const struct desk_event *e)
{
	if (e->kind == DESK_LOG_NO_LIST)
		cli_warn("nothing of the relay %s is on this stick: what it "
			 "alone holds, or hides, is not seen",
		    e->relay);
	else if (e->kind == DESK_LOG_NO_CHECKPOINT)
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
	else if (e->kind == DESK_LOG_NOT_AS_LISTED)
		cli_warn("the log of %s does not have the publication %s as "
			 "the courier's list has it: what follows is not "
			 "looked at",
		    e->relay, e->publication);
	else if (e->kind == DESK_LOG_ADDED)
		cli_warn("NOT IN THE LOG of %s, which covers its day: %s. It "
			 "was not sent through this relay as it is listed, or "
			 "the relay broke its promise",
		    e->relay, e->sha256_hex);
	else if (e->kind == DESK_LOG_OTHER_DAY)
		cli_warn("the log of %s has %s before the day that the list "
			 "gives it, %s: courier or relay changed its day",
		    e->relay, e->sha256_hex, e->publication);
	else if (e->kind == DESK_LOG_NOT_COSIGNED)
		cli_warn("%zu of the %zu witnesses that the directory expects "
			 "have cosigned the log of %s on this stick%s%s",
		    e->n_entries, e->n_missing, e->relay,
		    e->why[0] == '\0' ? "" : "; it was changed: the line of ",
		    e->why);
	else if (e->kind == DESK_LOG_NO_DAY)
		cli_warn("of which day the log of %s on this stick is can't "
			 "be told: it may be old",
		    e->relay);
	else if (e->kind == DESK_LOG_OLD)
		cli_warn("THE LOG OF %s IS OLD: this stick shows it up to %s. "
			 "What was sent later is not seen",
		    e->relay, e->publication);
	else if (e->kind == DESK_LOG_BEYOND)
		cli_warn("the log of %s has %zu leaves that are in no "
			 "publication of the courier's list: they are not "
			 "looked at",
		    e->relay, e->n_entries);
	else if (e->kind == DESK_LOG_NOT_KEPT)
		cli_warn("the log of %s was not looked at to its end: %s",
		    e->relay, e->why);
	else
		(void)printf("Log of %s up to %s: %zu leaves, %zu without an "
			     "envelope, %zu listed and not in it.\n",
		    e->relay, e->publication, e->n_entries, e->n_missing,
		    e->n_added);
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
	case DESK_RELEASE_NEW:
		(void)printf("Release %s of %s is on the stick, signed for by "
			     "enough: release check MEDIUM NEW-FOLDER.\n",
		    e->id, e->publication);
		break;
	case DESK_RELEASE_OLD:
		cli_warn("release %s of %s is on the stick: it is not newer "
			 "than this program, or than one that was seen here",
		    e->id, e->publication);
		break;
	case DESK_RELEASE_ANOTHER:
		cli_warn("release %s of %s on the stick is another than the "
			 "one of that version that was seen here: install "
			 "neither, and ask those who sign",
		    e->id, e->publication);
		break;
	case DESK_RELEASE_NOT_KEPT:
		cli_warn("release %s of %s is on the stick, signed for by "
			 "enough, and could not be remembered: %s",
		    e->id, e->publication, e->why);
		break;
	case DESK_RELEASE_REFUSED:
		cli_warn("the release on the stick is refused: %s. Install "
			 "nothing of it",
		    e->why);
		break;
	case DESK_LIST_REFUSED:
		cli_warn("a relay's list on the stick is not taken (%s): %s",
		    e->id, e->why);
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
	case DESK_NOTES_BACK:
		cli_warn("taken back from the stick: %s %zu to %zu", e->why,
		    e->n_entries, e->n_missing);
		break;
	case DESK_HELD_LOST:
		cli_warn("a note that was taken back says that this desk holds "
			 "it, and it does not: %s",
		    e->sha256_hex);
		break;
	case DESK_HELD_UNSIGNED:
		cli_warn("held from before and in no note, and nothing can be "
			 "signed of it: its original is damaged or gone, or "
			 "its case can't be read: %s",
		    e->sha256_hex);
		break;
	case DESK_COPY_FAILED:
		cli_warn("no copy on %s, of this envelope and perhaps of "
			 "others: %s",
		    e->id, e->why);
		break;
	case DESK_FILE_QUARANTINED:
		cli_warn("an envelope does not open and is held in quarantine. "
			 "The process that tried says:");
		outside_write(stderr, e->why, strlen(e->why));
		break;
	case DESK_REPORT_STORED:
		say_report(e);
		break;
	case DESK_LOG_NO_LIST:
	case DESK_LOG_NO_CHECKPOINT:
	case DESK_LOG_NOT_WHOLE:
	case DESK_LOG_WRONG_ROOT:
	case DESK_LOG_REWRITTEN:
	case DESK_LOG_NOT_AS_LISTED:
	case DESK_LOG_NOT_BROUGHT:
	case DESK_LOG_ADDED:
	case DESK_LOG_OTHER_DAY:
	case DESK_LOG_NOT_COSIGNED:
	case DESK_LOG_NO_DAY:
	case DESK_LOG_OLD:
	case DESK_LOG_BEYOND:
	case DESK_LOG_NOT_KEPT:
	case DESK_LOG_CHECKED:
		say_log(e);
		break;
	case DESK_MESSAGE_UNSEALABLE:
		cli_warn(
		    "%s: what is sealed of this case or message is not what "
		    "it says, or can't be read; it is passed over",
		    e->id);
		break;
	case DESK_CELL_MISADDRESSED:
		cli_warn("case %s: WHAT IS SEALED IS NOT TO ITS SENDER, and is "
			 "held back",
		    e->id);
		break;
	}
}

const struct desk_events *
desk_say(void)
{
	static const struct desk_events events = {say, NULL};

	return &events;
}

/* What a row is of: a name of ours, or whoever changed the file wrote one. */
static const char *
table_name(const char *table)
{
	size_t len = strspn(table, "abcdefghijklmnopqrstuvwxyz");

	return len > 0 && len < 16 && table[len] == '\0' ? table : "?";
}

static bool
say_difference(void *context, const struct desk_difference *d)
{
	(void)context;
	switch (d->kind) {
	case DESK_ROW_CHANGED:
		cli_warn(
		    "row %zu (%s) is not the one that the journal says: "
		    "it was changed, swapped or set back, or lines were cut "
		    "off",
		    d->slot, table_name(d->table));
		break;
	case DESK_ROW_MISSING:
		cli_warn(
		    "row %zu, which the journal says, is missing", d->slot);
		break;
	case DESK_ROW_UNKNOWN:
		cli_warn("row %zu (%s) stands in no line of the journal: lines "
			 "were cut off, or it was put there",
		    d->slot, table_name(d->table));
		break;
	}
	return true;
}

const struct desk_difference_seen *
desk_say_differences(void)
{
	static const struct desk_difference_seen seen = {say_difference, NULL};

	return &seen;
}
