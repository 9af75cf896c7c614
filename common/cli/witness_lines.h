/* Who cosigned a checkpoint, said to a person. */
#ifndef VALISE_CLI_WITNESS_LINES_H
#define VALISE_CLI_WITNESS_LINES_H

#include "common/notes/witnesses.h"

/*
 * A line a witness on standard output: its id and the day by its clock.  Says
 * nothing where the directory has no witnesses and none is expected.
 */
void witness_lines_print(
    const struct witness_verdict *verdict, const struct directory *d);

/* Too few or a bad one, as a sentence; false where there is nothing to say. */
bool witness_lines_trouble(
    const struct witness_verdict *verdict, struct reason *ret_reason);

#endif
