/* An object: its members as a list, each a question. */
#include "tree.h"
#include "client/ui/message.h"
#include "members.h"
#include "form.h"

enum screen_result
record_screen(struct form *f, cJSON *object, const struct question *q)
{
	struct members m = {.title = question_title(q, f->sitting->language),
	    .ask = question_ask(q, f->sitting->language),
	    .help = q->help == QUESTION_SILENT
		? NULL
		: sitting_word(f->sitting, q->help),
	    .more = WORD_TEXT_HELP_STEPS,
	    .table = q->members,
	    .object = tree_open(object, q->member),
	    .offers = 0};
	enum screen_result result;

	if (m.object == NULL) {
		message_set(
		    "%s", sitting_word(f->sitting, WORD_ERROR_NO_MEMORY));
		return SCREEN_BACK;
	}
	result = members_screen(f, &m);
	if (result == SCREEN_SKIP)
		(void)tree_put(object, q->member, NULL);
	tree_prune(object);
	return result;
}
