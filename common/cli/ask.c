#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <sodium.h>

#include "common/bytes/stream.h"

/* A byte at a time, so that what follows stays for the next question. */
static bool
read_line(int fd, char *ret_line, size_t size)
{
	size_t len = 0;
	ssize_t got;
	char c;

	for (;;) {
		got = read(fd, &c, 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 || (got == 0 && len == 0))
			return false;
		if (got == 0 || c == '\n')
			break;
		if (len + 1 >= size)
			return false;
		ret_line[len++] = c;
	}
	ret_line[len] = '\0';
	return true;
}

static bool
ask_terminal(
    const char *prompt, enum cli_echo echo, char *ret_answer, size_t size)
{
	struct termios before, hidden;
	bool ok, changed = false;
	int tty;

	tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (tty < 0)
		return false;
	if (echo == CLI_HIDDEN) {
		if (tcgetattr(tty, &before) != 0) {
			(void)close(tty);
			return false;
		}
		hidden = before;
		hidden.c_lflag &= ~(tcflag_t)ECHO;
		changed = tcsetattr(tty, TCSAFLUSH, &hidden) == 0;
		if (!changed) {
			(void)close(tty);
			return false;
		}
	}
	ok = stream_write_all(tty, prompt, strlen(prompt)) &&
	    read_line(tty, ret_answer, size);
	if (changed) {
		(void)tcsetattr(tty, TCSAFLUSH, &before);
		(void)stream_write_all(tty, "\n", 1);
	}
	(void)close(tty);
	return ok;
}

bool
cli_ask(int fd, const char *prompt, enum cli_echo echo, char *ret_answer,
    size_t size)
{
	if (fd >= 0)
		return read_line(fd, ret_answer, size);
	return ask_terminal(prompt, echo, ret_answer, size);
}

bool
cli_ask_new(int fd, const char *prompt, char *ret_answer, size_t size)
{
	char again[1024];
	bool same;

	if (fd >= 0)
		return read_line(fd, ret_answer, size);
	if (!ask_terminal(prompt, CLI_HIDDEN, ret_answer, size) ||
	    !ask_terminal(
		"The same once more: ", CLI_HIDDEN, again, sizeof(again)))
		return false;
	same = strcmp(ret_answer, again) == 0;
	sodium_memzero(again, sizeof(again));
	return same;
}

bool
cli_tell_secret(int fd, const char *text)
{
	bool ok;
	int tty;

	if (fd >= 0)
		return stream_write_all(fd, text, strlen(text));
	tty = open("/dev/tty", O_WRONLY | O_CLOEXEC | O_NOCTTY);
	if (tty < 0)
		return false;
	ok = stream_write_all(tty, text, strlen(text));
	(void)close(tty);
	return ok;
}
