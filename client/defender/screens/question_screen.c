/* Whatever kind of question it is; and the keys that lead aside. */
#include "screens.h"

static enum screen_result
ask_own(struct session *s, const struct question *q)
{
	switch (q->own) {
	case QUESTION_OWN_LINK:
		return link_screen(s);
	case QUESTION_OWN_FILES:
		return files_screen(s);
	case QUESTION_OWN_REPLIES:
		return replies_wanted_screen(s);
	default:
		return narrative_screen(s);
	}
}

static enum screen_result
ask(struct session *s, cJSON *object, const struct question *q)
{
	switch (q->kind) {
	case QUESTION_CHOICE:
		return choice_screen(s, object, q);
	case QUESTION_SEVERAL:
		return several_screen(s, object, q);
	case QUESTION_TEXT:
		return text_screen(s, object, q);
	case QUESTION_DATE:
		return date_screen(s, object, q);
	case QUESTION_RECORD:
		return record_screen(s, object, q);
	case QUESTION_RECORDS:
		return records_screen(s, object, q);
	case QUESTION_OWN:
		return ask_own(s, q);
	default:
		return line_screen(s, object, q);
	}
}

enum screen_result
question_screen(struct session *s, cJSON *object, const struct question *q)
{
	enum screen_result result;

	do {
		s->writing.kept = false;
		result = sitting_aside(&s->sitting, ask(s, object, q));
	} while (result == SCREEN_STAY);
	return result;
}

void
question_head(const struct sitting *s, const struct question *q,
    const struct paint_area *body, struct paint_area *ret_rest)
{
	sitting_head(s, question_ask(q, s->language),
	    q->help == QUESTION_SILENT ? NULL : sitting_word(s, q->help), body,
	    ret_rest);
}
