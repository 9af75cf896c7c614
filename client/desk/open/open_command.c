#include "open_command.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "client/desk/commands/disposal_said.h"
#include "client/desk/asking/desk_say.h"
#include "client/desk/asking/open_vault.h"
#include "client/desk/screens/desk_screens.h"
#include "command_line.h"
#include "open_acts.h"
#include "open_session.h"
#include "common/bytes/secret.h"
#include "common/bytes/steady_clock.h"

enum went { WENT_ON, WENT_ENDS };

static bool
act_as(struct desk_session *d, const char *id)
{
	if (!vault_is_present(d->v, id)) {
		(void)cli_fail("%s is not at the desk: who, sign-on FILE", id);
		return false;
	}
	(void)snprintf(d->as, sizeof(d->as), "%s", id);
	return true;
}

static void
say_who(const struct desk_session *d)
{
	const char *id;

	for (size_t i = 0; (id = vault_present(d->v, i)) != NULL; i++)
		(void)printf(
		    "%s%s\n", id, strcmp(id, d->as) == 0 ? " (acts)" : "");
}

/* Takes --as NAME out of the words, wherever it stands. */
static bool
take_as(int *argc, char **argv, const char **ret_id)
{
	int to = 0;

	for (int i = 0; i < *argc; i++) {
		if (strcmp(argv[i], "--as") != 0) {
			argv[to++] = argv[i];
			continue;
		}
		if (++i == *argc) {
			(void)cli_fail("--as needs a name");
			return false;
		}
		*ret_id = argv[i];
	}
	*argc = to;
	argv[to] = NULL;
	return true;
}

static enum cli_status
run_act(
    struct desk_session *d, const struct desk_act *act, int argc, char **argv)
{
	const char *id = d->as;
	struct reason reason = {""};
	enum cli_status status;

	if (!take_as(&argc, argv, &id))
		return CLI_USAGE;
	if (*id == '\0')
		return cli_fail("who does that? as NAME, or --as NAME");
	if (!vault_act_as(d->v, id, act->roles, &reason))
		return cli_fail("%s: not done: %s", act->name, reason.text);
	if (open_vault_imports())
		return act->run(argc, argv);
	(void)snprintf(d->acting, sizeof(d->acting), "%s", id);
	d->acting_roles = act->roles;
	memset(&d->meanwhile, 0, sizeof(d->meanwhile));
	status = act->run(argc, argv);
	/* Lines that somebody's head knows may be gone by it. */
	if (strcmp(act->name, "repair") == 0 &&
	    (status == CLI_OK || status == CLI_PARTLY))
		session_write_heads(d);
	vault_custody_end(d->v);
	return status;
}

/* The screens, until the person leaves them, or the desk is to be locked. */
static enum cli_status
run_screens(struct desk_session *d, int argc, char **argv)
{
	int64_t left = d->close_ms - steady_clock_boot_ms();
	struct desk_screens screens = {
	    .v = d->v, .who = d->as, .close_ms = d->close_ms};
	struct reason reason = {""};
	enum language language;

	if (argc > 2 || (argc == 2 && !language_find(argv[1], &language))) {
		(void)cli_fail("screens [ar|en|es|fr|ru|zh]");
		return CLI_USAGE;
	}
	if (d->script)
		return cli_fail("screens need a terminal");
	if (d->as[0] == '\0')
		return cli_fail("who works at them? as NAME");
	if (!vault_act_as(d->v, d->as, NULL, &reason))
		return cli_fail("%s", reason.text);
	if (argc == 2)
		screens.language = &language;
	/* It ends in time: what is typed keeps it open no longer. */
	screens.idle_seconds = (int)(left / 1000 < d->o->lock_after
		? (left < 1000 ? 1 : left / 1000)
		: d->o->lock_after);
	switch (desk_screens_run(&screens, &reason)) {
	case DESK_SCREENS_LEFT:
		return CLI_OK;
	case DESK_SCREENS_LOCK:
		session_lock(d, ": at its screens");
		return CLI_OK;
	case DESK_SCREENS_FAILED:
		break;
	}
	return cli_fail("%s", reason.text);
}

