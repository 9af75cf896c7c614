/*
 * A stranger's words on plain output, so that none of them can pass for ours:
 * each line of them begins with a mark that no line of a program has.
 */
#ifndef VALISE_CLI_OUTSIDE_H
#define VALISE_CLI_OUTSIDE_H

#include <stddef.h>
#include <stdio.h>

/* "│ ", or "| " where the locale's characters are not UTF-8. */
const char *outside_mark(void);

/* Where it is shown elsewhere than on the stream's own terminal: so many
 * columns a row; 0: as below. */
void outside_columns_are(unsigned columns);

/*
 * Each line of the text behind the mark, as printable_text_write() shows it
 * with its lines kept; longer ones are folded at the width of the terminal, or
 * where it is none at COLUMNS of the environment, or 80, so that nothing of it
 * stands at the start of a row without a mark.  Direction marks that were
 * dropped are said, in English, on a line of ours.
 */
void outside_write(FILE *out, const void *text, size_t len);

/*
 * One line of it in at most `columns` columns behind the mark, cut with an
 * ellipsis: for a cell at the end of a row on which `used` columns are ours.
 * Where too few are left it stands on a row of its own.
 */
void outside_cell(FILE *out, const char *text, unsigned used, unsigned columns);

/* A cell of ours: cut to `columns`, and filled up to them by width. */
void outside_pad(FILE *out, const char *text, unsigned columns);

#endif
