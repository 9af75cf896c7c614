#include "stat_release.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "client/desk/rules/rule_days.h"
#include "common/bytes/steady_clock.h"
#include "stat_attack.h"

unsigned
stat_release_base(const struct stat_release *r, size_t cell)
{
	const struct stat_cell *cells;

	(void)stat_cells(&cells);
	if (r->left_out[cell])
		return 0;
	return r->base[cells[cell].table] * (cells[cell].delicate ? 2 : 1);
}

uint32_t
stat_release_least(const struct stat_release *r, size_t cell)
{
	const unsigned base = stat_release_base(r, cell);

	return r->printed[cell] >= base ? r->printed[cell] - base + 1 : 0;
}

uint32_t
stat_release_most(const struct stat_release *r, size_t cell)
{
	return r->printed[cell] + stat_release_base(r, cell) - 1;
}

uint32_t
stat_round(uint32_t n, unsigned base,
    const uint8_t seed[static STAT_SEED_BYTES], const char *name)
{
	const uint32_t rest = n % base;
	uint64_t drawn;
	uint8_t hash[sizeof(drawn)];
	char text[160];

	(void)snprintf(text, sizeof(text), "%s %u", name, base);
	(void)crypto_generichash(hash, sizeof(hash),
	    (const unsigned char *)text, strlen(text), seed, STAT_SEED_BYTES);
	drawn = 0;
	for (size_t i = 0; i < sizeof(hash); i++)
		drawn = drawn << 8 | hash[i];
	return n - rest + (drawn % base < rest ? base : 0);
}

/* What a count is called: the same count, the same name.  What was under
 * examination at the end of a day is so at the beginning of the next. */
static void
name_of(const struct stat_release *r, const struct stat_cell *cell,
    char *ret_name, size_t size)
{
	const char *id = stat_table(cell->table)->id;
	char eve[UTC_DAY_BYTES];

	rule_day_add(r->period.from, -1, eve);
	if (strcmp(id, "flow") == 0 && strcmp(cell->code, "before") == 0)
		(void)snprintf(ret_name, size, "examined %s", eve);
	else if (strcmp(id, "flow") == 0 && strcmp(cell->code, "after") == 0)
		(void)snprintf(ret_name, size, "examined %s", r->period.to);
	else
		(void)snprintf(ret_name, size, "%s.%s %s %s", id, cell->code,
		    r->period.from, r->period.to);
}

void
stat_release_round(struct stat_release *r, const struct stat_counted *counted,
    const uint8_t seed[static STAT_SEED_BYTES])
{
	const struct stat_cell *cells;
	const size_t n = stat_cells(&cells);
	char name[128];

	for (size_t i = 0; i < n; i++) {
		const unsigned base = stat_release_base(r, i);

		name_of(r, &cells[i], name, sizeof(name));
		r->printed[i] =
		    base == 0 ? 0 : stat_round(counted->n[i], base, seed, name);
	}
}

/*
 * A delicate cell of a whole that may be so little that no part of it, beside
 * what two know of both, has as many values as are asked, is left out.  Which
 * ones are is seen from what is printed, and so tells nothing.
 */
static void
leave_out(struct stat_release *r)
{
	const struct stat_cell *cells;
	const size_t n = stat_cells(&cells);

	for (size_t i = 0; i < n; i++) {
		const size_t whole = cells[i].whole;

		r->left_out[i] = cells[i].delicate && whole != STAT_NONE &&
		    stat_release_base(r, whole) > 0 &&
		    stat_release_most(r, whole) + 1 <
			stat_cell_asked(&cells[i]) + 2 + 2;
	}
}

/* The tables that do not hold get coarser; how many. */
static size_t
coarsen(struct stat_release *r, const struct stat_findings *found)
{
	const struct stat_cell *cells;
	const size_t n = stat_cells(&cells);
	bool fails[STAT_TABLES] = {false};
	size_t n_fail = 0;

	for (size_t i = 0; i < n; i++)
		if (found->count[i] || found->beside[i])
			fails[cells[i].table] = true;
	for (size_t i = 0; i < STAT_TABLES; i++) {
		if (!fails[i])
			continue;
		r->base[i] *= 2;
		if (r->base[i] > STAT_BASE_MOST)
			r->base[i] = 0;
		n_fail++;
	}
	return n_fail;
}

bool
stat_release_make(const struct stat_period *period,
    const struct stat_counted *counted,
    const uint8_t seed[static STAT_SEED_BYTES],
    const struct stat_before *before, struct stat_release *ret_release,
    struct reason *ret_reason)
{
	struct stat_target targets[STAT_RELEASES] = {
	    {ret_release, counted, before->n == 0}};
	const int64_t until = steady_clock_ms() + STAT_SECONDS * 1000;
	struct stat_findings found;

	memset(ret_release, 0, sizeof(*ret_release));
	ret_release->period = *period;
	for (size_t i = 0; i < STAT_TABLES; i++)
		ret_release->base[i] = STAT_BASE;
	for (size_t i = 0; i < before->n; i++)
		targets[1 + i] = (struct stat_target){&before->release[i],
		    &before->counted[i],
		    i + 1 == before->n && before->older == 0};
	/* Each round leaves a table coarser, and no table gets finer. */
	do {
		memset(ret_release->left_out, 0, sizeof(ret_release->left_out));
		stat_release_round(ret_release, counted, seed);
		leave_out(ret_release);
		if (!stat_attack(
			targets, 1 + before->n, until, &found, ret_reason))
			return false;
	} while (coarsen(ret_release, &found) > 0);
	return true;
}
