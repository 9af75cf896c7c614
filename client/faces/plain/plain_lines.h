/* Lines out and lines in, and the ways that a line can mean. */
#ifndef VALISE_FACES_PLAIN_LINES_H
#define VALISE_FACES_PLAIN_LINES_H

#include "client/sitting/face.h"

#define PLAIN_LINE_BYTES 65536 /* of one line, with its NUL */

/* Puts a text of lines, and a line end where it has none. */
void plain_put(const char *text, size_t len);
void plain_putf(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * What every question begins with: its title and how far it is, what is asked,
 * what helps.  Then what was said just before.
 */
void plain_head(const struct sitting *s, const struct face_ask *ask);

/* The ways of a question: ".2 Next  .3 Back ...". */
void plain_ways(const struct sitting *s, const struct face_ask *ask);

enum plain_line {
	PLAIN_ANSWER, /* the text is in ret_text */
	PLAIN_WAY     /* the way is in ret_way */
};

enum plain_echo { PLAIN_SHOWN, PLAIN_HIDDEN };

/*
 * The next line, after a prompt.  What only the face does (help, a way that is
 * not offered) is done, and the next is read.  A way besides NEXT and BACK has
 * what follows it in the line in `ret_text`, too.  The text lives until the
 * next read.
 */
enum plain_line plain_read(struct sitting *s, const struct face_ask *ask,
    enum plain_echo echo, enum way *ret_way, const char **ret_text);

#endif
