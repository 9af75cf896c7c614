#include "stat_script.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "client/desk/rules/rule_days.h"

#define UNPRINTED 1000000u /* a count that is not printed is below that */

static const char worlds[] = "xy";

/* One release in one world. */
struct view {
	struct stat_script *a;
	const struct stat_target *t;
	char world;
	size_t r;
};

static bool
is_printed(const struct view *v, size_t cell)
{
	return stat_release_base(v->t->release, cell) > 0;
}

/* What two know of a count; of a release of before, which stands as it was
 * issued, no more than that can be. */
static uint32_t
known(const struct view *v, size_t cell)
{
	uint32_t own = v->t->counted->most[cell];

	if (v->r > 0 && is_printed(v, cell) &&
	    own > stat_release_most(v->t->release, cell))
		own = stat_release_most(v->t->release, cell);
	return own;
}

static bool
is_part(const struct stat_script *a, size_t cell)
{
	return stat_table(a->cells[cell].table)->kind == STAT_PARTS &&
	    a->cells[cell].whole != STAT_NONE;
}

static void
put_name(const struct view *v, size_t cell)
{
	byte_writer_printf(&v->a->script, " %c%zuc%zu", v->world, v->r, cell);
}

static void
put_flow_name(const struct view *v, const char *code)
{
	put_name(v, stat_cell_find("flow", code));
}

/* Each within what its printed count may be. */
static void
put_counts(const struct view *v)
{
	for (size_t i = 0; i < v->a->n; i++) {
		byte_writer_text(&v->a->script, "(declare-const");
		put_name(v, i);
		byte_writer_printf(&v->a->script, " Int)(assert (<= %" PRIu32,
		    is_printed(v, i) ? stat_release_least(v->t->release, i)
				     : 0);
		put_name(v, i);
		byte_writer_printf(&v->a->script, " %" PRIu32 "))\n",
		    is_printed(v, i) ? stat_release_most(v->t->release, i)
				     : UNPRINTED);
	}
}

static void
put_at_least(const struct view *v, size_t cell, uint32_t least)
{
	byte_writer_text(&v->a->script, "(assert (>=");
	put_name(v, cell);
	byte_writer_printf(&v->a->script, " %" PRIu32 "))\n", least);
}

static void
put_beside(const struct view *v, size_t cell, uint32_t least)
{
	byte_writer_text(&v->a->script, "(assert (>= (-");
	put_name(v, v->a->cells[cell].whole);
	put_name(v, cell);
	byte_writer_printf(&v->a->script, ") %" PRIu32 "))\n", least);
}

/* A part is no more than its whole; the parts of one table add up. */
static void
put_wholes(const struct view *v)
{
	for (size_t i = 0; i < v->a->n; i++)
		if (v->a->cells[i].whole != STAT_NONE)
			put_beside(v, i, 0);
	for (size_t table = 0; table < STAT_TABLES; table++) {
		size_t whole = STAT_NONE;

		if (stat_table(table)->kind != STAT_PARTS)
			continue;
		byte_writer_text(&v->a->script, "(assert (= (+ 0");
		for (size_t i = 0; i < v->a->n; i++) {
			if (v->a->cells[i].table != table || !is_part(v->a, i))
				continue;
			whole = v->a->cells[i].whole;
			put_name(v, i);
		}
		byte_writer_text(&v->a->script, ")");
		put_name(v, whole);
		byte_writer_text(&v->a->script, "))\n");
	}
}

static void
put_flow(const struct view *v)
{
	byte_writer_text(&v->a->script, "(assert (= (+");
	put_flow_name(v, "before");
	put_flow_name(v, "received");
	put_flow_name(v, "again");
	byte_writer_text(&v->a->script, ") (+");
	put_flow_name(v, "concluded");
	put_flow_name(v, "after");
	byte_writer_text(&v->a->script, ")))\n");
	/* Of those under examination at the end, some were received; of those
	 * concluded, the others. */
	byte_writer_text(&v->a->script, "(assert (>=");
	put_flow_name(v, "after");
	byte_writer_text(&v->a->script, " (+");
	put_name(v, stat_cell_find("stand", "examined"));
	put_flow_name(v, "again");
	byte_writer_text(&v->a->script, ")))(assert (>=");
	put_flow_name(v, "concluded");
	byte_writer_text(&v->a->script, " (+");
	put_name(v, stat_cell_find("stand", "credible"));
	put_name(v, stat_cell_find("stand", "not-established"));
	put_name(v, stat_cell_find("stand", "ended"));
	byte_writer_text(&v->a->script, ")))\n");
	if (!v->a->fresh || !v->t->first)
		return;
	byte_writer_text(&v->a->script, "(assert (= 0");
	put_flow_name(v, "before");
	put_flow_name(v, "again");
	byte_writer_text(&v->a->script, "))\n");
}

