/* The words of ui-demo in three languages, and a list of countries. */
#ifndef VALISE_TESTS_UI_DEMO_WORDS_H
#define VALISE_TESTS_UI_DEMO_WORDS_H

#include <stddef.h>

#include "client/ui/editor.h"
#include "client/ui/text/list_model.h"
#include "client/ui/screen.h"

struct demo_words {
	const char *language;
	struct screen_words screen;
	struct editor_words editor;
	const char *list_title;
	const char *search;
	const char *editor_title;
	const char *field;
	const char *help;
	const char *leaving;
};

/* English where the language is not one of en, ar, zh. */
const struct demo_words *demo_words(const char *language);

/*
 * Countries from lines of tab-separated columns of which the last six are
 * labels: en, fr, es, ar, ru, zh.  The caller frees nothing: it lives as long
 * as the program.  Returns their number, 0 on any failure.
 */
size_t demo_countries(
    const char *path, const char *language, const struct list_item **ret_items);

#endif
