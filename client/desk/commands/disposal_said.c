#include "disposal_said.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "client/desk/asking/desk_say.h"
#include "client/desk/cases/cases.h"
#include "client/desk/copies/copy_known.h"
#include "client/desk/records/disposal.h"
#include "common/bytes/printable_text.h"
#include "common/cli/cli.h"

static const char remains[] =
    "What may remain, and no program finds: copies of keys that this desk does "
    "not know of, or that an older program made, with enough shares of before; "
    "a copy of before that is restored; copies of the epochs' folder, until "
    "they are destroyed too; what flash, snapshots and caches of a disk kept "
    "of what was written over or replaced; sticks on which it came, until the "
    "epoch's key is destroyed; what was extracted, printed, exported or "
    "sent.\n";

struct saying {
	struct vault *v;
	const char *number; /* that one alone; NULL: those not complete */
	bool all;
	bool left; /* it was said that files are left */
	size_t n;
};

void
disposal_say_epochs(size_t n, const char *after)
{
	if (n == 0)
		(void)printf("No key of an epoch lives that may open an "
			     "original of it.\n");
	else
		(void)printf("%zu key(s) of epochs live that may open an "
			     "original of it, wherever one still is: complete "
			     "once these are destroyed too, after %s at the "
			     "earliest.\n",
		    n, after);
}

void
disposal_say_stray(size_t n)
{
	if (n > 0)
		cli_warn("%zu secret(s) of epochs lie here that the directory "
			 "has no more, or that were destroyed, or lack here: "
			 "what they open can't be told, and no disposal is "
			 "complete beside them",
		    n);
}

static void
print_names(const cJSON *list)
{
	const cJSON *item;
	bool any = false;

	cJSON_ArrayForEach (item, list)
		if (cJSON_IsString(item)) {
			(void)printf(
			    "%s%s", any ? ", " : "", item->valuestring);
			any = true;
		}
}

static const char *
or_unknown(const char *text)
{
	return text == NULL ? "?" : text;
}

static void
print_place(const struct copy_known *c)
{
	(void)printf("  %s: %s, seen %s at ", c->number,
	    c->holds == COPY_KEYS            ? "keys"
		: c->holds == COPY_ORIGINALS ? "store and originals"
					     : "keys, store and originals",
	    or_unknown(c->day));
	if (c->place != NULL)
		(void)printable_text_write(
		    stdout, c->place, strlen(c->place), PRINTABLE_ONE_LINE);
	if (c->ended != NULL)
		(void)printf(" (destroyed %s)", c->ended);
	(void)putchar('\n');
}

static bool
print_lagging(void *context, const struct copy_known *copy)
{
	const struct disposal *d = context;

	if (copy_known_lags(copy, d->n))
		print_place(copy);
	return true;
}

static void
print_copies(const struct saying *s, const struct disposal *d)
{
	struct reason reason = {""};

	(void)printf("%zu known copies were not written anew since: backup "
		     "[--keys] on each, or dispose copy-gone NUMBER where it "
		     "is destroyed.\n",
	    d->n_copies);
	if (!copy_known_each(vault_store(s->v), print_lagging, (void *)d,
		desk_say(), &reason))
		cli_warn("%s", reason.text);
}

static bool
warn_of_one(void *context, const struct disposal *d)
{
	bool *left = context;

	if (d->returned)
		cli_warn("the keys of disposal %s are here again, from a copy "
			 "of before: a head, dispose finish, then backup "
			 "--keys",
		    d->number);
	else if (d->keys_day == NULL)
		cli_warn("disposal %s is not done to its end, and keys of its "
			 "cases are here: a head, dispose finish",
		    d->number);
	if (d->n_left > 0 && !*left)
		cli_warn("%zu file(s) of what was disposed of are here: a "
			 "head, dispose finish",
		    d->n_left);
	*left |= d->n_left > 0;
	return true;
}

static bool
print_one(void *context, const struct disposal *d)
{
	struct saying *s = context;

	if (!s->all &&
	    (s->number == NULL ? d->complete != NULL
			       : strcmp(s->number, d->number) != 0))
		return true;
	s->n++;
	(void)printf("Disposal %s of %s, schedule %s, by %s, agreed by ",
	    d->number, or_unknown(d->day), or_unknown(d->schedule),
	    or_unknown(d->by));
	print_names(d->agreed);
	(void)printf(": case(s) ");
	print_names(d->cases);
	(void)printf(".\n");
	(void)warn_of_one(&s->left, d);
	if (d->complete != NULL) {
		(void)printf("Complete since %s.\n", d->complete);
		if (d->n_copies > 0)
			print_copies(s, d);
		return true;
	}
	disposal_say_epochs(d->n_epochs, d->after);
	disposal_say_stray(d->n_stray);
	if (d->n_copies > 0)
		print_copies(s, d);
	return true;
}

bool
disposal_say(struct vault *v, const char *number)
{
	struct saying s = {.v = v, .number = number};
	struct reason reason = {""};

	if (!disposal_each(v, print_one, &s, desk_say(), &reason)) {
		cli_warn("%s", reason.text);
		return false;
	}
	if (s.n > 0)
		(void)fputs(remains, stdout);
	return true;
}

void
disposal_warn_unfinished(struct vault *v)
{
	struct reason reason = {""};
	bool left = false;

	if (!disposal_each(v, warn_of_one, &left, desk_say(), &reason))
		cli_warn("%s", reason.text);
}

static void
say_completed(void *context, const char *number)
{
	size_t *n = context;

	++*n;
	(void)printf("Disposal %s is complete.\n", number);
}

void
disposal_settle_and_say(struct vault *v)
{
	struct reason reason = {""};
	size_t n = 0;

	if (!disposal_settle(v, say_completed, &n, &reason))
		cli_warn("%s", reason.text);
	if (n > 0)
		(void)fputs(remains, stdout);
}

static bool
print_held(void *context, const struct case_row *row)
{
	size_t *n = context;

	if (row->held_day == NULL)
		return true;
	++*n;
	(void)printf("On hold: case %s since %s, by %s: ", row->id,
	    row->held_day, or_unknown(row->held_by));
	if (row->held_why != NULL)
		(void)printable_text_write(stdout, row->held_why,
		    strlen(row->held_why), PRINTABLE_ONE_LINE);
	(void)putchar('\n');
	return true;
}

static bool
print_copy(void *context, const struct copy_known *copy)
{
	size_t *n = context;

	if ((*n)++ == 0)
		(void)printf("Copies that this desk made:\n");
	print_place(copy);
	return true;
}

bool
disposal_say_all(struct vault *v)
{
	struct saying s = {.v = v, .all = true};
	struct reason reason = {""};
	size_t held = 0, copies = 0;

	if (!disposal_each(v, print_one, &s, desk_say(), &reason) ||
	    !cases_each(
		vault_store(v), print_held, &held, desk_say(), &reason) ||
	    !copy_known_each(
		vault_store(v), print_copy, &copies, desk_say(), &reason)) {
		cli_warn("%s", reason.text);
		return false;
	}
	(void)printf("%zu disposal(s), %zu case(s) on hold, %zu known "
		     "copies.\n",
	    s.n, held, copies);
	if (s.n > 0)
		(void)fputs(remains, stdout);
	return true;
}
