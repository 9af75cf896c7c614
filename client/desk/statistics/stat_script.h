/*
 * What an attack asks, in SMT-LIB 2: two worlds that fit all that is known, and
 * whether a count can be so much larger in the one than in the other.
 */
#ifndef VALISE_DESK_STAT_SCRIPT_H
#define VALISE_DESK_STAT_SCRIPT_H

#include "common/bytes/byte_writer.h"
#include "stat_attack.h"

struct stat_script {
	const struct stat_target *targets;
	size_t n_targets;
	const struct stat_cell *cells;
	size_t n;
	/* Pairs of releases, of which what the one ended with is what the other
	 * begins with: a bit a pair. */
	unsigned linked;
	bool fresh; /* nothing was there before the first one ever issued */
	struct byte_writer script;
};

/*
 * Writes it: a question whether anything fits, and then, in the order of the
 * cells, one for each count that is printed and one for the rest of its whole
 * (stat_script_asks_beside()).
 */
void stat_script_write(struct stat_script *s);
bool stat_script_asks_beside(const struct stat_script *s, size_t cell);

#endif
