/* valise-desk extract. */
#include <stdio.h>
#include <string.h>

#include "client/desk/cases/cases.h"
#include "client/desk/out/extract.h"
#include "commands.h"
#include "common/cli/outside.h"
#include "common/json/json_text.h"
#include "client/desk/asking/open_vault.h"

#define OUR_COLUMNS 23 /* with ten digits */
#define NAME_COLUMNS 56

static void
print_names(const struct case_row *row)
{
	struct reason ignored;
	const cJSON *item;
	uint64_t number;
	cJSON *report;

	if (!case_row_report(row, &report, &ignored)) {
		cli_warn("the names that their sender gave can't be shown: %s",
		    ignored.text);
		return;
	}
	cJSON_ArrayForEach (
	    item, cJSON_GetObjectItemCaseSensitive(report, "attachments")) {
		const char *name = json_text_string(item, "name");

		if (!json_text_integer(item, "number", &number))
			continue;
		(void)printf("attachment-%04u  ", (unsigned)number);
		if (name != NULL)
			outside_cell(stdout, name, OUR_COLUMNS, NAME_COLUMNS);
		(void)printf("\n");
	}
	json_text_wipe(report);
}

static enum cli_status
extract(struct vault *v, const char *typed, const char *folder)
{
	struct reason reason = {""};
	struct case_row *row = cases_get_whole(vault_store(v), typed, &reason);
	enum cli_status status = CLI_FAILED;

	if (row == NULL)
		return cli_fail("case %s: %s", typed, reason.text);
	switch (extract_case(v, row, folder, &reason)) {
	case EXTRACT_NO_FOLDER:
		(void)cli_fail(
		    "%s: %s; nothing was written", folder, reason.text);
		break;
	case EXTRACT_FAILED:
		(void)cli_fail("case %s: %s. Nothing was left in %s; the "
			       "sealed original is as it was",
		    typed, reason.text, folder);
		break;
	case EXTRACTED:
		print_names(row);
		(void)printf("In the clear in %s: delete it when it is no "
			     "longer needed.\n",
		    folder);
		status = CLI_OK;
		break;
	}
	case_row_destroy(row);
	return status;
}

enum cli_status
desk_command_extract(int argc, char **argv)
{
	enum cli_status status;
	struct desk_options o;
	struct vault *v;

	if (!desk_options_parse(argc, argv, "vP", &o) || argc - o.rest != 2) {
		(void)cli_fail("extract needs --vault FOLDER ID NEW-FOLDER");
		return CLI_USAGE;
	}
	v = open_vault(&o);
	if (v == NULL)
		return CLI_FAILED;
	status = extract(v, argv[o.rest], argv[o.rest + 1]);
	close_vault(v);
	return status;
}
