/* A question within the frame that every screen of a sitting has. */
#ifndef VALISE_FACES_FRAMED_H
#define VALISE_FACES_FRAMED_H

#include "client/sitting/face.h"
#include "client/sitting/sitting.h"
#include "client/ui/screen.h"

/*
 * Runs a screen with a sitting's words, lock and leaving, and with the title,
 * help, keys and offers of `ask`: never returns WAY_LOCK.  What only the screen
 * knows (draw, key, tick, holds, state) is the caller's.
 */
enum way framed_run(
    struct sitting *s, const struct face_ask *ask, const struct screen *screen);

/*
 * Asks in bold and helps below, from the top of the body; what is left of the
 * body to `ret_rest`.
 */
void framed_head(const struct sitting *s, const struct face_ask *ask,
    const struct paint_area *body, struct paint_area *ret_rest);

#endif
