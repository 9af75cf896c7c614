/*
 * The terminal as a whole, through ncurses: its own screen, raw keys, whole
 * pastes, signals; put back as it was on every way out.  There is one, so there
 * is no handle.  No colours: bold and reverse alone.  docs/UI.md has the keys.
 */
#ifndef VALISE_UI_TERMINAL_H
#define VALISE_UI_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

#include "client/ui/text/bidi.h"
#include "common/bytes/reason.h"

enum terminal_key {
	TERMINAL_NOTHING, /* the time was over */
	TERMINAL_TEXT,    /* typed: whole characters, no controls */
	TERMINAL_PASTE,   /* pasted: bytes as they came, maybe malformed */
	TERMINAL_ENTER,
	TERMINAL_TAB,
	TERMINAL_BACK_TAB,
	TERMINAL_BACKSPACE,
	TERMINAL_DELETE,
	TERMINAL_LEFT,
	TERMINAL_RIGHT,
	TERMINAL_UP,
	TERMINAL_DOWN,
	TERMINAL_HOME,
	TERMINAL_END,
	TERMINAL_PAGE_UP,
	TERMINAL_PAGE_DOWN,
	TERMINAL_UNDO,
	TERMINAL_REDO,
	TERMINAL_HELP,
	TERMINAL_NEXT,
	TERMINAL_BACK,
	TERMINAL_LANGUAGE,
	TERMINAL_SKIP,
	TERMINAL_MORE,   /* the screen's own: F6 */
	TERMINAL_REMOVE, /* the screen's own: F7 */
	TERMINAL_SAVE,
	TERMINAL_LOCK,
	TERMINAL_ONCE,       /* Esc or ^X: once more is the quick exit */
	TERMINAL_QUICK_EXIT, /* the same of them again within three seconds */
	TERMINAL_RESIZED,
	TERMINAL_OTHER, /* a key that means nothing here */
	TERMINAL_ENDED  /* SIGTERM, SIGHUP, SIGINT, or the line was cut */
};

struct terminal_event {
	enum terminal_key key;
	const char *text; /* lives until the next read; wiped then */
	size_t len;
};

/*
 * Takes the terminal.  The program's locale is made C.UTF-8 where it is not one
 * of UTF-8.  From here to terminal_stop() SIGTERM, SIGHUP, SIGINT, SIGQUIT and
 * SIGWINCH arrive only inside terminal_read(); threads started in between never
 * get them.  False with a reason where there is no terminal that can.
 */
bool terminal_start(enum text_order order, struct reason *ret_reason);

/* How it is left. */
enum terminal_leave {
	TERMINAL_LEAVE_QUIETLY, /* what was there before stands there again */
	TERMINAL_LEAVE_CLEARED /* and is cleared, with what had scrolled away */
};

/* Also at exit.  Blanks what ncurses remembers.  Nothing when not started. */
void terminal_stop(enum terminal_leave leave);

enum text_order terminal_order(void);
/* From the next drawing on; what is drawn already is drawn anew by whoever
 * drew it. */
void terminal_set_order(enum text_order order);

/* Rows and columns now. */
void terminal_size(int *ret_rows, int *ret_columns);

/*
 * The next event, waiting at most `milliseconds` for its start, for ever when
 * negative.  A paste is waited for until its end, or for two silent seconds.
 */
void terminal_read(int milliseconds, struct terminal_event *ret_event);

/* Whether more input waits already: then drawing can wait, too. */
bool terminal_input_waits(void);

#endif