/* What is of the open desk itself; CLI_USAGE where it is another word. */
static enum cli_status
run_own(struct desk_session *d, int argc, char **argv, enum went *ret_went)
{
	const char *what = argv[0];

	if (strcmp(what, "close") == 0 && argc == 1) {
		*ret_went = WENT_ENDS;
		return CLI_OK;
	}
	if (strcmp(what, "help") == 0)
		return fputs(open_acts_help, stdout) < 0 ? CLI_FAILED : CLI_OK;
	if (strcmp(what, "lock") == 0 && argc == 1) {
		session_lock(d, "");
		return CLI_OK;
	}
	if (strcmp(what, "resume") == 0 && argc == 1) {
		if (!d->locked)
			return cli_fail("it is not locked");
		return session_resume(d) ? CLI_OK : CLI_FAILED;
	}
	if (d->locked)
		return cli_fail("it is locked: resume, or close");
	if (strcmp(what, "as") == 0 && argc == 2)
		return act_as(d, argv[1]) ? CLI_OK : CLI_FAILED;
	if (strcmp(what, "who") == 0 && argc == 1) {
		say_who(d);
		return CLI_OK;
	}
	if (strcmp(what, "screens") == 0)
		return run_screens(d, argc, argv);
	if (strcmp(what, "sign-on") == 0 && argc == 2)
		return session_sign_on(d, argv[1]) ? CLI_OK : CLI_FAILED;
	return CLI_USAGE;
}

static enum cli_status
run_words(struct desk_session *d, int n, char **words, enum went *ret_went)
{
	enum cli_status status = run_own(d, n, words, ret_went);
	const struct desk_act *act;

	if (status != CLI_USAGE)
		return status;
	act = open_act(words[0]);
	if (act != NULL)
		return run_act(d, act, n, words);
	(void)cli_fail(
	    "there is no command %s at the open desk: help", words[0]);
	return CLI_USAGE;
}

enum cli_status
session_run_words(struct desk_session *d, int n, char **words)
{
	enum went ignored = WENT_ON;

	return run_words(d, n, words, &ignored);
}

static enum cli_status
run_line(struct desk_session *d, char *line, enum went *ret_went)
{
	char *words[COMMAND_WORDS_MAX];
	int n = command_line_split(line, words);

	if (n < 0)
		return cli_fail("a quote that is not ended, or too many words");
	return n == 0 ? CLI_OK : run_words(d, n, words, ret_went);
}

static void
prompt(const struct desk_session *d)
{
	if (d->script)
		return;
	(void)printf("%s%s ", d->locked ? "locked" : d->as,
	    d->locked || d->as[0] != '\0' ? ">" : "desk>");
	(void)fflush(stdout);
}

/* The next line: one that came while an import ran, or another. */
static enum command_read
read_line(struct desk_session *d, char ret_line[static COMMAND_LINE_MAX])
{
	struct session_meanwhile *m = &d->meanwhile;
	int64_t idle = steady_clock_boot_ms() + d->o->lock_after * 1000;

	if (m->lock || m->ends) {
		const bool lock = m->lock;

		m->lock = false;
		return lock ? COMMAND_LOCK : COMMAND_END;
	}
	if (m->idle) {
		m->idle = false;
		return COMMAND_LATE;
	}
	if (m->has_line) {
		m->has_line = false;
		memcpy(ret_line, m->line, COMMAND_LINE_MAX);
		sodium_memzero(m->line, sizeof(m->line));
		return COMMAND_LINE;
	}
	prompt(d);
	if (d->locked || idle > d->close_ms)
		idle = d->close_ms;
	return command_line_read(d->fd, idle, ret_line);
}

