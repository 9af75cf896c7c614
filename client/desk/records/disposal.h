/*
 * The end of a case's content (docs/DISPOSAL.md): two persons agree on what was
 * shown to both; stubs take the place of its rows; originals and attachments
 * are wiped; its key is in no file any more, under a new secret of the store.
 * It is complete once the epochs' keys that may open its originals are
 * destroyed, and every copy that this desk knows of was written anew.
 */
#ifndef VALISE_DESK_DISPOSAL_H
#define VALISE_DESK_DISPOSAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "client/desk/cases/case_link.h"
#include "client/desk/vault/vault.h"
#include "common/bytes/reason.h"
#include "common/bytes/utc_time.h"

#define DISPOSAL_CASES_MAX 40    /* in one; a line of the open desk */
#define DISPOSAL_SCHEDULE_MAX 32 /* bytes of a code */
#define DISPOSAL_DIGITS 16       /* of what was shown */

/* --- before --- */

/* Why a case can't be disposed of now. */
enum disposal_block {
	DISPOSAL_RETAINED, /* it is on hold; why */
	DISPOSAL_UNNOTED,  /* no import note says yet that it is held */
	DISPOSAL_UNTOLD,   /* its sender was not told yet what became of it */
	DISPOSAL_REPLY,    /* a reply waits to leave */
	DISPOSAL_WORKED,   /* work on it goes on; why */
	DISPOSAL_UNREAD    /* why: a row of it can't be read */
};

/* A row of one of its cases. */
struct disposal_item {
	char id[CASE_ID_BYTES];
	char sha256_hex[65]; /* of its original */
	uint64_t size;
	size_t attachments;
};
struct disposal_plan {
	size_t n_cases;
	char cases[DISPOSAL_CASES_MAX][CASE_ID_BYTES]; /* in order */
	size_t n, room;
	struct disposal_item *items;
	size_t n_blocked;
	char digits[DISPOSAL_DIGITS + 1];
	/* Keys of epochs that open an original, and live; where it is not
	 * known of each which that is, every one that lives. */
	size_t n_epochs;
	bool any;
	cJSON *awaits;             /* of the row; owned */
	char after[UTC_DAY_BYTES]; /* the last may end behind that day; or "" */
	size_t
	    n_stray; /* vault_epochs_stray(): more, and where `any` missing */
};

/*
 * What there is of these cases, by their numbers as typed, and of what a
 * disposal by that schedule would wait for: the digits are of all of it.  Each
 * reason why one can't go is told.  False with a reason: a number that is none,
 * a bulletin that waits, or memory; to be finished also then.
 */
bool disposal_plan(struct vault *v, const char *schedule, char *const *typed,
    size_t n,
    void (*blocked)(void *context, const char *id, enum disposal_block why,
	const char *text),
    void *context, struct disposal_plan *ret_plan, struct reason *ret_reason);
void disposal_plan_finish(struct disposal_plan *p);

/* Letters, digits, point, slash and hyphen. */
bool disposal_schedule_valid(const char *code);

/* --- done --- */

/*
 * Carries a plan without blocks out, by whoever acts and those who agree, each
 * of whom is at the desk; a line of each of them first.  From its row on it
 * counts: then `ret_number` is set, and what could not be done is done by
 * disposal_finish().  False with a reason.
 */
#define DISPOSAL_NUMBER_BYTES 9 /* 8 digits */
bool disposal_carry_out(struct vault *v, const struct disposal_plan *plan,
    const char *schedule, const char *const *agreed, size_t n_agreed,
    char ret_number[static DISPOSAL_NUMBER_BYTES], struct reason *ret_reason);

/*
 * Goes on with all that an end in the middle left, or a copy brought back, and
 * wipes what is here again; how many files those were.  A file that can't be
 * wiped keeps no key here.  False with a reason.
 */
bool disposal_finish(
    struct vault *v, size_t *ret_wiped, struct reason *ret_reason);

/* --- and after --- */

struct disposal {
	const char *number;
	uint64_t n; /* the same */
	const char *schedule;
	const char *day;
	const char *by;
	const cJSON *agreed; /* strings */
	const cJSON *cases;  /* strings */
	/* Their keys are in no file here; NULL: not yet, or they are again. */
	const char *keys_day;
	bool returned;   /* a key of before is in use again: from a copy */
	size_t n_epochs; /* that may open an original, and live */
	char after[UTC_DAY_BYTES]; /* the last of them may end behind that */
	size_t n_copies;           /* that this desk knows, and lag behind it */
	size_t n_stray;            /* the same */
	size_t n_left; /* files of what was disposed of that are here */
	/* Since that day; NULL: not, or not any more. */
	const char *complete;
};
/* Calls `each` with every one, as it is now; false ends it.  False with a
 * reason. */
bool disposal_each(struct vault *v,
    bool (*each)(void *context, const struct disposal *d), void *context,
    const struct desk_events *events, struct reason *ret_reason);

/* Writes down of each that nothing is missing of any more that it is complete,
 * since today, and tells its number.  False with a reason. */
bool disposal_settle(struct vault *v,
    void (*completed)(void *context, const char *number), void *context,
    struct reason *ret_reason);

/* The highest number up to which all keys are in no file here: what a copy that
 * is made now is rid of; one that can't be read is none of those. */
bool disposal_done_up_to(
    struct vault *v, uint64_t *ret_number, struct reason *ret_reason);

#endif
