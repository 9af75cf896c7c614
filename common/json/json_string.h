/* A string as JSON, the one way it is written here. */
#ifndef VALISE_JSON_JSON_STRING_H
#define VALISE_JSON_JSON_STRING_H

#include "common/bytes/byte_writer.h"

/*
 * With its quotes; escaped as RFC 8785 3.2.2.2 does: the short escapes, and
 * lower-case \u00xx for other controls.  So a text takes at most twice its
 * bytes where it has no other controls, as no text of JSON has unescaped.
 */
void json_string_write(struct byte_writer *w, const char *text);

#endif
