#include "command_line.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "common/bytes/steady_clock.h"

/* Whether a byte, or the end, can be read by then. */
static bool
comes(int fd, int64_t until_ms)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};

	for (;;) {
		int64_t left = until_ms - steady_clock_boot_ms();
		int n;

		if (left <= 0)
			return false;
		n = poll(&p, 1, left > 60000 ? 60000 : (int)left);
		if (n > 0 || (n < 0 && errno != EINTR))
			return true;
	}
}

enum command_read
command_line_read(
    int fd, int64_t until_ms, char ret_line[static COMMAND_LINE_MAX])
{
	size_t len = 0;
	bool long_ = false;
	ssize_t got;
	char c;

	for (;;) {
		if (!comes(fd, until_ms))
			return COMMAND_LATE;
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
