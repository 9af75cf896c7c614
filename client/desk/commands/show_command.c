/* valise-desk show. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "client/desk/asking/case_lines.h"
#include "client/desk/asking/desk_say.h"
#include "client/desk/cases/case_source.h"
#include "client/desk/cases/case_upgrade.h"
#include "client/desk/cases/case_work.h"
#include "client/desk/cases/cases.h"
#include "client/desk/store/journal.h"
#include "commands.h"
#include "common/bytes/printable_text.h"
#include "common/cli/outside.h"
#include "common/json/json_text.h"
#include "common/report/report.h"
#include "client/desk/asking/open_vault.h"
#include "client/desk/asking/report_lines.h"

#define ROW_COLUMNS 300

static void
show_report(const cJSON *report)
{
	struct reason remark = {""};

	/* The rules are for whoever seals; here a fault is no more than said.
	 */
	if (!report_check(report, REPORT_DRAFT, &remark))
		(void)printf("remark: %s\n", remark.text);
	(void)printf("report:\n");
	report_lines_write(report);
}

/* A member of a row; nothing where it has none. */
static void
show_text(const char *name, const char *text, int depth)
{
	if (text == NULL)
		return;
	(void)printf("%*s%s: ", 2 * depth, "", name);
	(void)printable_text_write(
	    stdout, text, strlen(text), PRINTABLE_ONE_LINE);
	(void)printf("\n");
}

static void
show_number(const char *name, bool has, uint64_t number, int depth)
{
	if (has)
		(void)printf(
		    "%*s%s: %" PRIu64 "\n", 2 * depth, "", name, number);
}

/* The row, but for its secrets and what is told of it in words. */
static void
show_row(const struct case_row *row)
{
	(void)printf("\n");
	show_number(
	    "acknowledged", row->has_acknowledged, row->acknowledged, 1);
	(void)printf("  entries: \n");
	for (size_t i = 0; i < row->n_entries; i++) {
		const struct case_entry *e = &row->entries[i];

		(void)printf("    \n");
		show_text("nonce", e->nonce_hex, 3);
		show_text("publication", e->publication, 3);
		show_text("relay", e->relay, 3);
		show_number("work_bits", e->has_work, e->work_bits, 3);
	}
	show_text("sha256", row->sha256_hex, 1);
	show_number("size", row->has_size, row->size, 1);
	if (!row->withdrawn)
		show_text("state", row->state, 1);
	show_text("week", row->week, 1);
	/* It came from the process that the file may have broken. */
	if (row->why != NULL) {
		(void)printf("  why: ");
		outside_cell(stdout, row->why, 7, ROW_COLUMNS);
		(void)printf("\n");
	}
	if (row->withdrawn)
		show_text("state", "WITHDRAWN", 1);
}

/* What is to be kept, and what is gone. */
static void
show_records(const struct case_row *row)
{
	if (row->held_day != NULL) {
		(void)printf("  on hold since %s, by %s", row->held_day,
		    row->held_by == NULL ? "?" : row->held_by);
		show_text("", row->held_why, 0);
	}
	if (row->disposal != NULL)
		(void)printf("  disposed of %s, disposal %s, schedule %s: what "
			     "it said is gone. dispose list says what may "
			     "remain.\n",
		    row->disposed_day == NULL ? "?" : row->disposed_day,
		    row->disposal, row->schedule == NULL ? "?" : row->schedule);
}

static bool
print_holder(void *context, const char *id)
{
	(void)context;
	(void)printf(" %s", id);
	return true;
}

/* Who told it is not part of the case's page. */
static bool
show_case(struct desk_store *s, const struct case_row *row)
{
	char head[CASE_ID_BYTES];
	struct reason reason;
	cJSON *report;

	/* Nothing is shown of what can't be shown without it. */
	if (row->unparted) {
		cli_warn("case %s: an older program stored it, and who told it "
			 "could not be held apart yet",
		    row->id);
		return false;
	}
	if (!case_row_report(row, &report, &reason)) {
		cli_warn("case %s: %s", row->id, reason.text);
		return false;
	}
	(void)printf("case %s\n", row->id);
	case_lines_link(row, report, 0);
	show_row(row);
	show_records(row);
	if (report != NULL)
		show_report(report);
	json_text_wipe(report);
	if (row->source == NULL)
		return true;
	case_source_row_of(s, row->id, head);
	(void)printf("(Who told it is held apart, by");
	if (!case_source_each(s, head, print_holder, NULL, &reason))
		(void)printf(" nobody that can be read: %s", reason.text);
	(void)printf(": source show %s --reason TEXT.)\n", row->id);
	return true;
}

/* Every follow-up of a case, below it; false where one can't be shown. */
static bool
show_items(struct desk_store *s, const char *head)
{
	uint64_t n;
	struct reason reason;
	char id[CASE_ID_BYTES];
	struct case_row *row;
	bool all = true;

	if (!cases_items(s, head, &n, &reason)) {
		cli_warn("case %s: %s", head, reason.text);
		return false;
	}
	for (uint64_t i = 1; i <= n; i++) {
		cases_item_id(head, i, id);
		row = cases_get(s, id, &reason);
		(void)printf("\n");
		if (row == NULL)
			cli_warn("case %s: %s", id, reason.text);
		all &= row != NULL && show_case(s, row);
		case_row_destroy(row);
	}
	return all;
}

enum cli_status
desk_command_show(int argc, char **argv)
{
	struct desk_options o;
	struct reason reason = {""};
	struct vault *v;
	struct case_row *row;
	bool all, ok;

	if (!desk_options_parse(argc, argv, "vPA", &o) || argc - o.rest != 1) {
		(void)cli_fail("show needs --vault FOLDER ID [--anyway]");
		return CLI_USAGE;
	}
	v = open_vault(&o);
	if (v == NULL)
		return CLI_FAILED;
	/* What an older program stored is parted before it is shown. */
	if (!case_upgrade(v, desk_say(), &reason))
		cli_warn("%s", reason.text);
	row = cases_get_typed(vault_store(v), argv[o.rest], &reason);
	if (row == NULL)
		(void)cli_fail("case %s: %s", argv[o.rest], reason.text);
	if (row != NULL && !o.anyway &&
	    case_work_is_folded(vault_store(v), row->id)) {
		(void)printf("case %s is hard to read, or its sender abusive "
			     "(case show says what): show %s --anyway\n",
		    row->id, argv[o.rest]);
		case_row_destroy(row);
		close_vault(v);
		return CLI_PARTLY;
	}
	ok = row != NULL &&
	    journal_before(vault_store(v), "shown", row->id, &reason);
	if (row != NULL && !ok)
		(void)cli_fail("case %s: %s", row->id, reason.text);
	all = ok && show_case(vault_store(v), row);
	if (ok && !case_link_is_item(row->id))
		all &= show_items(vault_store(v), row->id);
	close_vault(v);
	case_row_destroy(row);
	if (!ok)
		return CLI_FAILED;
	return all ? CLI_OK : CLI_PARTLY;
}
