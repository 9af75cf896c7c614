/* Bytes from the terminal into events; for terminal.c and by it alone. */
#ifndef VALISE_UI_TERMINAL_KEYS_H
#define VALISE_UI_TERMINAL_KEYS_H

#include <stdbool.h>

#include "terminal.h"

/* Codes given to the marks around a paste, behind those of curses. */
#define TERMINAL_PASTE_STARTS 01001
#define TERMINAL_PASTE_ENDS 01002

/* How a wait ended. */
enum terminal_wait {
	TERMINAL_WAIT_INPUT,
	TERMINAL_WAIT_SIGNAL, /* of a new size */
	TERMINAL_WAIT_TIME,
	TERMINAL_WAIT_ENDED
};

/* terminal.c: lets signals in and waits; 0 only looks, negative: for ever. */
enum terminal_wait terminal_wait(int milliseconds);

/* terminal.c: the next byte or code of curses, -1 where there is none. */
int terminal_next_code(void);

/* Whether a code was read too far: the next event starts with it, not with -1.
 */
bool terminal_keys_left_over(void);

/* The event that starts with that code; may read on.  TERMINAL_NOTHING: none.
 */
void terminal_keys_event(int code, struct terminal_event *ret_event);

/* Wipes and frees what was kept. */
void terminal_keys_finish(void);

#endif
