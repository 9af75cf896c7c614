/*
 * A form of two questions with client/form and client/sitting, and no line of
 * the defender's code: what another program's screens begin with.
 *
 * form-demo FILE: asks in English, and writes the tree of answers into FILE.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/form/form.h"
#include "client/form/members.h"
#include "client/ui/terminal.h"
#include "common/bytes/secret.h"

static const struct question table[] = {{.kind = QUESTION_CHOICE,
					    .member = "made_by",
					    .title = WORD_TITLE_MADE_BY,
					    .ask = WORD_ASK_MADE_BY,
					    .help = QUESTION_SILENT,
					    .lists = "makers"},
    {.kind = QUESTION_LINE,
	.member = "when",
	.title = WORD_TITLE_GOT_WHEN,
	.ask = WORD_ASK_GOT_WHEN,
	.help = QUESTION_SILENT,
	.max = 100,
	.need = QUESTION_NEEDED},
    {.member = NULL}};

static const char *
leaving(void *context)
{
	(void)context;
	return "The demonstration keeps nothing.";
}

static enum screen_result
ask(struct sitting *s, cJSON *tree)
{
	struct form form = {.sitting = s};
	const struct members members = {.title = "Two questions",
	    .ask = "This form has two questions.",
	    .more = WORD_TEXT_HELP_STEPS,
	    .table = table,
	    .object = tree};
	enum screen_result result;

	do
		result = sitting_aside(s, members_screen(&form, &members));
	while (result == SCREEN_STAY);
	return result;
}

static bool
write_tree(const char *path, const cJSON *tree)
{
	FILE *out = fopen(path, "w");
	char *text = cJSON_PrintUnformatted(tree);
	bool ok = out != NULL && text != NULL && fputs(text, out) >= 0;

	if (out != NULL)
		ok = fclose(out) == 0 && ok;
	cJSON_free(text);
	return ok;
}

int
main(int argc, char **argv)
{
	const struct sitting_ways ways = {.leaving = leaving};
	cJSON *tree = cJSON_CreateObject();
	enum screen_result result = SCREEN_BACK;
	struct reason reason = {""};
	struct sitting s;

	if (argc != 2 || !secret_protect_process() || tree == NULL ||
	    !sitting_init(&s, &ways) ||
	    !terminal_start(TEXT_ORDER_OURS, &reason)) {
		(void)fprintf(
		    stderr, "usage: form-demo FILE %s\n", reason.text);
		return EXIT_FAILURE;
	}
	result = ask(&s, tree);
	terminal_stop(TERMINAL_LEAVE_CLEARED);
	if (result == SCREEN_NEXT && !write_tree(argv[1], tree))
		result = SCREEN_BACK;
	sitting_finish(&s);
	cJSON_Delete(tree);
	return result == SCREEN_NEXT ? EXIT_SUCCESS : EXIT_FAILURE;
}
