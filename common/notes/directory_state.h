/*
 * The last directory that a program with state has seen (TUF: no rollback), and
 * how far the series of its desks had come (docs/DIRECTORY.md 4).
 */
#ifndef VALISE_NOTES_DIRECTORY_STATE_H
#define VALISE_NOTES_DIRECTORY_STATE_H

#include "common/bytes/byte_writer.h"
#include "directory.h"

#define DIRECTORY_STATE_MAX (1u << 20) /* bytes; of 4,096 intakes */

/*
 * "version hash name", and a line for each series that has an anchor, to be
 * kept; with a NUL behind it that is not counted.  Lines of intakes that `kept`
 * (or NULL) has and `d` lacks stay, for one may come back.  The writer fails
 * where memory is short.
 */
void directory_state_format(
    const struct directory *d, const char *kept, struct byte_writer *w);

/*
 * False with a reason where `d` has another name than what was kept, a lower
 * version, another text under the same version, or an anchor that falls behind
 * one of that intake that was seen, or is another one of its number.  `kept` is
 * a text with a NUL; NULL: nothing was yet.
 */
bool directory_state_allows(
    const char *kept, const struct directory *d, struct reason *ret_reason);

#endif
