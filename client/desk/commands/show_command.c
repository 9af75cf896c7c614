/* valise-desk show. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "case_lines.h"
#include "client/desk/cases/cases.h"
#include "client/desk/vault/journal.h"
#include "commands.h"
#include "common/bytes/printable_text.h"
#include "common/cli/outside.h"
#include "common/json/json_text.h"
#include "common/report/report.h"
#include "open_vault.h"

#define ROW_COLUMNS 300
#define REPORT_SHOWN_MAX (64u << 20) /* bytes, with names and indents */

/* A stranger's words, names of members among them, as lines to be marked. */
static void
put_value(
    struct byte_writer *w, const char *name, const cJSON *value, int depth)
{
	const cJSON *item;

	byte_writer_printf(w, "%*s", 2 * depth, "");
	if (name != NULL) {
		byte_writer_text(w, name);
		byte_writer_text(w, ": ");
	}
	if (cJSON_IsObject(value) || cJSON_IsArray(value)) {
		byte_writer_u8(w, '\n');
		cJSON_ArrayForEach (item, value)
			put_value(w, item->string, item, depth + 1);
	} else if (cJSON_IsString(value)) {
		byte_writer_text(w, value->valuestring);
		byte_writer_u8(w, '\n');
	} else {
		json_text_write(w, value);
	}
}

static void
show_report(const cJSON *report)
{
	struct byte_writer w;
	struct reason remark = {""};

	/* The rules are for whoever seals; here a fault is no more than said.
	 */
	if (!report_check(report, REPORT_DRAFT, &remark))
		(void)printf("remark: %s\n", remark.text);
	(void)printf("report:\n");
	byte_writer_init(&w, REPORT_SHOWN_MAX);
	put_value(&w, NULL, report, -1);
	if (w.failed)
		(void)printf("(it is too long to be shown, or memory is "
			     "short: extract writes it)\n");
	else
		outside_write(stdout, w.data, w.len);
	sodium_memzero(w.data, w.len);
	byte_writer_finish(&w);
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

static void
wipe_member(cJSON *object, const char *name)
{
	json_text_wipe(cJSON_DetachItemFromObjectCaseSensitive(object, name));
}

/* The source's identity is not part of the case's first page. */
static bool
show_case(const struct case_row *row)
{
	struct reason reason;
	cJSON *report, *sender;
	bool had;

	if (!case_row_report(row, &report, &reason)) {
		cli_warn("case %s: %s", row->id, reason.text);
		return false;
	}
	sender = cJSON_GetObjectItemCaseSensitive(report, "sender");
	had = cJSON_GetObjectItemCaseSensitive(sender, "identity") != NULL;
	wipe_member(sender, "identity");
	wipe_member(report, "reply_recipient");
	wipe_member(report, "voice_key");
	wipe_member(report, "follows");
	(void)printf("case %s\n", row->id);
	case_lines_link(row, report, 0);
	show_row(row);
	if (report != NULL)
		show_report(report);
	json_text_wipe(report);
	if (had)
		(void)printf("(The source's identity is held apart; extract "
			     "writes it with the report.)\n");
	return true;
}

/* Every follow-up of a case, below it; false where one can't be shown. */
static bool
show_items(struct desk_store *s, const char *head)
{
	uint64_t n = cases_items(s, head);
	struct reason reason;
	char id[CASE_ID_BYTES];
	struct case_row *row;
	bool all = true;

	for (uint64_t i = 1; i <= n; i++) {
		cases_item_id(head, i, id);
		row = cases_get(s, id, &reason);
		(void)printf("\n");
		if (row == NULL)
			cli_warn("case %s: %s", id, reason.text);
		all &= row != NULL && show_case(row);
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

	if (!desk_options_parse(argc, argv, "vP", &o) || argc - o.rest != 1) {
		(void)cli_fail("show needs --vault FOLDER ID");
		return CLI_USAGE;
	}
	v = open_vault(&o);
	if (v == NULL)
		return CLI_FAILED;
	row = cases_get_typed(vault_store(v), argv[o.rest], &reason);
	if (row == NULL)
		(void)cli_fail("case %s: %s", argv[o.rest], reason.text);
	ok = row != NULL &&
	    journal_before(vault_store(v), "shown", row->id, &reason);
	if (row != NULL && !ok)
		(void)cli_fail("case %s: %s", row->id, reason.text);
	all = ok && show_case(row);
	if (ok && !case_link_is_item(row->id))
		all &= show_items(vault_store(v), row->id);
	close_vault(v);
	case_row_destroy(row);
	if (!ok)
		return CLI_FAILED;
	return all ? CLI_OK : CLI_PARTLY;
}
