/* One field of an act, asked by its kind. */
#ifndef VALISE_DESK_FIELD_SCREEN_H
#define VALISE_DESK_FIELD_SCREEN_H

#include "seat.h"

/*
 * Asks it, and puts what was said into `given` (F5 takes it out).  WAY_NEXT,
 * WAY_BACK, or how the program was left.
 */
enum way field_ask(
    struct seat *s, const struct rule_field *field, cJSON *given);

#endif
