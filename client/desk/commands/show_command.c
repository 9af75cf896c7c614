/* valise-desk show. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "case_lines.h"
#include "client/desk/cases/cases.h"
#include "commands.h"
#include "common/bytes/printable_text.h"
#include "common/json/json_text.h"
#include "open_vault.h"

static void
show_value(const char *name, const cJSON *value, int depth)
{
	struct byte_writer w;
	const cJSON *item;

	(void)printf("%*s", 2 * depth, "");
	if (name != NULL) {
		(void)printable_text_write(
		    stdout, name, strlen(name), PRINTABLE_ONE_LINE);
		(void)printf(": ");
	}
	if (cJSON_IsObject(value) || cJSON_IsArray(value)) {
		(void)printf("\n");
		cJSON_ArrayForEach (item, value)
			show_value(item->string, item, depth + 1);
	} else if (cJSON_IsString(value)) {
		/* One line each, but for the account itself. */
		(void)printable_text_write(stdout, value->valuestring,
		    strlen(value->valuestring),
		    name != NULL && strcmp(name, "narrative") == 0
			? PRINTABLE_KEEP_LINES
			: PRINTABLE_ONE_LINE);
		(void)printf("\n");
	} else {
		byte_writer_init(&w, 4096);
		json_text_write(&w, value);
		(void)fwrite(w.data, 1, w.len, stdout);
		byte_writer_finish(&w);
	}
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
	show_text("why", row->why, 1);
	if (row->withdrawn)
		show_text("state", "WITHDRAWN", 1);
}

static void
wipe_member(cJSON *object, const char *name)
{
	json_text_wipe(cJSON_DetachItemFromObjectCaseSensitive(object, name));
}

/* The source's identity is not part of the case's first page. */
static void
show_case(const struct case_row *row)
{
	struct reason ignored;
	cJSON *report = case_row_report(row, &ignored);
	cJSON *sender = cJSON_GetObjectItemCaseSensitive(report, "sender");
	bool had = cJSON_GetObjectItemCaseSensitive(sender, "identity") != NULL;

	wipe_member(sender, "identity");
	wipe_member(report, "reply_recipient");
	wipe_member(report, "voice_key");
	wipe_member(report, "follows");
	(void)printf("case %s\n", row->id);
	case_lines_link(row, report, 0);
	show_row(row);
	if (report != NULL)
		show_value("report", report, 0);
	json_text_wipe(report);
	if (had)
		(void)printf("(The source's identity is held apart; extract "
			     "writes it with the report.)\n");
}

/* Every follow-up of a case, below it. */
static void
show_items(struct desk_store *s, const char *head)
{
	uint64_t n = cases_items(s, head);
	struct reason reason;
	char id[CASE_ID_BYTES];
	struct case_row *row;

	for (uint64_t i = 1; i <= n; i++) {
		cases_item_id(head, i, id);
		row = cases_get(s, id, &reason);
		(void)printf("\n");
		if (row == NULL)
			cli_warn("case %s: %s", id, reason.text);
		else
			show_case(row);
		case_row_destroy(row);
	}
}

enum cli_status
desk_command_show(int argc, char **argv)
{
	struct desk_options o;
	struct reason reason = {""};
	struct vault *v;
	struct case_row *row;

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
	else
		show_case(row);
	if (row != NULL && !case_link_is_item(row->id))
		show_items(vault_store(v), row->id);
	vault_close(v);
	if (row == NULL)
		return CLI_FAILED;
	case_row_destroy(row);
	return CLI_OK;
}