/* Women defenders and peacebuilders are those of two profiles, or of both. */
static void
put_women(const struct view *v)
{
	const size_t women = stat_cell_find("persons", "women");
	const size_t profiles[] = {stat_cell_find("profiles", "R02"),
	    stat_cell_find("profiles", "R03")};

	byte_writer_text(&v->a->script, "(assert (<=");
	put_name(v, women);
	byte_writer_text(&v->a->script, " (+");
	put_name(v, profiles[0]);
	put_name(v, profiles[1]);
	byte_writer_text(&v->a->script, ")))");
	for (size_t i = 0; i < 2; i++) {
		byte_writer_text(&v->a->script, "(assert (>=");
		put_name(v, women);
		put_name(v, profiles[i]);
		byte_writer_text(&v->a->script, "))\n");
	}
}

/* Whether one begins on the day after another ended. */
static bool
follows(const struct stat_target *later, const struct stat_target *earlier)
{
	char day[UTC_DAY_BYTES];

	rule_day_add(earlier->release->period.to, 1, day);
	return strcmp(day, later->release->period.from) == 0;
}

/* What one began with is what the one before ended with. */
static void
put_link(const struct view *v)
{
	const struct view earlier = {v->a, v->t + 1, v->world, v->r + 1};

	byte_writer_text(&v->a->script, "(assert (=");
	put_flow_name(v, "before");
	put_flow_name(&earlier, "after");
	byte_writer_text(&v->a->script, "))\n");
}

static void
put_world(struct stat_script *a, char world)
{
	for (size_t r = 0; r < a->n_targets; r++) {
		const struct view v = {a, &a->targets[r], world, r};

		put_counts(&v);
		put_wholes(&v);
		put_flow(&v);
		put_women(&v);
	}
	for (size_t r = 0; r + 1 < a->n_targets; r++) {
		const struct view v = {a, &a->targets[r], world, r};

		if ((a->linked & (1u << r)) != 0 &&
		    follows(&a->targets[r], &a->targets[r + 1]))
			put_link(&v);
	}
}

/* --- what two know --- */

/*
 * What the parts of a table come to at the least, without one of them, where
 * two know `own` of these: in which of them that is, is not one's to say for
 * any two, so it is what they would have in all, or what they have in each.
 */
static uint32_t
others_least(const struct view *v, size_t table, size_t without, uint32_t own)
{
	uint32_t each = 0, all = own;

	for (size_t i = 0; i < v->a->n; i++) {
		uint32_t least;

		if (v->a->cells[i].table != table || i == without ||
		    !is_part(v->a, i))
			continue;
		least =
		    is_printed(v, i) ? stat_release_least(v->t->release, i) : 0;
		all += least;
		each += least > known(v, i) ? least : known(v, i);
	}
	return each < all ? each : all;
}

/* Of a release of before, which stands as it was issued, no more than can be.
 */
static void
put_known_beside(const struct view *v, size_t cell, uint32_t beside)
{
	const size_t whole = v->a->cells[cell].whole;

	if (v->r > 0 && is_printed(v, whole)) {
		const uint32_t most = stat_release_most(v->t->release, whole);
		const uint32_t least = is_printed(v, cell)
		    ? stat_release_least(v->t->release, cell)
		    : 0;
		const uint32_t room = most > least ? most - least : 0;

		beside = beside > room ? room : beside;
	}
	put_beside(v, cell, beside);
}

/* What a desk that is new has none of. */
static bool
is_none_yet(size_t cell)
{
	return cell == stat_cell_find("flow", "before") ||
	    cell == stat_cell_find("flow", "again");
}

