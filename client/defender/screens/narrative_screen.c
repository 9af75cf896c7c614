/* What happened: a text, or a file or voice note that tells it. */
#include <stdlib.h>
#include <string.h>

#include "client/defender/screens/files/file_screens.h"
#include "client/form/tree.h"
#include "client/sitting/menu.h"
#include "common/bytes/printable_text.h"
#include "common/bytes/secret.h"
#include "client/defender/evidence/files.h"
#include "client/words/defender_words.h"
#include "client/words/shared_words.h"
#include "screens.h"

#define NAME_BYTES 256
#define FILES_SHOWN 64

/* Which of the files; none is offered behind them. */
static enum way
choose_file(struct session *s)
{
	char(*names)[NAME_BYTES] = secret_alloc(FILES_SHOWN * NAME_BYTES);
	struct menu_item items[FILES_SHOWN + 1];
	struct menu menu = {.title = WORD_TITLE_NARRATIVE,
	    .ask = sitting_word(&s->sitting, WORD_ASK_NARRATIVE_FILE),
	    .more = WORD_TEXT_HELP_LIST,
	    .items = items};
	enum way result;
	size_t n = files_count(s->writing.files), choice = 0;
	bool ok;

	if (names == NULL) {
		sitting_say(&s->sitting, WORD_ERROR_NO_MEMORY);
		return WAY_BACK;
	}
	for (size_t i = 0; i < n && i < FILES_SHOWN; i++) {
		const char *path = files_at(s->writing.files, i)->path;
		const char *slash = strrchr(path, '/');

		path = slash == NULL ? path : slash + 1;
		printable_text_line(path, strlen(path), names[i], NAME_BYTES);
		items[menu.n++].text = names[i];
	}
	items[menu.n].text = NULL;
	items[menu.n++].label = WORD_LABEL_NO_FILE;
	result = menu_ask(&s->sitting, &menu, &choice);
	if (result == WAY_NEXT) {
		ok = tree_put(s->writing.report, "narrative_attachment",
		    choice + 1 == menu.n
			? NULL
			: cJSON_CreateNumber((double)choice + 1));
		if (!ok)
			sitting_say(&s->sitting, WORD_ERROR_NO_MEMORY);
	}
	secret_free(names);
	return result;
}

/* Files first, where there are none yet; then which of them. */
static enum way
tell_by_file(struct session *s)
{
	enum way result = WAY_NEXT;

	do
		result = sitting_aside(&s->sitting, files_screen(s));
	while (result == WAY_STAY);
	if (sitting_left(result) || files_count(s->writing.files) == 0)
		return sitting_left(result) ? result : WAY_STAY;
	result = choose_file(s);
	return sitting_left(result) ? result : WAY_STAY;
}

enum way
narrative_screen(struct session *s)
{
	const struct question *q = question_of("narrative");
	enum way result;

	do {
		result = form_text(&s->form, s->writing.report, q);
		if (result == WAY_MORE)
			result = tell_by_file(s);
	} while (result == WAY_STAY);
	return result;
}
