#include "stat_count.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "client/desk/rules/consent.h"
#include "client/desk/rules/work.h"
#include "common/bytes/secret.h"
#include "common/json/json_text.h"
#include "stat_parts.h"

#define AREAS_MAX 300 /* States and areas that there are */

/* What one case has in each cell, and whose it is. */
struct told {
	char teller[STAT_TELLER_BYTES];
	uint64_t number;
	bool counts; /* else it only joins others, and is known */
	size_t same; /* of what a person found to be told twice, the one that
			counts; its own place where it does */
	uint16_t n[STAT_CELLS_MAX];
};
/* Two numbers of one case. */
struct pair {
	uint64_t one, other;
};
struct stat_count {
	struct stat_period period;
	char today[UTC_DAY_BYTES];
	size_t n_cells;
	const struct stat_cell *cells;
	struct told *told;
	size_t n, room;
	struct pair *pairs;
	size_t n_pairs, pairs_room;
	struct stat_area areas[AREAS_MAX];
	size_t n_areas;
};

struct stat_count *
stat_count_begin(const struct stat_period *period, const char *today)
{
	struct stat_count *c = secret_alloc(sizeof(*c));

	if (c == NULL)
		return NULL;
	memset(c, 0, sizeof(*c));
	c->period = *period;
	(void)snprintf(c->today, sizeof(c->today), "%s", today);
	c->n_cells = stat_cells(&c->cells);
	return c;
}

void
stat_count_destroy(struct stat_count *c)
{
	if (c == NULL)
		return;
	secret_free(c->told);
	secret_free(c->pairs);
	secret_free(c);
}

/* Room for one more of a list in guarded memory; false: memory. */
static bool
grow(void **list, size_t n, size_t *room, size_t size)
{
	const size_t more = *room == 0 ? 64 : 2 * *room;
	void *grown;

	if (n < *room)
		return true;
	grown = secret_alloc(more * size);
	if (grown == NULL)
		return false;
	if (n > 0)
		memcpy(grown, *list, n * size);
	secret_free(*list);
	*list = grown;
	*room = more;
	return true;
}

/* A State is one, whatever is told of it. */
static void
put_area(void *context, const char *code, unsigned what)
{
	struct stat_count *c = context;
	size_t i = 0;

	while (i < c->n_areas && strcmp(c->areas[i].code, code) != 0)
		i++;
	if (i == AREAS_MAX)
		return;
	if (i == c->n_areas) {
		(void)snprintf(
		    c->areas[i].code, sizeof(c->areas[i].code), "%s", code);
		c->areas[i].what = 0;
		c->n_areas++;
	}
	c->areas[i].what |= what;
}

/* Each case that a person found to be the same. */
static bool
put_pairs(struct stat_count *c, const cJSON *work, uint64_t number)
{
	const cJSON *link;
	uint64_t with;

	cJSON_ArrayForEach (link, work_look(work, WORK_LINKS)) {
		if (strcmp(work_text(link, "relation"), "duplicate") != 0 ||
		    *work_text(link, "undone") != '\0' ||
		    !json_text_integer(link, "with", &with))
			continue;
		if (!grow((void **)&c->pairs, c->n_pairs, &c->pairs_room,
			sizeof(*c->pairs)))
			return false;
		c->pairs[c->n_pairs++] = (struct pair){number, with};
	}
	return true;
}

/* Who told it agrees to be counted, still does, and nothing is stopped. */
static bool
counts(const struct stat_count *c, const cJSON *work)
{
	const unsigned stopped = STATE(STATE_WITHDRAWN) | STATE(STATE_HOLD);

	return (stopped & STATE(work_state(work))) == 0 &&
	    consent_of(work, WORK_SOURCE_PERSON, "C7", c->today) ==
	    CONSENT_GIVEN;
}

bool
stat_count_add(struct stat_count *c, const struct stat_case *one)
{
	struct told *t;
	uint64_t number = 0;

	(void)json_text_integer(one->work, "case", &number);
	if (!grow((void **)&c->told, c->n, &c->room, sizeof(*c->told)) ||
	    !put_pairs(c, one->work, number))
		return false;
	t = &c->told[c->n];
	memset(t, 0, sizeof(*t));
	t->number = number;
	t->counts = counts(c, one->work);
	(void)snprintf(t->teller, sizeof(t->teller), "%s", one->teller);
	c->n++;
	return !t->counts ||
	    stat_case_cells(one, &c->period, c->today, t->n, put_area, c);
}

/* --- what is told twice --- */

static size_t
place_of(const struct stat_count *c, uint64_t number)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->told[i].number == number)
			return i;
	return STAT_NONE;
}

static size_t
counted_one(const struct stat_count *c, size_t at)
{
	while (c->told[at].same != at)
		at = c->told[at].same;
	return at;
}

/* Whether the one stands for both: it counts, and is of the lower number. */
static bool
goes_before(const struct told *one, const struct told *other)
{
	return one->counts != other->counts ? one->counts
					    : one->number < other->number;
}

