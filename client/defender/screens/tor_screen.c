/* Tor is looked for before anything is written. */
#include <stdio.h>

#include "client/sitting/menu.h"
#include "client/words/defender_words.h"
#include "common/net/socks_probe.h"
#include "screens.h"

static enum way
ask(struct session *s, const char *socks, size_t *ret_choice)
{
	const struct menu_item items[] = {
	    {.label = WORD_LABEL_TOR_AGAIN}, {.label = WORD_LABEL_TOR_LATER}};
	const char *const values[] = {s->options->http.socks == NULL ? SOCKS_TOR
		", " SOCKS_TOR_BROWSER
								     : socks};
	char text[1024];
	struct menu menu = {.title = WORD_TITLE_TOR,
	    .ask = text,
	    .items = items,
	    .n = 2,
	    .offers = OFFERS_LANGUAGE};

	(void)words_fill(WORD_WARN_NO_TOR, s->sitting.language, values, 1, text,
	    sizeof(text));
	return menu_ask(&s->sitting, &menu, ret_choice);
}

enum way
tor_screen(struct session *s)
{
	enum way result = WAY_NEXT;
	const char *socks;
	size_t choice = 0;

	while (!options_find_tor(s->options, &socks)) {
		result = sitting_aside(&s->sitting, ask(s, socks, &choice));
		if (result == WAY_NEXT && choice == 1)
			return result;
		if (result != WAY_NEXT && result != WAY_STAY)
			return result;
	}
	return WAY_NEXT;
}
