/* valise-desk list. */
#include <inttypes.h>
#include <stdio.h>

#include "client/desk/asking/case_lines.h"
#include "client/desk/cases/cases.h"
#include "client/desk/store/journal.h"
#include "commands.h"
#include "common/cli/outside.h"
#include "common/json/json_text.h"
#include "client/desk/cases/case_work.h"
#include "client/desk/asking/desk_say.h"
#include "client/desk/asking/open_vault.h"

#define OUR_COLUMNS 70
#define ACCOUNT_COLUMNS 48

struct counted {
	struct desk_store *s;
	size_t cases;
	size_t items;
};

static bool
list_one(void *context, const struct case_row *row)
{
	struct reason ignored;
	struct counted *n = context;
	const char *account;
	cJSON *report;

	if (!case_row_report(row, &report, &ignored))
		return false;
	if (case_link_is_item(row->id))
		n->items++;
	else
		n->cases++;
	(void)printf("%-14s ", row->id);
	case_lines_cell(row->week, 8);
	/* One that was withdrawn says so before anything else. */
	case_lines_cell(row->withdrawn ? "WITHDRAWN" : row->state, 11);
	case_lines_cell(json_text_string(report, "kind"), 11);
	(void)printf("%5d %10" PRIu64 " %4" PRIu64 " ",
	    cJSON_GetArraySize(
		cJSON_GetObjectItemCaseSensitive(report, "attachments")),
	    row->size, case_row_work(row));
	account = json_text_string(report, "narrative");
	/* Why it did not open came from the process that it may have broken. */
	if (report == NULL)
		account = row->why;
	if (case_work_is_folded(n->s, row->id))
		(void)printf("(folded: show %.8s --anyway)", row->id);
	else if (account != NULL)
		outside_cell(stdout, account, OUR_COLUMNS, ACCOUNT_COLUMNS);
	(void)printf("\n");
	case_lines_link(row, report, 15);
	json_text_wipe(report);
	return true;
}

enum cli_status
desk_command_list(int argc, char **argv)
{
	struct desk_options o;
	struct reason reason = {"there is not enough memory"};
	struct vault *v;
	struct counted n = {NULL, 0, 0};
	bool ok;

	if (!desk_options_parse(argc, argv, "vP", &o) || o.rest != argc) {
		(void)cli_fail("list needs --vault FOLDER");
		return CLI_USAGE;
	}
	v = open_vault(&o);
	if (v == NULL)
		return CLI_FAILED;
	if (!journal_before(vault_store(v), "listed", "-", &reason)) {
		close_vault(v);
		return cli_fail("%s", reason.text);
	}
	n.s = vault_store(v);
	(void)printf("%-14s %-8s %-11s %-11s %5s %10s %4s\n", "case", "week",
	    "state", "kind", "files", "bytes", "work");
	ok = cases_each(vault_store(v), list_one, &n, desk_say(), &reason);
	close_vault(v);
	if (!ok)
		return cli_fail("%s", reason.text);
	if (n.items == 0)
		(void)printf("%zu case(s).\n", n.cases);
	else
		(void)printf(
		    "%zu case(s), %zu follow-up(s).\n", n.cases, n.items);
	return CLI_OK;
}
