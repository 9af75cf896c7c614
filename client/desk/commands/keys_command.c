/* valise-desk keys: the epochs' keys, and their end (docs/KEYS.md 6). */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "client/desk/asking/open_vault.h"
#include "client/desk/intake/wanting.h"
#include "client/desk/store/journal.h"
#include "commands.h"
#include "disposal_said.h"
#include "common/bytes/utc_time.h"

struct keys {
	struct vault *v;
	int64_t now;
	bool looked; /* the secrets were read: `here` says something */
	/* What was found. */
	size_t n, n_destroyed;
	const struct directory_epoch *due[VAULT_EPOCHS_MAX];
	size_t n_due;
	size_t n_lost; /* not destroyed, and not here */
};

static void
print_key(const struct keys *k, const struct vault_epoch *e)
{
	char from[UTC_TIME_BYTES], until[UTC_TIME_BYTES], end[UTC_TIME_BYTES];

	utc_time_format(e->listed->from, from);
	utc_time_format(e->listed->until, until);
	utc_time_format(e->listed->destroyed_after, end);
	(void)printf("%.10s to %.10s%s  ", from, until,
	    e->listed->revoked ? ", revoked" : "");
	if (e->destroyed && e->here)
		(void)printf(
		    "destroyed %s by %s, and HERE AGAIN", e->day, e->by);
	else if (e->destroyed)
		(void)printf("destroyed %s by %s", e->day, e->by);
	else if (k->looked && !e->here)
		(void)printf("its secret is not here");
	else if (k->now > e->listed->destroyed_after)
		(void)printf("due since %.10s", end);
	else
		(void)printf("to be destroyed after %.10s", end);
	(void)putchar('\n');
}

static bool
look_at_key(void *context, const struct vault_epoch *e)
{
	struct keys *k = context;

	k->n++;
	k->n_destroyed += e->destroyed;
	k->n_lost += k->looked && !e->destroyed && !e->here;
	if (!e->destroyed && (e->here || !k->looked) &&
	    k->now > e->listed->destroyed_after &&
	    k->n_due < sizeof(k->due) / sizeof(k->due[0]))
		k->due[k->n_due++] = e->listed;
	return true;
}

static bool
print_each(void *context, const struct vault_epoch *e)
{
	print_key(context, e);
	return true;
}

static void
say_wanting(void *context, const struct wanting *w)
{
	bool *blocked = context;

	*blocked = true;
	switch (w->why) {
	case WANTING_NO_RELAY:
		cli_warn("the directory has no relay of its time: nothing here "
			 "tells what may still come");
		break;
	case WANTING_NO_LOG:
		cli_warn("no log of relay %s was ever seen", w->relay);
		break;
	case WANTING_OLD_LOG:
		cli_warn("the log of relay %s was seen to %s: that is before "
			 "its letters had their time, or a day to come",
		    w->relay, w->publication);
		break;
	case WANTING_UNREAD:
		cli_warn("what was seen of %s can't be read",
		    *w->relay == '\0' ? "the logs" : w->relay);
		break;
	case WANTING_UNOPENED:
		cli_warn("the log of relay %s has %zu of its time that no "
			 "stick brought",
		    w->relay, w->n);
		break;
	case WANTING_LOST:
		cli_warn("notes of this desk say that %zu are held, and they "
			 "are not here",
		    w->n);
		break;
	}
}

enum may { MAY_END, MAY_NOT, MAY_BY_FORCE };

/* Whether it may end now; says why not. */
static enum may
may_end(struct keys *k, const struct directory_epoch *e)
{
	struct reason reason = {""};
	char from[UTC_TIME_BYTES];
	bool blocked = false;

	if (!wanting_of(k->v, e, k->now, say_wanting, &blocked, &reason)) {
		cli_warn("%s", reason.text);
		return MAY_NOT;
	}
	if (!blocked)
		return MAY_END;
	utc_time_format(e->from, from);
	cli_warn("so the key from %.10s on stays: collect and import first. "
		 "Where that will never come, keys destroy --unopened %.10s "
		 "ends it all the same",
	    from, from);
	return MAY_BY_FORCE;
}

static void
last_day(const struct keys *k, char ret_day[static UTC_DAY_BYTES])
{
	int64_t last = 0;

	for (size_t i = 0; i < k->n_due; i++)
		if (k->due[i]->until > last)
			last = k->due[i]->until;
	utc_time_day(last, ret_day);
}

