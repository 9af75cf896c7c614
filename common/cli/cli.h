/* What every program says and asks in a terminal. */
#ifndef VALISE_CLI_CLI_H
#define VALISE_CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/work/task.h"

/* Exit statuses of every program (docs/README.md). */
enum cli_status {
	CLI_OK = 0,
	CLI_FAILED = 1, /* it said what happened and what is safe */
	CLI_USAGE = 2,  /* the words of the command are off */
	CLI_PARTLY = 3  /* done, but for items that were named */
};

/* The name that messages begin with; a literal. */
void cli_name(const char *program);

/* "program: sentence" on standard error; returns CLI_FAILED. */
enum cli_status cli_fail(const char *format, ...)
    __attribute__((format(printf, 1, 2)));
/* The same, where it is nothing that failed. */
void cli_note(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* "program: warning: sentence". */
void cli_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Ends a program: standard output must have been written whole. */
enum cli_status cli_end(enum cli_status status);

/*
 * What main() does with words that are no command: help where it is asked for
 * or nothing is, else their name.
 */
enum cli_status cli_no_command(const char *help, int argc, char **argv);

/* -1 where the text is not the number of a descriptor. */
int cli_fd(const char *text);

enum cli_echo { CLI_ECHO, CLI_HIDDEN };

/*
 * Asks at the terminal (/dev/tty, whatever the streams are), or takes a line
 * from `fd` where that is not negative.  The NUL-terminated answer goes to
 * `ret_answer`, which the caller wipes.  False at the end of input, without a
 * terminal, or when the answer does not fit.
 */
bool cli_ask(int fd, const char *prompt, enum cli_echo echo, char *ret_answer,
    size_t size);

/* Twice, hidden, and the same; or once from `fd`. */
bool cli_ask_new(int fd, const char *prompt, char *ret_answer, size_t size);

/*
 * Prints a secret to the terminal alone, or to `fd` where not negative: never
 * to standard output, which may be a file.
 */
bool cli_tell_secret(int fd, const char *text);

/*
 * Follows a task with a bar on standard error where that is a terminal, and
 * says there why it waits; one task at a time.  Static.
 */
const struct task_follow *cli_progress(void);

#endif
