/* Commands that only read, while an import goes on (docs/DESK.md). */
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "client/desk/working/working.h"
#include "common/bytes/steady_clock.h"
#include "open_session.h"

static void
prompt(const struct desk_session *d, size_t done, size_t all)
{
	if (d->script)
		return;
	(void)printf("%s, importing %zu/%zu> ", d->acting, done, all);
	(void)fflush(stdout);
}

/* What changes nothing that an import builds on. */
static bool
only_reads(int n, char *const *words)
{
	static const char *const reading[] = {
	    "list", "show", "extract", "who", "help"};

	for (size_t i = 0; i < sizeof(reading) / sizeof(reading[0]); i++)
		if (strcmp(words[0], reading[i]) == 0)
			return true;
	if (n > 1 && strcmp(words[0], "source") == 0)
		return strcmp(words[1], "show") == 0 ||
		    strcmp(words[1], "list") == 0;
	return desk_working_reads(n, words);
}

/* Whether it could be done now: true also where that failed. */
static bool
run_reading(struct desk_session *d, char *line, enum cli_status *ret_status)
{
	char *words[COMMAND_WORDS_MAX];
	int n = command_line_split(line, words);

	*ret_status = CLI_OK;
	if (n < 0)
		*ret_status =
		    cli_fail("a quote that is not ended, or too many words");
	else if (n > 0 && only_reads(n, words))
		*ret_status = session_run_words(d, n, words);
	else
		return n == 0;
	return true;
}

/* The words that shut the desk are not kept waiting. */
static bool
ends_it(struct desk_session *d)
{
	struct session_meanwhile *m = &d->meanwhile;
	const size_t from = strspn(m->line, " \t");
	const size_t len = strcspn(m->line + from, " \t\r");

	m->lock = len == 4 && strncmp(m->line + from, "lock", len) == 0;
	m->ends = len == 5 && strncmp(m->line + from, "close", len) == 0;
	if (m->lock || m->ends)
		m->has_line = false;
	return m->lock || m->ends;
}

/* One line; false where no more are to be read now. */
static bool
take_line(struct desk_session *d)
{
	struct session_meanwhile *m = &d->meanwhile;
	char line[COMMAND_LINE_MAX];
	enum cli_status status;

	switch (command_line_read(d->fd, d->close_ms, m->line)) {
	case COMMAND_LOCK:
		m->lock = true;
		return false;
	case COMMAND_END:
		m->ends = true;
		return false;
	case COMMAND_LATE:
		return false;
	case COMMAND_TOO_LONG:
		(void)cli_fail("that line is too long");
		return true;
	case COMMAND_LINE:
		break;
	}
	memcpy(line, m->line, sizeof(line));
	m->last_ms = steady_clock_boot_ms();
	m->has_line = !run_reading(d, line, &status);
	sodium_memzero(line, sizeof(line));
	if (!m->has_line)
		sodium_memzero(m->line, sizeof(m->line));
	if (m->has_line && !d->script && ends_it(d))
		return false;
	if (m->has_line) {
		if (!d->script)
			(void)printf("It waits until the import has ended.\n");
		return false;
	}
	if (status != CLI_OK && d->status == CLI_OK)
		d->status = status;
	/* As after any line of a script that failed. */
	m->ends =
	    m->ends || (d->script && status != CLI_OK && status != CLI_PARTLY);
	return !m->ends;
}

/*
 * Nobody asked for anything for as long as locks it, or the day is over: the
 * import goes on to its end, and no word is taken until the desk is shut.
 */
static bool
is_idle(const struct desk_session *d)
{
	const int64_t now = steady_clock_boot_ms();

	return now >= d->close_ms ||
	    (!d->script &&
		now - d->meanwhile.last_ms > d->o->lock_after * 1000);
}

/* Whether what came ends the import: a key that locks, a terminal gone. */
static bool
take_what_came(struct desk_session *d, size_t done, size_t all)
{
	struct session_meanwhile *m = &d->meanwhile;
	bool more = true, signal = false;

	while (more && !m->lock && !m->ends &&
	    command_line_waits(d->fd, &signal) &&
	    (signal || (!m->has_line && !m->idle))) {
		more = take_line(d);
		if (more)
			prompt(d, done, all);
	}
	/* What waits is not done before it is shut. */
	if (m->has_line && (m->lock || m->ends)) {
		sodium_memzero(m->line, sizeof(m->line));
		m->has_line = false;
	}
	return m->lock || (m->ends && !d->script);
}

bool
session_run_meanwhile(void *context, size_t done, size_t all)
{
	struct desk_session *d = context;
	struct session_meanwhile *m = &d->meanwhile;
	struct reason reason = {""};
	bool ends;

	if (!m->told) {
		m->last_ms = steady_clock_boot_ms();
		if (!d->script)
			(void)printf("The import goes on. Meanwhile: list, "
				     "show, extract, source show, who.\n");
		prompt(d, done, all);
		m->told = true;
	}
	m->idle = m->idle || is_idle(d);
	ends = take_what_came(d, done, all);
	(void)fflush(stdout);
	/* It goes on as whoever began it. */
	if (!vault_act_as(d->v, d->acting, d->acting_roles, &reason)) {
		cli_warn("%s", reason.text);
		return false;
	}
	return !ends;
}
