/* What others can see all the same: told on the screen and by `help risks`. */
#ifndef VALISE_WORDS_RISKS_H
#define VALISE_WORDS_RISKS_H

#include "words.h"

/* In the order in which they are told, behind WORD_RISK_HEADING; ends NULL. */
extern const struct word *const words_risks[];

#endif
