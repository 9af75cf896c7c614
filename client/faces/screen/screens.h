/* The screens of this face, one for each thing that client/sitting/face.h has.
 */
#ifndef VALISE_FACES_SCREENS_H
#define VALISE_FACES_SCREENS_H

#include "client/sitting/face.h"

enum way framed_list(
    struct sitting *s, const struct face_list *list, size_t *ret_at);
enum way framed_line(
    struct sitting *s, const struct face_line *line, struct text_field *field);
enum way framed_text(
    struct sitting *s, const struct face_ask *ask, struct text_buffer *text);
enum way framed_reading(struct sitting *s, const struct face_reading *r);
enum way framed_work(struct sitting *s, const struct face_work *work);
enum way framed_pick(struct sitting *s, const struct face_pick *pick,
    size_t size, char *ret_path);
enum way framed_code(
    struct sitting *s, const struct face_ask *ask, const char *digits);
enum way framed_language(struct sitting *s, const struct face_ask *ask,
    const struct list_item *names, size_t n, size_t *at);
enum way framed_cover(struct sitting *s, const char *text);

#endif
