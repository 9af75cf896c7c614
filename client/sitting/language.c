/* The first question: in which language. */
#include "face.h"
#include "client/words/shared_words.h"
#include "sitting.h"

/* Each in itself, so that everyone finds their own. */
static const struct list_item names[LANGUAGES_N] = {{"English", "en"},
    {"Français", "fr"}, {"Español", "es"}, {"العربية", "ar"}, {"Русский", "ru"},
    {"中文", "zh"}};

enum way
language_ask(struct sitting *s)
{
	const struct face_ask ask = {
	    .title = sitting_word(s, WORD_TITLE_LANGUAGE),
	    .ask = sitting_word(s, WORD_ASK_LANGUAGE),
	    .help = sitting_word(s, WORD_HELP_LANGUAGE),
	    .more = sitting_word(s, WORD_TEXT_HELP_LIST),
	    .apart = true};
	size_t at = (size_t)s->language;
	enum way way = s->face->language(s, &ask, names, LANGUAGES_N, &at);

	if (way == WAY_NEXT && at < LANGUAGES_N)
		sitting_set_language(s, (enum language)at);
	return way;
}
