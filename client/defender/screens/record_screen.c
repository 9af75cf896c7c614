/* An object: its members as a list, each a question. */
#include "answers.h"
#include "client/ui/message.h"
#include "members.h"
#include "screens.h"

enum screen_result
record_screen(struct session *s, cJSON *object, const struct question *q)
{
	struct members m = {.title = question_title(q, s->sitting.language),
	    .ask = question_ask(q, s->sitting.language),
	    .help = q->help == QUESTION_SILENT
		? NULL
		: sitting_word(&s->sitting, q->help),
	    .more = WORD_TEXT_HELP_STEPS,
	    .table = q->members,
	    .object = answers_open(object, q->member),
	    .offers = 0};
	enum screen_result result;

	if (m.object == NULL) {
		message_set(
		    "%s", sitting_word(&s->sitting, WORD_ERROR_NO_MEMORY));
		return SCREEN_BACK;
	}
	result = members_screen(s, &m);
	if (result == SCREEN_SKIP)
		(void)answers_put(object, q->member, NULL);
	answers_prune(object);
	return result;
}
