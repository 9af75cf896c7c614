/* The reply code: shown once, and typed back before anything leaves. */
#include <stdio.h>

#include <sodium.h>

#include "client/defender/report/reply_code.h"
#include "client/sitting/face.h"
#include "client/words/defender_words.h"
#include "client/words/shared_words.h"
#include "screens.h"

struct state {
	struct session *session;
	const char *digits;
};

static const char *
wrong(void *context, enum way way, const char *text, size_t len)
{
	const struct state *t = context;

	if (way != WAY_NEXT ||
	    (len == REPLY_CODE_DIGITS &&
		sodium_memcmp(text, t->digits, REPLY_CODE_DIGITS) == 0))
		return NULL;
	return sitting_word(&t->session->sitting, WORD_ERROR_BAD_CODE);
}

/* The last digit is enough, where all are right. */
static enum way
ask(struct state *t, struct text_field *field,
    const struct text_field_options *options, const char *grouped)
{
	struct sitting *s = &t->session->sitting;
	char below[3072];
	const struct face_line line = {
	    .ask = {.title = sitting_word(s, WORD_TITLE_CODE),
		.ask = sitting_word(s, WORD_ASK_CODE),
		.help = sitting_word(s, WORD_HELP_CODE),
		.more = sitting_word(s, WORD_TEXT_HELP_CODE),
		.offers = OFFERS_LANGUAGE,
		.apart = true},
	    .field = options,
	    .shown = grouped,
	    .below = below,
	    .left_to_right = true,
	    .ends_when_full = true,
	    .wrong = wrong,
	    .context = t};

	(void)snprintf(below, sizeof(below), "%s\n%s\n%s",
	    sitting_word(s, WORD_WARN_ARRIVED_CODE),
	    sitting_word(s, WORD_WARN_CODE_ONCE),
	    sitting_word(s, WORD_WARN_CODE_FOUND));
	return sitting_aside(s, s->face->line(s, &line, field));
}

enum way
code_screen(struct session *s, const char *digits)
{
	const struct text_field_options options = {
	    .clusters = REPLY_CODE_DIGITS, .accept = TEXT_FIELD_DIGITS};
	struct state t = {.session = s, .digits = digits};
	struct text_field *field = text_field_create(&options);
	char grouped[REPLY_CODE_TEXT_BYTES];
	enum way way;

	if (field == NULL) {
		sitting_say(&s->sitting, WORD_ERROR_NO_MEMORY);
		return WAY_BACK;
	}
	reply_code_group(digits, grouped);
	do
		way = ask(&t, field, &options, grouped);
	while (way == WAY_STAY);
	sodium_memzero(grouped, sizeof(grouped));
	text_field_destroy(field);
	return way;
}
