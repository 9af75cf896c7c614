/* All steps with what was answered; on to the review. */
#include "members.h"

enum screen_result
steps_screen(struct session *s)
{
	struct members m = {.more = WORD_TEXT_HELP_STEPS,
	    .table = question_form,
	    .object = s->report};
	enum screen_result result;

	do {
		m.title = session_word(s, WORD_KEY_STEPS);
		m.ask = session_word(s, WORD_ASK_STEPS);
		m.help = session_word(s, WORD_HELP_STEPS);
		result = session_aside(s, members_screen(s, &m));
	} while (result == SCREEN_STAY);
	return result;
}
