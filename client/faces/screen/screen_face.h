/*
 * The face on a terminal's whole screen (client/ui): a title, what is asked, a
 * body, a message, the keys (docs/UI.md).  The program starts and stops the
 * terminal around the sitting.
 */
#ifndef VALISE_FACES_SCREEN_FACE_H
#define VALISE_FACES_SCREEN_FACE_H

#include "client/sitting/face.h"

extern const struct face screen_face;

#endif