/* A line and what it asks for; the input may end, and the day too. */
static enum went
go_on(struct desk_session *d)
{
	enum went went = WENT_ON;
	char line[COMMAND_LINE_MAX];
	enum cli_status status = CLI_OK;

	switch (read_line(d, line)) {
	case COMMAND_END:
		return WENT_ENDS;
	case COMMAND_LATE:
		if (steady_clock_boot_ms() < d->close_ms) {
			session_lock(d, ": nothing was asked for a while");
			break;
		}
		(void)printf("The time of this desk is over.\n");
		return WENT_ENDS;
	case COMMAND_LOCK:
		session_lock(d, ": by the key that locks");
		break;
	case COMMAND_TOO_LONG:
		status = cli_fail("that line is too long");
		break;
	case COMMAND_LINE:
		/* What runs past the time it has is not cut off in its middle.
		 */
		if (steady_clock_boot_ms() >= d->close_ms) {
			(void)printf("The time of this desk is over.\n");
			return WENT_ENDS;
		}
		status = run_line(d, line, &went);
		break;
	}
	sodium_memzero(line, sizeof(line));
	if (fflush(stdout) != 0)
		status = cli_fail("standard output: %s", strerror(errno));
	if (status != CLI_OK && d->status == CLI_OK)
		d->status = status;
	/* Half a thing is named, and what follows may go on. */
	if (d->script && status != CLI_OK && status != CLI_PARTLY) {
		d->status = status;
		return WENT_ENDS;
	}
	return went;
}

static void
say_restore(void *context, const struct vault_restore *r)
{
	(void)context;
	(void)printf("A copy went on in its place once, with %" PRIu64
		     " lines of the journal, by %s.",
	    r->lines, r->by);
	if (r->shares)
		(void)printf(" It was opened by shares of another day.");
	if (r->head > r->lines)
		(void)printf(" %" PRIu64 " more were known then: what they "
			     "tell of is not in it, unless it came again.",
		    r->head - r->lines);
	else if (r->head > 0)
		(void)printf(" Its line %" PRIu64 " was another than one of "
			     "them knew.",
		    r->head);
	(void)putchar('\n');
}

static void
say_restores(const struct desk_session *d)
{
	struct reason reason = {""};

	if (!vault_each_restore(d->v, say_restore, NULL, desk_say(), &reason))
		cli_warn("%s", reason.text);
}

static void
say_open(const struct desk_session *d)
{
	const struct share_list *store =
	    &vault_shares(d->v)->lists[SHARE_STORE];

	if (store->threshold == 1)
		(void)fputs(
		    "TRIAL: one person opens this vault alone.\n", stderr);
	say_restores(d);
	(void)printf("The desk of %s is open. It locks after %" PRId64
		     " s without a command, and closes after %" PRId64 " s.\n",
	    vault_intake(d->v), d->o->lock_after, d->o->close_after);
}

static enum cli_status
sit(struct desk_session *d)
{
	const struct open_vault_meanwhile meanwhile = {
	    !d->script, session_run_meanwhile, d};

	if (!session_unlock(d))
		return CLI_FAILED;
	open_vault_warn_of_vault(d->v);
	disposal_warn_unfinished(d->v);
	d->close_ms = steady_clock_boot_ms() + d->o->close_after * 1000;
	say_open(d);
	open_vault_is(d->v);
	open_vault_meanwhile_is(&meanwhile);
	desk_options_passphrase_fd(d->o->passphrase_fd);
	command_line_catch();
	while (go_on(d) == WENT_ON)
		;
	open_vault_is(NULL);
	open_vault_meanwhile_is(NULL);
	if (!d->locked)
		session_lock(d, "");
	(void)printf("Closed.\n");
	return d->script ? d->status : CLI_OK;
}

enum cli_status
desk_command_open(int argc, char **argv)
{
	struct desk_session d = {.fd = STDIN_FILENO};
	enum cli_status status = CLI_FAILED;
	struct reason reason = {""};
	struct desk_options o;

	if (!desk_options_parse(argc, argv, "vPafixdRS", &o) ||
	    o.vault == NULL || o.as.n == 0 || o.rest != argc) {
		(void)cli_fail("open needs --vault FOLDER --as FILE, as often "
			       "as it takes");
		return CLI_USAGE;
	}
	d.o = &o;
	if (o.commands != NULL)
		d.fd = open(o.commands, O_RDONLY | O_CLOEXEC);
	if (d.fd < 0)
		return cli_fail("%s: %s", o.commands, strerror(errno));
	d.script = !isatty(d.fd);
	d.v = open_vault_begin() ? vault_look(o.vault, &reason) : NULL;
	if (open_vault_opening() == NULL)
		; /* said */
	else if (d.v == NULL)
		(void)cli_fail("the vault stays shut: %s", reason.text);
	else
		status = sit(&d);
	session_end(&d);
	vault_close(d.v);
	opening_end(open_vault_opening());
	if (o.commands != NULL)
		(void)close(d.fd);
	return status;
}
