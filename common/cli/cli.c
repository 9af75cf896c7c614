#include "cli.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/bytes/printable_text.h"
#include "common/bytes/text_codec.h"

static const char *program_name = "valise";

void
cli_name(const char *program)
{
	program_name = program;
}

/* Neutralised as a whole: what it quotes may come from outside. */
static void say(const char *kind, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

static void
say(const char *kind, const char *format, va_list args)
{
	char text[2048], *line, *next;

	if (vsnprintf(text, sizeof(text), format, args) < 0)
		return;
	(void)fprintf(stderr, "%s: %s", program_name, kind);
	/* A line of what is quoted must not look like one of ours. */
	for (line = text; line != NULL; line = next) {
		next = strchr(line, '\n');
		if (next != NULL)
			*next++ = '\0';
		(void)printable_text_write(
		    stderr, line, strlen(line), PRINTABLE_KEEP_LINES);
		(void)fputs(next != NULL ? "\n    " : "\n", stderr);
	}
}

enum cli_status
cli_fail(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say("", format, args);
	va_end(args);
	return CLI_FAILED;
}

void
cli_note(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say("", format, args);
	va_end(args);
}

void
cli_warn(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say("warning: ", format, args);
	va_end(args);
}

enum cli_status
cli_end(enum cli_status status)
{
	if (fflush(stdout) != 0 || ferror(stdout))
		return cli_fail("the output could not be written");
	return status;
}

int
cli_fd(const char *text)
{
	uint64_t fd;

	return decimal_decode(text, strlen(text), 1 << 20, &fd) ? (int)fd : -1;
}

enum cli_status
cli_no_command(const char *help, int argc, char **argv)
{
	if (argc < 2 || strcmp(argv[1], "--help") == 0 ||
	    strcmp(argv[1], "help") == 0) {
		(void)fputs(help, stdout);
		return cli_end(CLI_OK);
	}
	(void)cli_fail("there is no command %s; --help lists them", argv[1]);
	return CLI_USAGE;
}
