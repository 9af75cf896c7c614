/* Whatever kind of question it is; and the keys that lead aside. */
#include "form.h"

#include "common/report/vocabulary.h"

static enum way
ask(struct form *f, cJSON *object, const struct question *q)
{
	switch (q->kind) {
	case QUESTION_CHOICE:
		return form_choice(f, object, q);
	case QUESTION_SEVERAL:
		return form_several(f, object, q);
	case QUESTION_TEXT:
		return form_text(f, object, q);
	case QUESTION_DATE:
		return form_date(f, object, q);
	case QUESTION_RECORD:
		return form_record(f, object, q);
	case QUESTION_RECORDS:
		return form_records(f, object, q);
	case QUESTION_NUMBERS:
		return form_numbers(f, object, q);
	case QUESTION_OWN:
		return f->own.ask == NULL ? WAY_NEXT
					  : f->own.ask(f->own.context, q);
	default:
		return form_line(f, object, q);
	}
}

enum way
form_ask(struct form *f, cJSON *object, const struct question *q)
{
	enum way result;

	do {
		if (f->own.touched != NULL)
			f->own.touched(f->own.context);
		result = sitting_aside(f->sitting, ask(f, object, q));
	} while (result == WAY_STAY);
	return result;
}

struct face_ask
question_face(const struct sitting *s, const struct question *q)
{
	return (struct face_ask){.title = question_title(q, s->language),
	    .ask = question_ask(q, s->language),
	    .help = q->help == NULL ? NULL : sitting_word(s, q->help)};
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