/* Of those that are one case the one of the lowest number that counts does. */
static void
join(struct stat_count *c)
{
	for (size_t i = 0; i < c->n; i++)
		c->told[i].same = i;
	for (size_t i = 0; i < c->n_pairs; i++) {
		size_t one = place_of(c, c->pairs[i].one);
		size_t other = place_of(c, c->pairs[i].other);

		if (one == STAT_NONE || other == STAT_NONE)
			continue;
		one = counted_one(c, one);
		other = counted_one(c, other);
		if (goes_before(&c->told[one], &c->told[other]))
			c->told[other].same = one;
		else
			c->told[one].same = other;
	}
}

/* --- who knows what --- */

/* Places, by who told it: nothing of it is copied where it is not wiped. */
static int
by_teller(const void *a, const void *b, void *context)
{
	const struct stat_count *c = context;
	const uint32_t *x = a, *y = b;

	return strcmp(c->told[*x].teller, c->told[*y].teller);
}

/* The two largest of what single persons have. */
struct two {
	uint32_t first, second;
};

static void
take(struct two *t, uint32_t n)
{
	if (n > t->first) {
		t->second = t->first;
		t->first = n;
	} else if (n > t->second) {
		t->second = n;
	}
}

/* Whether a cell is empty is not to be seen by who is not in it. */
static uint32_t
both(const struct two *t)
{
	return (t->first > 0 ? t->first : 1) + (t->second > 0 ? t->second : 1);
}

static void
count_areas(const struct stat_count *c, struct stat_counted *to)
{
	const size_t all = stat_cell_find("states", "all");

	for (size_t i = 0; i < c->n_areas; i++)
		for (size_t bit = 0; bit < STAT_AREA_KINDS; bit++)
			to->n[all + bit] +=
			    (c->areas[i].what & (1u << bit)) != 0;
}

/* All that one person told, as it counts: also what another told as well. */
struct knowing {
	struct two in[STAT_CELLS_MAX], beside[STAT_CELLS_MAX];
	uint32_t own[STAT_CELLS_MAX];
};

static void
take_own(const struct stat_count *c, const struct stat_counted *all,
    struct knowing *k)
{
	const size_t states = stat_cell_find("states", "all");

	/* Of several cases in one State that State is one. */
	for (size_t i = states; i < c->n_cells; i++)
		if (k->own[i] > all->n[i])
			k->own[i] = all->n[i];
	for (size_t i = 0; i < c->n_cells; i++) {
		const size_t whole = c->cells[i].whole;

		take(&k->in[i], k->own[i]);
		if (whole != STAT_NONE && k->own[whole] > k->own[i])
			take(&k->beside[i], k->own[whole] - k->own[i]);
	}
	memset(k->own, 0, sizeof(k->own));
}

static void
take_all(const struct stat_count *c, const uint32_t *order,
    const struct stat_counted *all, struct knowing *k)
{
	const size_t states = stat_cell_find("states", "all");

	for (size_t i = 0; i < c->n; i++) {
		const struct told *one = &c->told[order[i]];
		const struct told *counted = &c->told[counted_one(c, order[i])];

		/* Of States it may have told of others than the one that
		 * counts. */
		for (size_t cell = 0; cell < c->n_cells; cell++)
			k->own[cell] +=
			    cell >= states && one->n[cell] > counted->n[cell]
			    ? one->n[cell]
			    : counted->n[cell];
		if (i + 1 == c->n ||
		    strcmp(c->told[order[i + 1]].teller, one->teller) != 0)
			take_own(c, all, k);
	}
}

bool
stat_count_end(struct stat_count *c, struct stat_counted *ret)
{
	const size_t states = stat_cell_find("states", "all");
	uint32_t *order = secret_alloc((c->n + 1) * sizeof(*order));
	struct knowing *k = secret_alloc(sizeof(*k));
	const bool ok = order != NULL && k != NULL;

	memset(ret, 0, sizeof(*ret));
	if (ok) {
		memset(k, 0, sizeof(*k));
		join(c);
		count_areas(c, ret);
		for (size_t i = 0; i < c->n; i++) {
			order[i] = (uint32_t)i;
			for (size_t cell = 0;
			     cell < states && c->told[i].same == i; cell++)
				ret->n[cell] += c->told[i].n[cell];
		}
		if (c->n > 1)
			qsort_r(order, c->n, sizeof(*order), by_teller, c);
		take_all(c, order, ret, k);
		for (size_t i = 0; i < c->n_cells; i++) {
			ret->most[i] = both(&k->in[i]);
			ret->most_beside[i] = both(&k->beside[i]);
			/* Two may have told the same. */
			if (ret->most[i] > ret->n[i] && ret->n[i] > 2)
				ret->most[i] = ret->n[i];
		}
	}
	secret_free(order);
	secret_free(k);
	return ok;
}
