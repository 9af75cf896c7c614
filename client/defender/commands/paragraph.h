/* A paragraph of our own words, folded to the width of a terminal. */
#ifndef VALISE_DEFENDER_PARAGRAPH_H
#define VALISE_DEFENDER_PARAGRAPH_H

#include <stdio.h>

#define PARAGRAPH_COLUMNS 76

/*
 * Writes `text` (one line of UTF-8) in lines of at most PARAGRAPH_COLUMNS,
 * broken at blanks and between Chinese characters.  `mark`, one column each
 * byte, begins the first line; as many blanks begin the others.
 */
void paragraph_write(FILE *out, const char *mark, const char *text);

#endif
