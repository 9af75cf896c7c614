#include "stat_attack.h"

#include <stdlib.h>
#include <string.h>

#include "stat_script.h"
#include "stat_solver.h"

#define SCRIPT_MAX (4u << 20)

struct attack {
	struct stat_script s;
	struct stat_findings *found;
	int64_t until;
};

/* --- the answer --- */

enum answer { SAT, UNSAT, UNKNOWN };

/* One line of it; false: it is none of those that there are. */
static bool
next_word(const char **at, enum answer *ret)
{
	static const char *const words[] = {
	    [SAT] = "sat\n", [UNSAT] = "unsat\n", [UNKNOWN] = "unknown\n"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strncmp(*at, words[i], strlen(words[i])) == 0) {
			*at += strlen(words[i]);
			*ret = (enum answer)i;
			return true;
		}
	return false;
}

static bool
read_answer(struct attack *a, const char *text, bool *ret_fits)
{
	const char *at = text;
	enum answer answer;
	/* Whether it fits at all must be known. */
	bool ok = next_word(&at, &answer) && answer != UNKNOWN;

	*ret_fits = ok && answer == SAT;
	memset(a->found, 0, sizeof(*a->found));
	for (size_t i = 0; i < a->s.n && ok; i++) {
		if (stat_release_base(a->s.targets[0].release, i) > 0) {
			ok = next_word(&at, &answer);
			a->found->count[i] = answer != SAT;
		}
		if (ok && stat_script_asks_beside(&a->s, i)) {
			ok = next_word(&at, &answer);
			a->found->beside[i] = answer != SAT;
		}
	}
	return ok && *at == '\0';
}

static bool
run(struct attack *a, bool *ret_fits, struct reason *reason)
{
	char *answer = NULL;
	bool ok;

	byte_writer_init(&a->s.script, SCRIPT_MAX);
	stat_script_write(&a->s);
	reason_set(reason, "there is not enough memory");
	if (!a->s.script.failed)
		answer = stat_solver_ask((const char *)a->s.script.data,
		    a->s.script.len, a->until, reason);
	byte_writer_finish(&a->s.script);
	if (answer == NULL)
		return false;
	ok = read_answer(a, answer, ret_fits);
	free(answer);
	if (!ok)
		reason_set(reason, "the solver's answer is not understood");
	return ok;
}

static void
add(struct stat_findings *to, const struct stat_findings *more)
{
	for (size_t i = 0; i < STAT_CELLS_MAX; i++) {
		to->count[i] |= more->count[i];
		to->beside[i] |= more->beside[i];
	}
}

/* With as many links as fit: what was withdrawn in between is in one and not in
 * the other, and says nothing of the others. */
static bool
run_linked(struct attack *a, bool *ret_fits, struct reason *reason)
{
	struct stat_findings one;
	struct attack single = *a;
	bool fits;

	a->s.linked = (1u << (STAT_RELEASES - 1)) - 1;
	if (!run(a, ret_fits, reason))
		return false;
	if (*ret_fits || a->s.n_targets == 1)
		return true;
	memset(a->found, 0, sizeof(*a->found));
	single.found = &one;
	for (unsigned pair = 0; pair + 1 < a->s.n_targets; pair++) {
		single.s.linked = 1u << pair;
		if (!run(&single, &fits, reason))
			return false;
		if (fits)
			add(a->found, &one);
		*ret_fits = *ret_fits || fits;
	}
	a->s.linked = 0;
	return *ret_fits || run(a, ret_fits, reason);
}

bool
stat_attack(const struct stat_target *targets, size_t n, int64_t until,
    struct stat_findings *ret_findings, struct reason *ret_reason)
{
	struct stat_findings more = {{false}, {false}};
	struct attack a = {.s = {.targets = targets, .n_targets = n},
	    .found = ret_findings,
	    .until = until};
	bool fits = false;

	a.s.n = stat_cells(&a.s.cells);
	if (!run_linked(&a, &fits, ret_reason))
		return false;
	/* The first one ever may be of a desk that had nothing before. */
	if (!fits || !targets[n - 1].first)
		return true;
	a.s.fresh = true;
	a.found = &more;
	if (!run_linked(&a, &fits, ret_reason))
		return false;
	/* That it had none is no finding of the report's. */
	if (n == 1) {
		more.count[stat_cell_find("flow", "before")] = false;
		more.count[stat_cell_find("flow", "again")] = false;
	}
	if (fits)
		add(ret_findings, &more);
	return true;
}
