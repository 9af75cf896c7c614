/* The questions of this face, one for each that client/sitting/face.h has. */
#ifndef VALISE_FACES_PLAIN_ASKS_H
#define VALISE_FACES_PLAIN_ASKS_H

#include "client/sitting/face.h"

enum way plain_list(
    struct sitting *s, const struct face_list *list, size_t *ret_at);
enum way plain_line(
    struct sitting *s, const struct face_line *line, struct text_field *field);
enum way plain_text(
    struct sitting *s, const struct face_ask *ask, struct text_buffer *text);

#endif
