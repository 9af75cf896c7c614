/*
 * The face of lines: questions are written one below the other, answers are
 * read line by line, from a terminal, a braille display or a pipe.  Nothing is
 * drawn, moved or overwritten.
 *
 * A line is an answer.  ".2" is what F2 does on a screen, and so for each key
 * that is named below a question; ".0" leaves, and a dot alone goes on, which
 * also ends a text of many lines.  Any other line that begins with a
 * dot is not taken; with two dots it is one that begins with one.  Items are
 * chosen by their numbers; other words search for them.  The end of the input
 * is as the end of a terminal: WAY_ENDED.
 */
#ifndef VALISE_FACES_PLAIN_FACE_H
#define VALISE_FACES_PLAIN_FACE_H

#include <stdio.h>

#include "client/sitting/face.h"

extern const struct face plain_face;

/*
 * Where it reads and writes, until plain_face_finish(); neither is closed.
 * Input is no longer buffered: no answer stays behind in a buffer.  False when
 * out of memory.
 */
bool plain_face_start(FILE *in, FILE *out);
void plain_face_finish(void); /* wipes the last line */

#endif
