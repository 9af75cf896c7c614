/* valise-desk report: counts of a period (docs/STATISTICS.md). */
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "client/desk/asking/ask_signer.h"
#include "client/desk/asking/open_vault.h"
#include "client/desk/leaving/leaving_files.h"
#include "client/desk/rules/rule_days.h"
#include "client/desk/rules/work.h"
#include "client/desk/statistics/stat_ledger.h"
#include "client/desk/statistics/stat_report.h"
#include "client/desk/store/journal.h"
#include "common/bytes/secret.h"
#include "common/json/json_text.h"
#include "work_open.h"
#include "working.h"

static bool
ends_month(const char *day)
{
	char next[UTC_DAY_BYTES];

	rule_day_add(day, 1, next);
	return strcmp(next + 8, "01") == 0;
}

static bool
read_period(const struct work_words *words, struct stat_period *ret)
{
	const char *from = work_words_value(words, "from");
	const char *to = work_words_value(words, "to");

	/* Of two that differ by days one would tell the difference. */
	if (from == NULL || to == NULL || !rule_day_is(from) ||
	    !rule_day_is(to) || strcmp(from, to) > 0 ||
	    strcmp(from + 8, "01") != 0 || !ends_month(to)) {
		(void)cli_fail("a period is --from the first day of a month "
			       "--to the last of one, both in it, as in "
			       "2026-05-01 and 2027-04-30");
		return false;
	}
	(void)snprintf(ret->from, sizeof(ret->from), "%s", from);
	(void)snprintf(ret->to, sizeof(ret->to), "%s", to);
	return true;
}

/* Opened, for one with a role; false after saying why. */
static bool
open_for(const struct work_words *words, const char *roles, const char *act,
    struct work_reading *r)
{
	if (!work_open(words, NULL, act, r))
		return false;
	if (rule_has_role(&r->desk.now, r->desk.who, roles))
		return true;
	(void)cli_fail("report is refused by role: it takes %s", roles);
	work_close(r);
	return false;
}

static enum cli_status
write_it(const struct work_words *words)
{
	char manifest[LEAVING_HASH_BYTES] = "";
	struct reason reason = {""};
	struct stat_period period;
	struct work_reading r;
	struct leaving_maker maker = {stat_files_make, NULL};
	bool ok;

	if (!read_period(words, &period))
		return CLI_USAGE;
	if (!open_for(words, "head officer", "report", &r))
		return CLI_FAILED;
	maker.context = stat_report(r.v, &period, &reason);
	ok = maker.context != NULL &&
	    leaving_folder_write(&maker, words->plain[0], manifest, &reason);
	if (!ok)
		(void)cli_fail("%s: %s. Nothing was written", words->plain[0],
		    reason.text);
	else if (*work_text(maker.context, "issued") == '\0' &&
	    !stat_may_issue(r.v, &period))
		(void)printf("A draft, in %s. It is issued seven days after "
			     "its period ended at the earliest: until then "
			     "cases come into it.\n",
		    words->plain[0]);
	else if (*work_text(maker.context, "issued") == '\0')
		(void)printf("A draft, in %s. A head issues it, and from then "
			     "on it does not change: report issue --from %s "
			     "--to %s\n",
		    words->plain[0], period.from, period.to);
	else
		(void)printf("As it was issued on %s, in %s. Custodians sign "
			     "it: report sign --from %s --to %s %s "
			     "--custodian FILE\n",
		    work_text(maker.context, "issued"), words->plain[0],
		    period.from, period.to, words->plain[0]);
	json_text_wipe(maker.context);
	work_close(&r);
	return ok ? CLI_OK : CLI_FAILED;
}

static enum cli_status
issue(const struct work_words *words)
{
	struct reason reason = {""};
	struct stat_period period;
	struct work_reading r;
	bool ok;

	if (!read_period(words, &period))
		return CLI_USAGE;
	if (!open_for(words, "head", "report", &r))
		return CLI_FAILED;
	ok = stat_issue(r.v, &period, &reason);
	if (ok)
		(void)printf("Issued. It does not change any more: report "
			     "--from %s --to %s NEW-FOLDER writes it.\n",
		    period.from, period.to);
	else
		(void)cli_fail("%s. Nothing was issued", reason.text);
	work_close(&r);
	return ok ? CLI_OK : CLI_FAILED;
}

static bool
print_one(void *context, const cJSON *release, const cJSON *known)
{
	size_t *n = context;

	(void)known;
	(void)printf("%s to %s, issued on %s\n", work_text(release, "from"),
	    work_text(release, "to"), work_text(release, "issued"));
	(*n)++;
	return true;
}

