/* An object: its members as a list, each a question. */
#include "tree.h"
#include "client/words/shared_words.h"
#include "members.h"
#include "form.h"

enum way
form_record(struct form *f, cJSON *object, const struct question *q)
{
	struct members m = {.title = question_title(q, f->sitting->language),
	    .ask = question_ask(q, f->sitting->language),
	    .help = q->help == NULL ? NULL : sitting_word(f->sitting, q->help),
	    .more = WORD_TEXT_HELP_STEPS,
	    .table = q->members,
	    .object = tree_open(object, q->member),
	    .offers = 0};
	enum way result;

	if (m.object == NULL) {
		sitting_say(f->sitting, WORD_ERROR_NO_MEMORY);
		return WAY_BACK;
	}
	result = members_ask(f, &m);
	if (result == WAY_SKIP)
		(void)tree_put(object, q->member, NULL);
	tree_prune(object);
	return result;
}
