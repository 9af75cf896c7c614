/* What goes along: a list of files, each with what is said of it. */
#include <stdio.h>
#include <string.h>

#include "client/form/tree.h"
#include "client/sitting/row_list.h"
#include "common/bytes/printable_text.h"
#include "file_screens.h"
#include "client/defender/evidence/files.h"
#include "client/words/defender_words.h"

/* "1. name, 1.0 MB; Cleaned copy; A witness" */
static void
fill_row(void *context, size_t index, char ret_row[static ROW_LIST_BYTES])
{
	const struct session *s = context;
	const struct file_entry *entry = files_at(s->writing.files, index);
	const char *maker = tree_text(entry->about, "made_by");
	char file[ROW_LIST_BYTES / 2], made_by[ROW_LIST_BYTES / 4] = "";

	file_row(s, index, file, sizeof(file));
	if (maker != NULL)
		maker = tree_label("makers", maker, s->sitting.language);
	if (maker != NULL)
		printable_text_line(
		    maker, strlen(maker), made_by, sizeof(made_by));
	(void)snprintf(ret_row, ROW_LIST_BYTES, "%zu. %s; %s%s%s", index + 1,
	    file,
	    sitting_word(&s->sitting,
		entry->form == EVIDENCE_CLEANED ? WORD_LABEL_CLEANED
						: WORD_LABEL_ORIGINAL),
	    maker == NULL ? "" : "; ", made_by);
}

static enum way
look(struct session *s, size_t *at)
{
	struct row_list list = {
	    .ask = {.title = sitting_word(&s->sitting, WORD_TITLE_ATTACHMENTS),
		.ask = sitting_word(&s->sitting, WORD_ASK_ATTACHMENTS),
		.help = sitting_word(&s->sitting, WORD_HELP_ATTACHMENTS),
		.more = sitting_word(&s->sitting, WORD_TEXT_HELP_ATTACH),
		.offers = OFFERS_LANGUAGE | OFFERS_SAVE},
	    .n = files_count(s->writing.files),
	    .kind = ROW_LIST_GROWS,
	    .row = fill_row,
	    .context = s};

	if (list.n == 0)
		list.ask.offers |= OFFERS_SKIP;
	return row_list_ask(&s->sitting, &list, at);
}

/* The file stays where it is. */
static void
take_out(struct session *s, size_t at)
{
	bool told =
	    tree_find(s->writing.report, "narrative_attachment") != NULL;

	files_remove(s->writing.files, at, s->writing.report);
	if (told &&
	    tree_find(s->writing.report, "narrative_attachment") == NULL)
		sitting_say(&s->sitting, WORD_LABEL_TOLD_IT);
}

/* What is new is asked about at once. */
static enum way
enter(struct session *s, size_t at)
{
	enum way way = WAY_NEXT;

	if (at == files_count(s->writing.files))
		way = file_add_screen(s);
	if (way == WAY_NEXT)
		way = file_about_screen(s, at);
	return sitting_left(way) ? way : WAY_STAY;
}

enum way
files_screen(struct session *s)
{
	enum way way = WAY_STAY;
	size_t at = 0;

	while (way == WAY_STAY) {
		way = look(s, &at);
		if (way == WAY_REMOVE) {
			take_out(s, at);
			way = WAY_STAY;
		} else if (way == WAY_NEXT && at != ROW_LIST_NONE) {
			way = enter(s, at);
		}
	}
	return way;
}
