#include "command_line.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "common/bytes/steady_clock.h"

static volatile sig_atomic_t caught;
static sigset_t waiting; /* what may come while a line is waited for */

static void
on_signal(int number)
{
	caught = number;
}

void
command_line_catch(void)
{
	static const int numbers[] = {SIGQUIT, SIGHUP};
	struct sigaction act = {.sa_handler = on_signal}, old;
	sigset_t held;

	(void)sigemptyset(&held);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		/* Whoever started it may have wanted it to outlive a terminal.
		 */
		if (numbers[i] == SIGHUP &&
		    sigaction(SIGHUP, NULL, &old) == 0 &&
		    old.sa_handler == SIG_IGN)
			continue;
		(void)sigaddset(&held, numbers[i]);
		(void)sigaction(numbers[i], &act, NULL);
	}
	(void)sigprocmask(SIG_BLOCK, &held, &waiting);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		(void)sigdelset(&waiting, numbers[i]);
}

enum came { CAME_BYTE, CAME_NOTHING, CAME_SIGNAL };

/* Whether a byte, or the end, can be read by then. */
static enum came
wait_for(int fd, int64_t until_ms)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};

	for (;;) {
		int64_t left = until_ms - steady_clock_boot_ms();
		struct timespec most = {.tv_sec = 60};
		int n;

		if (left <= 0)
			return CAME_NOTHING;
		if (left < 60000)
			most = (struct timespec){
			    left / 1000, left % 1000 * 1000000};
		/* One that came before, while something else was looked at. */
		if (caught != 0)
			return CAME_SIGNAL;
		n = ppoll(&p, 1, &most, &waiting);
		if (n < 0 && errno == EINTR && caught != 0)
			return CAME_SIGNAL;
		if (n > 0 || (n < 0 && errno != EINTR))
			return CAME_BYTE;
	}
}

bool
command_line_waits(int fd, bool *ret_signal)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	const struct timespec none = {0, 0};
	/* One that is blocked is let in here too. */
	const int n = ppoll(&p, 1, &none, &waiting);

	*ret_signal = caught != 0;
	return n > 0 || *ret_signal;
}

enum command_read
command_line_read(
    int fd, int64_t until_ms, char ret_line[static COMMAND_LINE_MAX])
{
	size_t len = 0;
	bool long_ = false;
	int number;
	ssize_t got;
	char c;

	for (;;) {
		switch (wait_for(fd, until_ms)) {
		case CAME_NOTHING:
			return COMMAND_LATE;
		case CAME_SIGNAL:
			number = caught;
			caught = 0;
			return number == SIGHUP ? COMMAND_END : COMMAND_LOCK;
		case CAME_BYTE:
			break;
		}
		got = read(fd, &c, 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0 && len == 0 && !long_)
			return COMMAND_END;
		if (got <= 0 || c == '\n')
			break;
		if (len + 1 < COMMAND_LINE_MAX)
			ret_line[len++] = c;
		else
			long_ = true;
	}
	ret_line[len] = '\0';
	return long_ ? COMMAND_TOO_LONG : COMMAND_LINE;
}

int
command_line_split(char *line, char *ret_words[static COMMAND_WORDS_MAX])
{
	char *from = line, *to;
	int n = 0;

	for (;;) {
		char quote = '\0';

		from += strspn(from, " \t\r");
		if (*from == '\0' || *from == '#')
			break;
		if (n + 1 == COMMAND_WORDS_MAX)
			return -1;
		ret_words[n++] = to = from;
		for (; *from != '\0' &&
		     (quote != '\0' || strchr(" \t\r", *from) == NULL);
		     from++) {
			if (quote == '\0' && (*from == '"' || *from == '\''))
				quote = *from;
			else if (quote != '\0' && *from == quote)
				quote = '\0';
			else
				*to++ = *from;
		}
		if (quote != '\0')
			return -1;
		if (*from != '\0')
			from++;
		*to = '\0';
	}
	ret_words[n] = NULL;
	return n;
}