static enum cli_status
list(const struct work_words *words)
{
	struct reason reason = {""};
	struct work_reading r;
	size_t n = 0;
	bool ok;

	if (!work_open(words, NULL, "listed", &r))
		return CLI_FAILED;
	ok = stat_ledger_each(vault_store(r.v), print_one, &n, &reason);
	if (ok)
		(void)printf("%zu report(s) issued.\n", n);
	else
		(void)cli_fail("%s", reason.text);
	work_close(&r);
	return ok ? CLI_OK : CLI_FAILED;
}

static size_t
count_signatures(const char *folder)
{
	static const char end[] = ".minisig";
	DIR *dir = opendir(folder);
	const struct dirent *e;
	size_t n = 0;

	while (dir != NULL && (e = readdir(dir)) != NULL) {
		const size_t len = strlen(e->d_name);

		n += len > sizeof(end) - 1 &&
		    strcmp(e->d_name + len - (sizeof(end) - 1), end) == 0;
	}
	if (dir != NULL)
		(void)closedir(dir);
	return n;
}

/* One custodian, what was issued, once it was made again and compared. */
static enum cli_status
sign_in(struct work_reading *r, const struct stat_period *period,
    const char *folder)
{
	char manifest[LEAVING_HASH_BYTES] = "", comment[NOTE_NAME_MAX + 40];
	struct leaving_maker maker = {stat_files_make, NULL};
	struct reason reason = {""};
	const uint8_t *seed;
	const struct vkey *key;
	size_t n;
	bool ok;

	if (!vault_signer_alone(r->v, &key, &seed))
		return cli_fail("one custodian signs it at a time");
	maker.context = stat_report(r->v, period, &reason);
	ok = maker.context != NULL;
	if (ok && *work_text(maker.context, "issued") == '\0') {
		reason_set(&reason, "it was not issued: report issue");
		ok = false;
	}
	(void)snprintf(comment, sizeof(comment), "desk of %s, %s",
	    vault_intake(r->v), r->desk.day);
	ok = ok && leaving_folder_check(&maker, folder, manifest, &reason) &&
	    journal_before(vault_store(r->v), "report-sign", "-", &reason) &&
	    leaving_sign(folder, manifest, key, seed, comment, &reason);
	json_text_wipe(maker.context);
	if (!ok)
		return cli_fail("%s: %s. Not signed", folder, reason.text);
	n = count_signatures(folder);
	(void)printf("Signed in %s: %zu signature(s), and it takes %u.\n",
	    folder, n, r->desk.now.signatures);
	return CLI_OK;
}

static enum cli_status
sign(const struct work_words *words)
{
	enum cli_status status = CLI_FAILED;
	struct stat_period period;
	struct work_reading r;
	struct person *p;

	if (!read_period(words, &period))
		return CLI_USAGE;
	if (!open_vault_is_desk())
		return cli_fail("that is done at the open desk: valise-desk "
				"open");
	if (!work_open(words, NULL, "report", &r))
		return CLI_FAILED;
	p = ask_signer(r.v, &words->options);
	if (p != NULL)
		status = sign_in(&r, &period, words->plain[0]);
	vault_custody_end(r.v);
	secret_free(p);
	work_close(&r);
	return status;
}

static const struct {
	const char *name; /* NULL: without a verb */
	enum cli_status (*run)(const struct work_words *words);
	size_t n_plain;
	const char *values, *common, *usage;
} commands[] = {
    {"list", list, 0, "", "vP", "report list"},
    {"issue", issue, 0, "from to", "vP", "report issue --from DAY --to DAY"},
    {"sign", sign, 1, "from to", "vPc",
	"report sign --from DAY --to DAY FOLDER --custodian FILE"},
    {NULL, write_it, 1, "from to", "vP",
	"report --from DAY --to DAY NEW-FOLDER; report issue, list, sign"},
};

enum cli_status
desk_command_report(int argc, char **argv)
{
	struct work_takes takes = {"", NULL};
	struct work_words words;
	size_t i = 0;
	int from;

	while (commands[i].name != NULL &&
	    (argc < 2 || strcmp(argv[1], commands[i].name) != 0))
		i++;
	from = commands[i].name == NULL ? 0 : 1;
	takes.common = commands[i].common;
	if (!work_words_parse(argc - from, argv + from, &takes, &words) ||
	    !work_words_only(&words, commands[i].values))
		return CLI_USAGE;
	if (words.n_plain == commands[i].n_plain)
		return commands[i].run(&words);
	(void)cli_fail("%s", commands[i].usage);
	return CLI_USAGE;
}
