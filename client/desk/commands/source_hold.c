/* valise-desk source hold, leave: others who may be asked who told it. */
#include "source_asked.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/desk/asking/ask_source.h"
#include "client/desk/asking/desk_say.h"
#include "client/desk/cases/case_holders.h"
#include "client/desk/cases/cases.h"
#include "client/desk/store/journal.h"

/* One source row under a new key; false with a reason. */
static bool
hold_one(const struct asked *a, const char *id, const struct ask_opener *opener,
    const struct case_holders *holders, struct reason *reason)
{
	struct desk_store *s = vault_store(a->v);
	bool ok;

	reason_set(reason, "the case store can't be written");
	if (!desk_store_begin(s))
		return false;
	ok = case_source_hold(
	    s, id, opener->id, opener->identity, holders, reason);
	if (ok)
		reason_set(reason, "the case store can't be written");
	return desk_store_end(s, ok && journal_add(s, "source-held", id));
}

/* Those that are to hold it, by the names that were given. */
static bool
read_holders(const struct asked *a, struct case_holders *holders)
{
	struct reason reason;

	holders->n = 0;
	for (int i = 1; i < a->n; i++)
		if (!case_holders_add(a->v, a->words[i], holders, &reason)) {
			(void)cli_fail("%s; nothing was done", reason.text);
			return false;
		}
	return true;
}

/* Who is to hold what, in one command. */
struct holding {
	const struct asked *a;
	struct case_holders *holders;
	const char *leaves; /* the others go on holding; NULL: `holders` do */
	const char *only;   /* a case; NULL: all */
	char (*ids)[CASE_ID_BYTES];
	size_t n, room, done;
	bool left_out; /* some could not be looked at */
};

/* Whether the row has a row `source` of its own name. */
static bool
has_own(const struct holding *h, const struct case_row *row)
{
	char of[CASE_ID_BYTES];

	case_source_row_of(vault_store(h->a->v), row->id, of);
	return strcmp(of, row->id) == 0;
}

/* Ids first: rows must not change under a walk. */
static bool
collect(void *context, const struct case_row *row)
{
	char head[CASE_ID_BYTES];
	struct holding *h = context;
	void *grown;

	case_link_head(row->id, head);
	if (h->only != NULL && strcmp(h->only, row->id) != 0 &&
	    strcmp(h->only, head) != 0)
		return true;
	if (row->unparted) {
		cli_warn("case %s: an older program stored it, and who told it "
			 "could not be held apart yet",
		    row->id);
		h->left_out = true;
	}
	if (row->source == NULL || !has_own(h, row))
		return true;
	if (h->n == h->room) {
		h->room = h->room == 0 ? 64 : 2 * h->room;
		grown = reallocarray(h->ids, h->room, sizeof(*h->ids));
		if (grown == NULL)
			return false;
		h->ids = grown;
	}
	(void)snprintf(h->ids[h->n++], CASE_ID_BYTES, "%s", row->id);
	return true;
}

struct leaving {
	struct holding *h;
	bool was; /* the one who leaves held it */
	struct reason *reason;
};

static bool
stays(void *context, const char *id)
{
	struct leaving *l = context;

	if (strcmp(id, l->h->leaves) == 0)
		l->was = true;
	else if (case_holders_is_staff(l->h->a->v, id))
		return case_holders_add(
		    l->h->a->v, id, l->h->holders, l->reason);
	return true;
}

/* The others of those who hold it; false with a reason. */
static bool
without(struct holding *h, const char *id, bool *ret_was, struct reason *reason)
{
	struct leaving l = {h, false, reason};

	h->holders->n = 0;
	if (!case_source_each(vault_store(h->a->v), id, stays, &l, reason))
		return false;
	*ret_was = l.was;
	if (!l.was || h->holders->n > 0)
		return true;
	reason_set(reason,
	    "nobody else of the staff holds its source: name "
	    "others by source hold first");
	return false;
}

static void
warn_of_one(const char *id, const struct case_holders *holders)
{
	if (holders->n == 1)
		cli_warn("case %s: %s alone holds its source: without that "
			 "person and that passphrase nobody can ever answer, "
			 "nor say who told it",
		    id, holders->list[0].id);
}

/* Each that can be; those that can't are named. */
static enum cli_status
hold_each(struct holding *h, const struct ask_opener *opener)
{
	struct reason reason = {"there is not enough memory"};
	size_t off = 0;

	if (!cases_each(vault_store(h->a->v), collect, h, desk_say(), &reason))
		return cli_fail("%s", reason.text);
	for (size_t i = 0; i < h->n; i++) {
		bool was = true;
		bool ok =
		    h->leaves == NULL || without(h, h->ids[i], &was, &reason);

		if (ok && !was)
			continue;
		if (ok &&
		    hold_one(h->a, h->ids[i], opener, h->holders, &reason)) {
			warn_of_one(h->ids[i], h->holders);
			h->done++;
			continue;
		}
		cli_warn("case %s: %s", h->ids[i], reason.text);
		off++;
	}
	if (h->leaves != NULL && h->done == 0 && off == 0)
		return cli_fail("%s holds the source of no case", h->leaves);
	(void)printf("%zu under a new source key", h->done);
	for (size_t i = 0; h->leaves == NULL && i < h->holders->n; i++)
		(void)printf(
		    "%s %s", i == 0 ? ", held by" : "", h->holders->list[i].id);
	(void)printf(".\n");
	if (h->done > 0)
		(void)printf(
		    "What others copied before can't be taken back.\n");
	if (off == 0 && !h->left_out)
		return CLI_OK;
	return h->done > 0 ? CLI_PARTLY : CLI_FAILED;
}

/* By who opens what they hold. */
static enum cli_status
hold_by(struct holding *h)
{
	struct ask_opener opener;
	enum cli_status status;

	if (!ask_opener(h->a->v, h->a->o, &opener))
		return CLI_FAILED;
	status = hold_each(h, &opener);
	ask_opener_end(&opener);
	free(h->ids);
	return status;
}

enum cli_status
source_hold(const struct asked *a)
{
	struct case_holders *holders = calloc(1, sizeof(*holders));
	struct holding h = {.a = a, .holders = holders};
	enum cli_status status = CLI_FAILED;
	struct reason reason = {""};
	struct case_row *row = NULL;
	bool all = strcmp(a->words[0], "all") == 0;

	if (vault_is_trial(a->v)) {
		(void)cli_fail("one passphrase opens a trial: there is nobody "
			       "else to hold anything");
	} else if (holders == NULL) {
		(void)cli_fail("there is not enough memory");
	} else if (!all &&
	    (row = cases_get_whole(vault_store(a->v), a->words[0], &reason)) ==
		NULL) {
		(void)cli_fail("case %s: %s", a->words[0], reason.text);
	} else if (read_holders(a, holders)) {
		h.only = all ? NULL : row->id;
		status = hold_by(&h);
	}
	case_row_destroy(row);
	free(holders);
	return status;
}

/* One leaves: the cases of that person, and each keeps its other holders. */
enum cli_status
source_leave(const struct asked *a)
{
	struct case_holders *holders = calloc(1, sizeof(*holders));
	struct holding h = {.a = a, .holders = holders, .leaves = a->words[0]};
	enum cli_status status = CLI_FAILED;

	if (vault_is_trial(a->v))
		(void)cli_fail(
		    "one passphrase opens a trial: nobody leaves it");
	else if (holders == NULL)
		(void)cli_fail("there is not enough memory");
	else
		status = hold_by(&h);
	free(holders);
	return status;
}
