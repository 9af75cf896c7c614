/* Lines of commands at the open desk: read in time, and taken apart. */
#ifndef VALISE_DESK_COMMAND_LINE_H
#define VALISE_DESK_COMMAND_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COMMAND_LINE_MAX 4096
#define COMMAND_WORDS_MAX 64

enum command_read {
	COMMAND_LINE,     /* one is there */
	COMMAND_END,      /* of the input */
	COMMAND_TOO_LONG, /* its rest was passed over */
	COMMAND_LATE,     /* nothing came by that moment */
	COMMAND_LOCK /* the key that locks: SIGQUIT, Ctrl-\ at a terminal */
};

/*
 * From now on SIGQUIT and SIGHUP are heard while a line is waited for, and wait
 * until then while a command runs: it is not cut off in its middle.
 */
void command_line_catch(void);

/*
 * A line from a descriptor, without its line feed, at the latest by
 * `until_ms` of the clock that also runs in sleep.  A byte at a time: what
 * follows is another one's.  A terminal that is gone (SIGHUP) is its end.
 */
enum command_read command_line_read(
    int fd, int64_t until_ms, char ret_line[static COMMAND_LINE_MAX]);

/* Whether a line, an end or a signal is there to be read now; whether it is a
 * signal. */
bool command_line_waits(int fd, bool *ret_signal);

/*
 * Takes a line apart in place: blanks part words; '...' and "..." keep them.
 * The number of words, NULL behind them; -1 where a quote is not ended, or
 * there are too many.  From a # at the start of a word on it is a remark.
 */
int command_line_split(char *line, char *ret_words[static COMMAND_WORDS_MAX]);

#endif
