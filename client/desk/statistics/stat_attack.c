#include "stat_attack.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/desk/rules/rule_days.h"
#include "common/bytes/byte_writer.h"
#include "stat_solver.h"

#define SCRIPT_MAX (4u << 20)
#define UNPRINTED 1000000u /* a count that is not printed is below that */

/*
 * Two worlds, x and y, of which each fits all that is known: what is asked is
 * whether a count can be so much larger in the one than in the other.
 */
static const char worlds[] = "xy";

struct attack {
	const struct stat_target *targets;
	size_t n_targets;
	const struct stat_cell *cells;
	size_t n;
	struct byte_writer script;
	struct stat_findings *found;
	bool
	    linked; /* also by what one release ends and the next begins with */
};
/* One release in one world. */
struct view {
	struct attack *a;
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
is_part(const struct attack *a, size_t cell)
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
put_world(struct attack *a, char world)
{
	for (size_t r = 0; r < a->n_targets; r++) {
		const struct view v = {a, &a->targets[r], world, r};

		put_counts(&v);
		put_wholes(&v);
		put_flow(&v);
	}
	for (size_t r = 0; r + 1 < a->n_targets && a->linked; r++) {
		const struct view v = {a, &a->targets[r], world, r};

		if (follows(&a->targets[r], &a->targets[r + 1]))
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

/* Of one table, in all worlds and releases. */
static void
put_known_of(const struct view *v, size_t table)
{
	const bool parts = stat_table(table)->kind == STAT_PARTS;
	size_t whole = STAT_NONE;

	for (size_t i = 0; i < v->a->n; i++) {
		const struct stat_cell *c = &v->a->cells[i];

		if (c->table != table)
			continue;
		/* Two are in one part each, not in all: asked part by part. */
		if (!is_part(v->a, i))
			put_at_least(v, i, known(v, i));
		if (c->whole == STAT_NONE)
			continue;
		whole = c->whole;
		put_beside(v, i,
		    parts ? others_least(
				v, table, i, v->t->counted->most_beside[i])
			  : v->t->counted->most_beside[i]);
	}
	if (parts && whole != STAT_NONE)
		put_at_least(v, whole,
		    others_least(v, table, STAT_NONE, known(v, whole)));
}

static void
put_known(struct attack *a, size_t table)
{
	for (const char *world = worlds; *world != '\0'; world++)
		for (size_t r = 0; r < a->n_targets; r++) {
			const struct view v = {a, &a->targets[r], *world, r};

			if (v.t->counted == NULL)
				continue;
			put_known_of(&v, table);
			/* The cases of which all others are parts. */
			if (table > 0)
				put_at_least(&v,
				    stat_cell_find("flow", "received"),
				    known(&v,
					stat_cell_find("flow", "received")));
		}
}

/* --- what is asked --- */

static bool
asks_beside(const struct attack *a, size_t cell)
{
	const struct stat_release *r = a->targets[0].release;
	const size_t whole = a->cells[cell].whole;

	return stat_release_base(r, cell) > 0 && whole != STAT_NONE &&
	    stat_release_base(r, whole) > 0;
}

/* Of a count, or of the rest of its whole. */
static void
ask(struct attack *a, size_t cell, bool beside)
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

static void
write_script(struct attack *a)
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
		if (asks_beside(a, i))
			ask(a, i, true);
	}
	byte_writer_text(&a->script, "(pop 1)\n");
}

/* --- the answer --- */

/* One line of it; false: it is none of those that there are. */
static bool
next_word(const char **at, bool *ret_sat)
{
	static const char *const words[] = {"sat\n", "unsat\n", "unknown\n"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strncmp(*at, words[i], strlen(words[i])) == 0) {
			*at += strlen(words[i]);
			*ret_sat = i == 0;
			return true;
		}
	return false;
}

static bool
read_answer(struct attack *a, const char *text, bool *ret_fits)
{
	const char *at = text;
	bool sat, ok = next_word(&at, ret_fits);

	memset(a->found, 0, sizeof(*a->found));
	for (size_t i = 0; i < a->n && ok; i++) {
		if (stat_release_base(a->targets[0].release, i) > 0) {
			ok = next_word(&at, &sat);
			a->found->count[i] = ok && !sat;
		}
		if (ok && asks_beside(a, i)) {
			ok = next_word(&at, &sat);
			a->found->beside[i] = ok && !sat;
		}
	}
	return ok && *at == '\0';
}

static bool
run(struct attack *a, bool *ret_fits, struct reason *reason)
{
	char *answer = NULL;
	bool ok;

	byte_writer_init(&a->script, SCRIPT_MAX);
	write_script(a);
	reason_set(reason, "there is not enough memory");
	if (!a->script.failed)
		answer = stat_solver_ask(
		    (const char *)a->script.data, a->script.len, reason);
	byte_writer_finish(&a->script);
	if (answer == NULL)
		return false;
	ok = read_answer(a, answer, ret_fits);
	free(answer);
	if (!ok)
		reason_set(reason, "the solver's answer is not understood");
	return ok;
}

bool
stat_attack(const struct stat_target *targets, size_t n,
    struct stat_findings *ret_findings, struct reason *ret_reason)
{
	struct attack a = {.targets = targets,
	    .n_targets = n,
	    .found = ret_findings,
	    .linked = true};
	bool fits = false;

	a.n = stat_cells(&a.cells);
	if (!run(&a, &fits, ret_reason))
		return false;
	/* What was withdrawn in between is in one and not in the other: then
	 * nothing fits both, and each is attacked by itself. */
	a.linked = false;
	return fits || n == 1 || run(&a, &fits, ret_reason);
}
