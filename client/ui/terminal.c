#include "terminal.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

#include <curses.h>
/* Macros of curses that are words of everyone. */
#undef lines
#undef columns

#include "terminal_keys.h"

/* An Esc may be the start of a key; so long it waits for the rest. */
#define ESCAPE_MS 200

#define EXPLICIT_ORDER \
	"\x1b[8l" /* ECMA-48, BDSM: cells stay where they are \
		   */
#define IMPLICIT_ORDER "\x1b[8h"
#define PASTES_MARKED "\x1b[?2004h"
#define PASTES_UNMARKED "\x1b[?2004l"
#define ALL_CLEARED "\x1b[H\x1b[2J\x1b[3J"

static const int endings[] = {SIGTERM, SIGHUP, SIGINT, SIGQUIT};
static const int crashes[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};

#define ENDINGS (sizeof(endings) / sizeof(endings[0]))
#define CRASHES (sizeof(crashes) / sizeof(crashes[0]))

static struct {
	SCREEN *screen; /* NULL: not started */
	WINDOW *keys;   /* never drawn: reading from it refreshes nothing */
	enum text_order order;
	struct termios before;
	char leave_screen[32]; /* for a crash */
	sigset_t let_in;       /* while waiting */
	sigset_t masked_before;
	struct sigaction handled_before[ENDINGS];
	bool at_exit;
} terminal;

static volatile sig_atomic_t ended;

static void
note_ending(int number)
{
	ended = number;
}

/* Only calls that a signal handler may make. */
static void
restore_after_crash(int number)
{
	static const char modes[] = PASTES_UNMARKED IMPLICIT_ORDER "\x1b[0m";

	if (write(STDOUT_FILENO, modes, sizeof(modes) - 1) >= 0 &&
	    write(STDOUT_FILENO, terminal.leave_screen,
		strlen(terminal.leave_screen)) >= 0)
		(void)tcsetattr(STDIN_FILENO, TCSANOW, &terminal.before);
	(void)raise(number); /* its default action, from here on */
}

static void
say(const char *sequence)
{
	(void)fputs(sequence, stdout);
	(void)fflush(stdout);
}

static void
stop_at_exit(void)
{
	terminal_stop(TERMINAL_LEAVE_QUIETLY);
}

static void
take_signals(void)
{
	struct sigaction action = {.sa_handler = note_ending};
	struct sigaction crash = {
	    .sa_handler = restore_after_crash, .sa_flags = (int)SA_RESETHAND};
	struct sigaction before;
	const char *leave = tigetstr("rmcup");
	size_t len;
	sigset_t blocked;

	ended = 0;
	(void)sigemptyset(&blocked);
	(void)sigaddset(&blocked, SIGWINCH);
	for (size_t i = 0; i < ENDINGS; i++) {
		(void)sigaddset(&blocked, endings[i]);
		(void)sigaction(
		    endings[i], &action, &terminal.handled_before[i]);
	}
	(void)pthread_sigmask(SIG_BLOCK, &blocked, &terminal.masked_before);
	terminal.let_in = terminal.masked_before;
	(void)sigdelset(&terminal.let_in, SIGWINCH);
	for (size_t i = 0; i < ENDINGS; i++)
		(void)sigdelset(&terminal.let_in, endings[i]);
	terminal.leave_screen[0] = '\0';
	if (leave != NULL && (intptr_t)leave != -1) {
		len = strlen(leave) + 1;
		if (len <= sizeof(terminal.leave_screen))
			memcpy(terminal.leave_screen, leave, len);
	}
	/* A sanitizer's own handlers stay. */
	for (size_t i = 0; i < CRASHES; i++)
		if (sigaction(crashes[i], NULL, &before) == 0 &&
		    before.sa_handler == SIG_DFL)
			(void)sigaction(crashes[i], &crash, NULL);
}

static void
give_signals_back(void)
{
	struct sigaction before;

	for (size_t i = 0; i < CRASHES; i++)
		if (sigaction(crashes[i], NULL, &before) == 0 &&
		    before.sa_handler == restore_after_crash)
			(void)signal(crashes[i], SIG_DFL);
	/*
	 * Once one said to end it ends, and no second one (a terminal that goes
	 * away sends it more than once) cuts short what is wiped on the way.
	 */
	for (size_t i = 0; i < ENDINGS; i++)
		if (ended != 0)
			(void)signal(endings[i], SIG_IGN);
		else
			(void)sigaction(
			    endings[i], &terminal.handled_before[i], NULL);
	(void)pthread_sigmask(SIG_SETMASK, &terminal.masked_before, NULL);
}

static bool
use_utf8(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0 ||
	    (setlocale(LC_CTYPE, "C.UTF-8") != NULL &&
		strcmp(nl_langinfo(CODESET), "UTF-8") == 0);
}

