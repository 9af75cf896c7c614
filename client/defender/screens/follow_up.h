/* What is sent into the case of a reply code: an answer, or a withdrawal. */
#ifndef VALISE_DEFENDER_FOLLOW_UP_H
#define VALISE_DEFENDER_FOLLOW_UP_H

#include "client/defender/report/reply_code.h"
#include "screens.h"

/*
 * From what it is to its receipt, sealed with these keys.  The session's own
 * report and files are as before when this returns, however it was left.
 */
enum way follow_up_screen(struct session *s, const struct reply_keys *keys);

#endif
