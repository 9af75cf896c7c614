/* Asking for a reply code that someone has on paper. */
#ifndef VALISE_DEFENDER_ASK_CODE_H
#define VALISE_DEFENDER_ASK_CODE_H

#include <stdbool.h>

#include "client/defender/report/reply_code.h"

/*
 * Asks on the terminal until the check digits agree, five times at most; with
 * `fd` not negative one line is read from there and taken as it is.  The digits
 * go into guarded memory of the caller's.  False after saying why.
 */
bool ask_code(int fd, char ret_digits[static REPLY_CODE_DIGITS + 1]);

#endif