bool
terminal_start(enum text_order order, struct reason *ret_reason)
{
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) ||
	    tcgetattr(STDIN_FILENO, &terminal.before) != 0) {
		reason_set(ret_reason, "this needs a terminal");
		return false;
	}
	if (!use_utf8()) {
		reason_set(ret_reason, "there is no UTF-8 locale here");
		return false;
	}
	terminal.screen = newterm(NULL, stdout, stdin);
	if (terminal.screen == NULL) {
		reason_set(ret_reason, "the terminal '%s' is not known here",
		    getenv("TERM") == NULL ? "" : getenv("TERM"));
		return false;
	}
	terminal.keys = newpad(1, 1);
	if (terminal.keys == NULL) {
		terminal_stop(TERMINAL_LEAVE_QUIETLY);
		reason_set(ret_reason, "out of memory");
		return false;
	}
	take_signals();
	(void)raw();
	(void)noecho();
	(void)nonl();
	(void)set_escdelay(ESCAPE_MS);
	(void)keypad(terminal.keys, TRUE);
	(void)meta(terminal.keys, TRUE);
	(void)nodelay(terminal.keys, TRUE);
	(void)define_key("\x1b[200~", TERMINAL_PASTE_STARTS);
	(void)define_key("\x1b[201~", TERMINAL_PASTE_ENDS);
	(void)refresh();
	say(PASTES_MARKED);
	terminal_set_order(order);
	if (!terminal.at_exit)
		terminal.at_exit = atexit(stop_at_exit) == 0;
	return true;
}

void
terminal_stop(enum terminal_leave leave)
{
	if (terminal.screen == NULL)
		return;
	/* What ncurses remembers of the screen becomes blank. */
	(void)clear();
	(void)refresh();
	say(PASTES_UNMARKED IMPLICIT_ORDER);
	(void)endwin();
	if (leave == TERMINAL_LEAVE_CLEARED)
		say(ALL_CLEARED);
	(void)tcflush(STDIN_FILENO, TCIFLUSH);
	if (terminal.keys != NULL) {
		(void)delwin(terminal.keys);
		give_signals_back();
	}
	terminal.keys = NULL;
	delscreen(terminal.screen);
	terminal.screen = NULL;
	terminal_keys_finish();
}

enum text_order
terminal_order(void)
{
	return terminal.order;
}

void
terminal_set_order(enum text_order order)
{
	terminal.order = order;
	say(order == TEXT_ORDER_OURS ? EXPLICIT_ORDER : IMPLICIT_ORDER);
}

void
terminal_size(int *ret_rows, int *ret_columns)
{
	getmaxyx(stdscr, *ret_rows, *ret_columns);
}

/*
 * Whether a signal says to end.  One that came is delivered only where nothing
 * else is ready, so that an input without a pause would keep it away for ever.
 */
static bool
is_ending(void)
{
	sigset_t pending;

	if (ended == 0 && sigpending(&pending) == 0)
		for (size_t i = 0; i < ENDINGS; i++)
			if (sigismember(&pending, endings[i]) == 1)
				ended = endings[i];
	return ended != 0;
}

enum terminal_wait
terminal_wait(int milliseconds)
{
	struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
	struct timespec time = {
	    milliseconds / 1000, milliseconds % 1000 * 1000000L};
	int n =
	    ppoll(&input, 1, milliseconds < 0 ? NULL : &time, &terminal.let_in);

	/* A line that was cut stays readable, with nothing to read. */
	if (!is_ending() &&
	    ((n > 0 && input.revents != POLLIN) || (n < 0 && errno != EINTR)))
		ended = SIGHUP;
	if (ended != 0)
		return TERMINAL_WAIT_ENDED;
	if (n < 0)
		return TERMINAL_WAIT_SIGNAL;
	return n == 0 ? TERMINAL_WAIT_TIME : TERMINAL_WAIT_INPUT;
}

int
terminal_next_code(void)
{
	int code = wgetch(terminal.keys);

	return code == ERR ? -1 : code;
}

void
terminal_read(int milliseconds, struct terminal_event *ret_event)
{
	enum terminal_wait wait = TERMINAL_WAIT_INPUT;
	int code, empty = 0;

	for (;;) {
		if (is_ending())
			break;
		code = terminal_keys_left_over() ? -1 : terminal_next_code();
		terminal_keys_event(code, ret_event);
		if (ret_event->key != TERMINAL_NOTHING)
			return;
		/* Readable and nothing to read, again: the line was cut. */
		empty = code < 0 && wait == TERMINAL_WAIT_INPUT ? empty + 1 : 0;
		if (empty > 100)
			break;
		wait = terminal_wait(milliseconds);
		if (wait == TERMINAL_WAIT_TIME)
			return;
		if (wait == TERMINAL_WAIT_ENDED)
			break;
	}
	if (ended == 0)
		ended = SIGHUP;
	ret_event->key = TERMINAL_ENDED;
}

bool
terminal_input_waits(void)
{
	int waiting = 0;

	return terminal_keys_left_over() ||
	    (ioctl(STDIN_FILENO, FIONREAD, &waiting) == 0 && waiting > 0);
}
