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
	uint16_t n[STAT_CELLS_MAX];
};
struct stat_count {
	struct stat_period period;
	char today[UTC_DAY_BYTES];
	size_t n_cells;
	const struct stat_cell *cells;
	struct told *told;
	size_t n, room;
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
	secret_free(c);
}

static struct told *
next(struct stat_count *c)
{
	struct told *grown;

	if (c->n == c->room) {
		c->room = c->room == 0 ? 64 : 2 * c->room;
		grown = secret_alloc(c->room * sizeof(*grown));
		if (grown == NULL)
			return NULL;
		if (c->n > 0)
			memcpy(grown, c->told, c->n * sizeof(*grown));
		secret_free(c->told);
		c->told = grown;
	}
	memset(&c->told[c->n], 0, sizeof(*c->told));
	return &c->told[c->n];
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

/* What a person found to be told twice is counted once, by its first. */
static bool
is_double(const cJSON *work)
{
	const cJSON *link;
	uint64_t own = 0, with = 0;

	(void)json_text_integer(work, "case", &own);
	cJSON_ArrayForEach (link, work_look(work, WORK_LINKS))
		if (strcmp(work_text(link, "relation"), "duplicate") == 0 &&
		    *work_text(link, "undone") == '\0' &&
		    json_text_integer(link, "with", &with) && with < own)
			return true;
	return false;
}

/* Who told it agrees to be counted, still does, and nothing is stopped. */
static bool
counts(const struct stat_count *c, const cJSON *work)
{
	const unsigned stopped = STATE(STATE_WITHDRAWN) | STATE(STATE_HOLD);

	return (stopped & STATE(work_state(work))) == 0 && !is_double(work) &&
	    consent_of(work, WORK_SOURCE_PERSON, "C7", c->today) ==
	    CONSENT_GIVEN;
}

bool
stat_count_add(struct stat_count *c, const struct stat_case *one)
{
	struct told *t;

	if (!counts(c, one->work))
		return true;
	t = next(c);
	if (t == NULL)
		return false;
	(void)snprintf(t->teller, sizeof(t->teller), "%s", one->teller);
	stat_case_cells(one, &c->period, c->today, t->n, put_area, c);
	c->n++;
	return true;
}

static int
by_teller(const void *a, const void *b)
{
	const struct told *x = a, *y = b;

	return strcmp(x->teller, y->teller);
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

void
stat_count_end(struct stat_count *c, struct stat_counted *ret)
{
	struct two in[STAT_CELLS_MAX], beside[STAT_CELLS_MAX];
	const size_t states = stat_cell_find("states", "all");

	memset(ret, 0, sizeof(*ret));
	memset(in, 0, sizeof(in));
	memset(beside, 0, sizeof(beside));
	count_areas(c, ret);
	if (c->n > 1)
		qsort(c->told, c->n, sizeof(*c->told), by_teller);
	for (size_t i = 0, last; i < c->n; i = last) {
		uint32_t own[STAT_CELLS_MAX] = {0};

		for (last = i; last < c->n &&
		     strcmp(c->told[last].teller, c->told[i].teller) == 0;
		     last++)
			for (size_t k = 0; k < c->n_cells; k++)
				own[k] += c->told[last].n[k];
		/* Of several cases in one State that State is one. */
		for (size_t k = states; k < c->n_cells; k++)
			if (own[k] > ret->n[k])
				own[k] = ret->n[k];
		for (size_t k = 0; k < c->n_cells; k++) {
			const size_t whole = c->cells[k].whole;

			take(&in[k], own[k]);
			if (k < states)
				ret->n[k] += own[k];
			if (whole != STAT_NONE && own[whole] > own[k])
				take(&beside[k], own[whole] - own[k]);
		}
	}
	for (size_t k = 0; k < c->n_cells; k++) {
		ret->most[k] = both(&in[k]);
		ret->most_beside[k] = both(&beside[k]);
		if (k >= states && ret->most[k] > ret->n[k] && ret->n[k] > 2)
			ret->most[k] = ret->n[k];
	}
}
