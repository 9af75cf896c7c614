/* All steps with what was answered; on to the review. */
#include "client/form/members.h"
#include "client/words/defender_words.h"
#include "client/words/shared_words.h"
#include "screens.h"

enum way
steps_screen(struct session *s)
{
	struct members m = {.more = WORD_TEXT_HELP_STEPS,
	    .table = question_form,
	    .object = s->writing.report};
	enum way result;

	do {
		m.title = sitting_word(&s->sitting, WORD_KEY_STEPS);
		m.ask = sitting_word(&s->sitting, WORD_ASK_STEPS);
		m.help = sitting_word(&s->sitting, WORD_HELP_STEPS);
		result = sitting_aside(&s->sitting, members_ask(&s->form, &m));
	} while (result == WAY_STAY);
	return result;
}
