/*
 * A form of two questions with client/form and client/sitting, and no line of
 * the defender's code: what another program's screens begin with.
 *
 * form-demo FILE: asks in English, and writes the tree of answers into FILE;
 * form-demo --plain FILE: the same line by line, as through a pipe;
 * form-demo --date FILE: one question, of a date.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/faces/plain/plain_face.h"
#include "client/faces/screen/screen_face.h"
#include "client/form/form.h"
#include "client/form/members.h"
#include "client/ui/terminal.h"
#include "client/words/shared_words.h"
#include "common/bytes/secret.h"

/* A program brings its own sentences; in two languages here. */
#define IN_TWO(name, en, zh) \
	static const struct word name = {#name, {en, en, en, en, en, zh}}

IN_TWO(title_made_by, "Who made it", "谁做的");
IN_TWO(ask_made_by, "Who made it?", "是谁做的？");
IN_TWO(title_got_when, "When you got it", "何时得到");
IN_TWO(ask_got_when, "When did you get it?", "您何时得到？");

static const struct question table[] = {{.kind = QUESTION_CHOICE,
					    .member = "made_by",
					    .title = &title_made_by,
					    .ask = &ask_made_by,
					    .help = NULL,
					    .lists = "makers"},
    {.kind = QUESTION_LINE,
	.member = "when",
	.title = &title_got_when,
	.ask = &ask_got_when,
	.help = NULL,
	.max = 100,
	.need = QUESTION_NEEDED},
    {.member = NULL}};

/* For --date: what is typed faster than it is drawn. */
IN_TWO(title_day, "The day", "日期");
IN_TWO(ask_day, "Which day was it?", "是哪一天？");
static const struct question one_date[] = {{.kind = QUESTION_DATE,
					       .member = "day",
					       .title = &title_day,
					       .ask = &ask_day},
    {.member = NULL}};

static const char *
leaving(void *context)
{
	(void)context;
	return "The demonstration keeps nothing.";
}

static enum way
ask(struct sitting *s, const struct question *questions, cJSON *tree)
{
	struct form form = {.sitting = s};
	const struct members members = {.title = "Two questions",
	    .ask = "This form has two questions.",
	    .more = WORD_TEXT_HELP_STEPS,
	    .table = questions,
	    .object = tree};
	enum way result;

	do
		result = sitting_aside(s, members_ask(&form, &members));
	while (result == WAY_STAY);
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

/* On the screen, or in lines; WAY_STAY where that can't be had. */
static enum way
ask_on_screen(struct sitting *s, const struct question *questions, cJSON *tree)
{
	struct reason reason = {""};
	enum way way;

	if (!terminal_start(TEXT_ORDER_OURS, &reason)) {
		(void)fprintf(stderr, "%s\n", reason.text);
		return WAY_STAY;
	}
	way = ask(s, questions, tree);
	terminal_stop(TERMINAL_LEAVE_CLEARED);
	return way;
}

static enum way
ask_plainly(struct sitting *s, const struct question *questions, cJSON *tree)
{
	enum way way;

	if (!plain_face_start(stdin, stdout))
		return WAY_STAY;
	way = ask(s, questions, tree);
	plain_face_finish();
	return way;
}

int
main(int argc, char **argv)
{
	const struct sitting_ways ways = {.leaving = leaving};
	const bool plain = argc == 3 && strcmp(argv[1], "--plain") == 0;
	const bool dated = argc == 3 && strcmp(argv[1], "--date") == 0;
	const struct question *questions = dated ? one_date : table;
	cJSON *tree = cJSON_CreateObject();
	enum way way;
	struct sitting s;

	if ((argc != 2 && !plain && !dated) || !secret_protect_process() ||
	    tree == NULL ||
	    !sitting_init(&s, plain ? &plain_face : &screen_face, &ways)) {
		(void)fprintf(
		    stderr, "usage: form-demo [--plain | --date] FILE\n");
		return EXIT_FAILURE;
	}
	way = plain ? ask_plainly(&s, questions, tree)
		    : ask_on_screen(&s, questions, tree);
	if (way == WAY_NEXT && !write_tree(argv[argc - 1], tree))
		way = WAY_BACK;
	sitting_finish(&s);
	cJSON_Delete(tree);
	return way == WAY_NEXT ? EXIT_SUCCESS : EXIT_FAILURE;
}
