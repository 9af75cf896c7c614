/* A directory in plain lines, for a person to compare with the sheet. */
#ifndef VALISE_NOTES_DIRECTORY_SHOW_H
#define VALISE_NOTES_DIRECTORY_SHOW_H

#include <stdio.h>

#include "directory.h"
#include "persons.h"

/* Everything from the directory is neutralised on the way out. */
void directory_show(const struct directory *d, FILE *out);
void persons_show(const struct persons *p, FILE *out);

#endif
