/* Whatever kind of question it is; and the keys that lead aside. */
#include "form.h"

#include "common/report/vocabulary.h"

static enum screen_result
ask(struct form *f, cJSON *object, const struct question *q)
{
	switch (q->kind) {
	case QUESTION_CHOICE:
		return choice_screen(f, object, q);
	case QUESTION_SEVERAL:
		return several_screen(f, object, q);
	case QUESTION_TEXT:
		return text_screen(f, object, q);
	case QUESTION_DATE:
		return date_screen(f, object, q);
	case QUESTION_RECORD:
		return record_screen(f, object, q);
	case QUESTION_RECORDS:
		return records_screen(f, object, q);
	case QUESTION_OWN:
		return f->own.ask == NULL ? SCREEN_NEXT
					  : f->own.ask(f->own.context, q);
	default:
		return line_screen(f, object, q);
	}
}

enum screen_result
question_screen(struct form *f, cJSON *object, const struct question *q)
{
	enum screen_result result;

	do {
		if (f->own.touched != NULL)
			f->own.touched(f->own.context);
		result = sitting_aside(f->sitting, ask(f, object, q));
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

static const char *
consent_label(const struct question *q, enum language language)
{
	return vocabulary_label(
	    vocabulary_item(vocabulary_find("consents"), q->consent), language);
}

const char *
question_title(const struct question *q, enum language language)
{
	return q->consent != NULL ? consent_label(q, language)
				  : words_get(q->title, language);
}

const char *
question_ask(const struct question *q, enum language language)
{
	return q->consent != NULL ? consent_label(q, language)
				  : words_get(q->ask, language);
}