static void
put_known_whole(const struct view *v, size_t table, size_t whole)
{
	uint32_t least = others_least(v, table, STAT_NONE, known(v, whole));

	if (v->r > 0 && is_printed(v, whole) &&
	    least > stat_release_most(v->t->release, whole))
		least = stat_release_most(v->t->release, whole);
	put_at_least(v, whole, least);
}

/* Of one table, in all worlds and releases. */
static void
put_known_of(const struct view *v, size_t table)
{
	const bool parts = stat_table(table)->kind == STAT_PARTS;
	size_t whole = STAT_NONE;

	for (size_t i = 0; i < v->a->n; i++) {
		const struct stat_cell *c = &v->a->cells[i];

		if (c->table != table ||
		    (v->a->fresh && v->t->first && is_none_yet(i)))
			continue;
		/* Two are in one part each, not in all: asked part by part. */
		if (!is_part(v->a, i))
			put_at_least(v, i, known(v, i));
		if (c->whole == STAT_NONE)
			continue;
		whole = c->whole;
		put_known_beside(v, i,
		    parts ? others_least(
				v, table, i, v->t->counted->most_beside[i])
			  : v->t->counted->most_beside[i]);
	}
	if (parts && whole != STAT_NONE)
		put_known_whole(v, table, whole);
}

static void
put_known(struct stat_script *a, size_t table)
{
	size_t of = table;

	for (size_t i = 0; i < a->n; i++)
		if (a->cells[i].table == table &&
		    a->cells[i].whole != STAT_NONE)
			of = a->cells[a->cells[i].whole].table;
	for (const char *world = worlds; *world != '\0'; world++)
		for (size_t r = 0; r < a->n_targets; r++) {
			const struct view v = {a, &a->targets[r], *world, r};

			if (v.t->counted == NULL)
				continue;
			put_known_of(&v, table);
			/* The cases of which all others are parts, and the
			 * persons or letters. */
			if (table != 0)
				put_known_of(&v, 0);
			if (of != table && of != 0)
				put_known_of(&v, of);
		}
}

/* --- what is asked --- */

bool
stat_script_asks_beside(const struct stat_script *a, size_t cell)
{
	const struct stat_release *r = a->targets[0].release;
	const size_t whole = a->cells[cell].whole;

	return stat_release_base(r, cell) > 0 && whole != STAT_NONE &&
	    stat_release_base(r, whole) > 0;
}

/* Of a count, or of the rest of its whole. */
static void
ask(struct stat_script *a, size_t cell, bool beside)
{
	byte_writer_text(&a->script, "(push 1)");
	for (const char *world = worlds; *world != '\0'; world++) {
		const struct view v = {a, &a->targets[0], *world, 0};

		if (is_part(a, cell) && v.t->counted != NULL)
			put_at_least(&v, cell, known(&v, cell));
	}
	byte_writer_text(&a->script, "(assert (>= (-");
	for (const char *world = worlds; *world != '\0'; world++)
		if (beside)
			byte_writer_printf(&a->script, " (- %c0c%zu %c0c%zu)",
			    *world, a->cells[cell].whole, *world, cell);
		else
			byte_writer_printf(
			    &a->script, " %c0c%zu", *world, cell);
	byte_writer_printf(&a->script, ") %u))(check-sat)(pop 1)\n",
	    stat_cell_asked(&a->cells[cell]) - 1);
}

void
stat_script_write(struct stat_script *a)
{
	size_t table = STAT_NONE;

	byte_writer_text(&a->script, "(set-logic QF_LIA)\n");
	for (const char *world = worlds; *world != '\0'; world++)
		put_world(a, *world);
	byte_writer_text(&a->script, "(check-sat)\n");
	for (size_t i = 0; i < a->n; i++) {
		/* Table after table, each with what is known of it. */
		if (a->cells[i].table != table) {
			if (table != STAT_NONE)
				byte_writer_text(&a->script, "(pop 1)\n");
			table = a->cells[i].table;
			byte_writer_text(&a->script, "(push 1)\n");
			put_known(a, table);
		}
		if (stat_release_base(a->targets[0].release, i) > 0)
			ask(a, i, false);
		if (stat_script_asks_beside(a, i))
			ask(a, i, true);
	}
	byte_writer_text(&a->script, "(pop 1)\n");
}