static enum cli_status
list(struct keys *k)
{
	struct reason reason = {""};
	char day[UTC_DAY_BYTES];
	size_t n_free = 0;
	const size_t files = vault_epoch_files(k->v);

	if (!vault_each_epoch(k->v, look_at_key, k, &reason) ||
	    !vault_each_epoch(k->v, print_each, k, &reason))
		return cli_fail("%s", reason.text);
	(void)printf("%zu keys in the directory, %zu destroyed; %zu files of "
		     "secrets here.\n",
	    k->n, k->n_destroyed, files);
	if (!k->looked && files != k->n - k->n_destroyed)
		cli_warn("%zu secrets were to be here, no more and no fewer: "
			 "with the custodians (--custodian FILE) this command "
			 "says whose lacks",
		    k->n - k->n_destroyed);
	if (k->n_lost > 0)
		cli_warn("%zu secret(s) that nobody destroyed are not here: "
			 "what is sealed to them will not open, and its "
			 "senders are told so by the next bulletin",
		    k->n_lost);
	if (k->n_due == 0)
		return CLI_OK;
	last_day(k, day);
	for (size_t i = 0; i < k->n_due; i++)
		n_free += may_end(k, k->due[i]) == MAY_END;
	(void)printf("%zu due, %zu of them free to end: keys destroy %s ends "
		     "these.\n",
	    k->n_due, n_free, day);
	return CLI_OK;
}

/* One that fails costs itself. */
static bool
end_one(struct keys *k, const struct directory_epoch *e, bool unopened)
{
	struct reason reason = {""};
	char from[UTC_TIME_BYTES];
	bool told;

	if (vault_destroy_epoch(k->v, e, unopened, &told, &reason))
		return true;
	utc_time_format(e->from, from);
	if (told)
		cli_warn("the key from %.10s on is written down as ended, and "
			 "its file could not be removed: %s. The next command "
			 "with the custodians tries again",
		    from, reason.text);
	else
		cli_warn("the key from %.10s on: %s", from, reason.text);
	return false;
}

static enum cli_status
say_ended(const struct keys *k, size_t n)
{
	if (n > 0)
		(void)printf(
		    "%zu key(s) destroyed. What is sealed to them and was not "
		    "opened opens for nobody any more, as far as this disk "
		    "forgets; copies of the epochs' folder, if somebody made "
		    "any, have to go too.\n",
		    n);
	return n == k->n_due ? CLI_OK
	    : n > 0          ? CLI_PARTLY
			     : cli_fail("nothing was destroyed");
}

static enum cli_status
destroy(struct keys *k, const char *typed)
{
	struct reason reason = {""};
	char day[UTC_DAY_BYTES];
	size_t n = 0;

	if (!vault_each_epoch(k->v, look_at_key, k, &reason))
		return cli_fail("%s", reason.text);
	if (k->n_due == 0)
		return cli_fail("no key that is here is due: keys list says "
				"when each is");
	last_day(k, day);
	if (strcmp(typed, day) != 0)
		return cli_fail("the last that is due ended on %s, and %s was "
				"asked for: nothing was destroyed",
		    day, typed);
	for (size_t i = 0; i < k->n_due; i++)
		n += may_end(k, k->due[i]) == MAY_END &&
		    end_one(k, k->due[i], false);
	return say_ended(k, n);
}

/* One alone, by its first day, whatever may still wait for it. */
static enum cli_status
destroy_unopened(struct keys *k, const char *typed)
{
	const struct directory_epoch *e = NULL;
	struct reason reason = {""};
	char from[UTC_DAY_BYTES];
	enum may may;

	if (!vault_each_epoch(k->v, look_at_key, k, &reason))
		return cli_fail("%s", reason.text);
	for (size_t i = 0; i < k->n_due && e == NULL; i++) {
		utc_time_day(k->due[i]->from, from);
		if (strcmp(from, typed) == 0)
			e = k->due[i];
	}
	if (e == NULL)
		return cli_fail("no key that is here and due begins on %s: "
				"nothing was destroyed",
		    typed);
	k->n_due = 1;
	may = may_end(k, e);
	return say_ended(
	    k, may != MAY_NOT && end_one(k, e, may == MAY_BY_FORCE));
}

enum cli_status
desk_command_keys(int argc, char **argv)
{
	const char *what = argc >= 2 ? argv[1] : "";
	const bool ends = strcmp(what, "destroy") == 0;
	struct keys k = {.looked = false};
	enum cli_status status = CLI_FAILED;
	struct desk_options o;

	if (argc < 2 || (!ends && strcmp(what, "list") != 0) ||
	    !desk_options_parse(
		argc - 1, argv + 1, ends ? "vPcU" : "vPc", &o) ||
	    argc - 1 - o.rest != (ends ? 1 : 0)) {
		(void)cli_fail("keys takes list [--custodian FILE ...], or "
			       "destroy --custodian FILE ... DAY, the day that "
			       "keys list says; destroy --unopened takes the "
			       "first day of one key");
		return CLI_USAGE;
	}
	k.v = open_vault(&o);
	k.looked =
	    k.v != NULL && (ends || o.custodians.n > 0 || vault_is_trial(k.v));
	if (k.v != NULL && vault_directory(k.v) == NULL)
		(void)cli_fail("this desk has no directory yet: valise-desk "
			       "directory adopt");
	else if (k.v != NULL && (!k.looked || open_vault_custody(k.v, &o))) {
		k.now = journal_now(vault_store(k.v));
		status = !ends   ? list(&k)
		    : o.unopened ? destroy_unopened(&k, argv[1 + o.rest])
				 : destroy(&k, argv[1 + o.rest]);
		if (ends)
			disposal_settle_and_say(k.v);
	}
	close_vault(k.v);
	return status;
}
