/* valise-desk list, show. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "client/desk/cases/cases.h"
#include "commands.h"
#include "common/bytes/printable_text.h"
#include "common/json/json_text.h"
#include "desk_say.h"
#include "open_vault.h"

static void
put_cell(const char *text, int width)
{
	char line[64];

	printable_text_line(text == NULL ? "-" : text,
	    text == NULL ? 1 : strlen(text), line, sizeof(line));
	(void)printf("%-*s ", width, line);
}

/* A case that was withdrawn says so before anything else. */
static const char *
case_state(const cJSON *row)
{
	return cJSON_GetObjectItemCaseSensitive(row, "withdrawn") != NULL
	    ? "WITHDRAWN"
	    : json_text_string(row, "state");
}

static unsigned
work_of(const cJSON *row)
{
	uint64_t best = 0, bits;
	const cJSON *item;

	cJSON_ArrayForEach (
	    item, cJSON_GetObjectItemCaseSensitive(row, "entries"))
		if (json_text_integer(item, "work_bits", &bits) && bits > best)
			best = bits;
	return (unsigned)best;
}

struct counted {
	size_t cases;
	size_t items;
};

/* What binds it to others, a line each: all that staff must not miss. */
static void
tell_link(const cJSON *row, const cJSON *report, int indent)
{
	const cJSON *withdrawn =
	    cJSON_GetObjectItemCaseSensitive(row, "withdrawn");
	char text[CASE_LINK_TEXT_BYTES];
	struct case_link link;

	case_link_read(row, &link);
	case_link_text(&link, text);
	if (withdrawn != NULL) {
		(void)printf("%*s*** consent withdrawn: by ", indent, "");
		put_cell(json_text_string(withdrawn, "by"), 0);
		(void)printf("of week ");
		put_cell(json_text_string(withdrawn, "week"), 0);
		(void)printf("(signed by the code of the report) ***\n");
	}
	if (*text != '\0') {
		(void)printf("%*s", indent, "");
		(void)printable_text_write(
		    stdout, text, strlen(text), PRINTABLE_ONE_LINE);
		(void)printf("\n");
	}
	if (case_link_withdraws(report) && !case_link_is_signed(&link))
		(void)printf("%*snot signed by the code of any case: this "
			     "withdrawal changes none\n",
		    indent, "");
}

static bool
list_one(void *context, const char *id, const cJSON *row)
{
	struct reason ignored;
	cJSON *report = cases_report(row, &ignored);
	struct counted *n = context;
	uint64_t size = 0;
	const char *text;

	if (case_link_is_item(id))
		n->items++;
	else
		n->cases++;
	(void)json_text_integer(row, "size", &size);
	(void)printf("%-14s ", id);
	put_cell(json_text_string(row, "week"), 8);
	put_cell(case_state(row), 11);
	put_cell(json_text_string(report, "kind"), 11);
	(void)printf("%5d %10" PRIu64 " %4u ",
	    cJSON_GetArraySize(
		cJSON_GetObjectItemCaseSensitive(report, "attachments")),
	    size, work_of(row));
	text = report == NULL ? json_text_string(row, "why")
			      : json_text_string(report, "narrative");
	put_cell(text, 0);
	(void)printf("\n");
	tell_link(row, report, 15);
	json_text_wipe(report);
	return true;
}

enum cli_status
desk_command_list(int argc, char **argv)
{
	struct desk_options o;
	struct reason reason = {""};
	struct vault *v;
	struct counted n = {0, 0};
	bool ok;

	if (!desk_options_parse(argc, argv, "vP", &o) || o.rest != argc) {
		(void)cli_fail("list needs --vault FOLDER");
		return CLI_USAGE;
	}
	v = open_vault(&o);
	if (v == NULL)
		return CLI_FAILED;
	(void)printf("%-14s %-8s %-11s %-11s %5s %10s %4s\n", "case", "week",
	    "state", "kind", "files", "bytes", "work");
	ok = desk_store_each(
	    vault_store(v), TABLE_CASES, list_one, &n, desk_say(), &reason);
	vault_close(v);
	if (!ok)
		return cli_fail("%s", reason.text);
	if (n.items == 0)
		(void)printf("%zu case(s).\n", n.cases);
	else
		(void)printf(
		    "%zu case(s), %zu follow-up(s).\n", n.cases, n.items);
	return CLI_OK;
}

/* --- show --- */

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

static void
wipe_member(cJSON *object, const char *name)
{
	json_text_wipe(cJSON_DetachItemFromObjectCaseSensitive(object, name));
}

/* The source's identity is not part of the case's first page. */
static void
show_case(const char *id, cJSON *row)
{
	struct reason ignored;
	cJSON *report = cases_report(row, &ignored);
	cJSON *sender = cJSON_GetObjectItemCaseSensitive(report, "sender");
	bool had = cJSON_GetObjectItemCaseSensitive(sender, "identity") != NULL;

	wipe_member(sender, "identity");
	wipe_member(report, "reply_recipient");
	wipe_member(report, "voice_key");
	wipe_member(report, "follows");
	(void)printf("case %s\n", id);
	tell_link(row, report, 0);
	wipe_member(row, "file_key");
	wipe_member(row, "report");
	wipe_member(row, "follows");
	if (cJSON_GetObjectItemCaseSensitive(row, "withdrawn") != NULL) {
		wipe_member(row, "withdrawn");
		wipe_member(row, "state");
		(void)cJSON_AddStringToObject(row, "state", "WITHDRAWN");
	}
	show_value(NULL, row, 0);
	if (report != NULL)
		show_value("report", report, 0);
	json_text_wipe(report);
	if (had)
		(void)printf("(The source's identity is held apart; extract "
			     "writes it with the report.)\n");
}

/* Every follow-up of a case, below it. */
static void
show_items(struct vault *v, const char *head)
{
	uint64_t n = cases_items(vault_store(v), head);
	struct reason reason;
	char id[CASE_ID_BYTES];
	cJSON *row;

	for (uint64_t i = 1; i <= n; i++) {
		cases_item_id(head, i, id);
		row = desk_store_get(vault_store(v), TABLE_CASES, id, &reason);
		(void)printf("\n");
		if (row == NULL)
			cli_warn("case %s: %s", id, reason.text);
		else
			show_case(id, row);
		json_text_wipe(row);
	}
}

enum cli_status
desk_command_show(int argc, char **argv)
{
	char id[CASE_ID_BYTES];
	struct desk_options o;
	struct reason reason = {""};
	struct vault *v;
	cJSON *row;

	if (!desk_options_parse(argc, argv, "vP", &o) || argc - o.rest != 1) {
		(void)cli_fail("show needs --vault FOLDER ID");
		return CLI_USAGE;
	}
	v = open_vault(&o);
	if (v == NULL)
		return CLI_FAILED;
	row = cases_get(vault_store(v), argv[o.rest], id, &reason);
	if (row == NULL)
		(void)cli_fail("case %s: %s", argv[o.rest], reason.text);
	else
		show_case(id, row);
	if (row != NULL && !case_link_is_item(id))
		show_items(v, id);
	vault_close(v);
	if (row == NULL)
		return CLI_FAILED;
	json_text_wipe(row);
	return CLI_OK;
}
