/* After sending: what arrived, what comes next, and what lies on this disk. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/sitting/menu.h"
#include "client/sitting/place.h"
#include "client/words/defender_words.h"
#include "client/words/shared_words.h"
#include "common/bytes/printable_text.h"
#include "screens.h"
#include "sealing.h"

#define LINE_BYTES 512

/* To be written only where it was asked for. */
static enum way
keep_receipt(struct session *s, struct sealing *g)
{
	char path[PLACE_BYTES] = "";
	enum way result;

	for (;;) {
		result = place_to_write(&s->sitting, WORD_TITLE_RECEIPT,
		    sitting_word(&s->sitting, WORD_ASK_RECEIPT),
		    sitting_word(&s->sitting, WORD_HELP_RECEIPT), path);
		if (result != WAY_NEXT)
			return result;
		if (durable_file_write(path, g->promise.data, g->promise.len,
			0600, DURABLE_KEEP_EXISTING)) {
			sealing_keep(g, WORD_LABEL_DISK_RECEIPT, path);
			sitting_say(&s->sitting, WORD_LABEL_WRITTEN);
			return WAY_NEXT;
		}
		sitting_tell(&s->sitting, "%s: %s", path, strerror(errno));
	}
}

/* "draft: NAME", in the person's language; what does not fit is cut. */
static void
name_line(const struct session *s, const struct kept_file *file,
    char ret_line[static LINE_BYTES])
{
	char shown[LINE_BYTES - 128];
	const char *const values[] = {shown};

	printable_text_line(
	    file->path, strlen(file->path), shown, sizeof(shown));
	(void)words_fill(
	    file->label, s->sitting.language, values, 1, ret_line, LINE_BYTES);
}

static void delete (struct session *s, struct sealing *g, size_t at)
{
	struct kept_file *file = &g->kept[at];
	const char *values[1];
	char text[1024];

	if (unlink(file->path) != 0 && errno != ENOENT) {
		values[0] = strerror(errno);
		if (words_fill(WORD_ERROR_NOT_DELETED, s->sitting.language,
			values, 1, text, sizeof(text)))
			sitting_tell(&s->sitting, "%s", text);
		return;
	}
	(void)durable_file_sync_parent(file->path);
	if (file->label == WORD_LABEL_DISK_DRAFT) {
		session_free_path(s->writing.draft_path);
		s->writing.draft_path = NULL;
	}
	sealing_forget(g, at);
	sitting_say(&s->sitting, WORD_LABEL_DELETED);
}

/* One item a file that can be deleted, behind those that are always there. */
struct page {
	struct menu_item *items;
	char (*lines)[LINE_BYTES];
	size_t n;
	struct byte_writer help;
};

static bool
make_page(struct page *p, const struct session *s, const struct sealing *g)
{
	char line[LINE_BYTES];
	const char *const values[] = {line};

	*p = (struct page){.items = calloc(g->n_kept + 2, sizeof(*p->items)),
	    .lines = calloc(g->n_kept + 1, sizeof(*p->lines))};
	byte_writer_init(&p->help, 1u << 16);
	if (p->items == NULL || p->lines == NULL)
		return false;
	p->items[p->n++].label = WORD_LABEL_DONE;
	p->items[p->n++].label = WORD_LABEL_KEEP_RECEIPT;
	if (g->code != NULL)
		byte_writer_printf(&p->help, "%s\n",
		    sitting_word(&s->sitting, WORD_TEXT_SENT_NEXT));
	/* "Nothing is kept" is said only where nothing is. */
	byte_writer_printf(&p->help, "%s",
	    sitting_word(&s->sitting,
		g->n_kept == 0 && !g->unlisted ? WORD_HELP_SENT
					       : WORD_TEXT_ON_DISK));
	if (g->unlisted)
		byte_writer_printf(&p->help, " ... %s",
		    sitting_word(&s->sitting, WORD_ERROR_NO_MEMORY));
	for (size_t i = 0; i < g->n_kept; i++) {
		name_line(s, &g->kept[i], line);
		byte_writer_printf(&p->help, "\n  %s", line);
		(void)words_fill(WORD_LABEL_DELETE, s->sitting.language, values,
		    1, p->lines[i], LINE_BYTES);
		p->items[p->n++].text = p->lines[i];
	}
	if (g->n_kept > 0)
		byte_writer_printf(&p->help, "\n%s",
		    sitting_word(&s->sitting, WORD_HELP_ON_DISK));
	byte_writer_u8(&p->help, 0);
	return !p->help.failed;
}

static void
end_page(struct page *p)
{
	free(p->items);
	free(p->lines);
	byte_writer_finish(&p->help);
}

static enum way
ask(struct session *s, const struct sealing *g, const char *reference,
    size_t *ret_choice)
{
	enum way result = WAY_BACK;
	struct page page;

	if (make_page(&page, s, g)) {
		const struct menu menu = {.title = WORD_TITLE_SEND,
		    .ask = reference,
		    .help = (const char *)page.help.data,
		    .more = WORD_TEXT_HELP_RECEIPT,
		    .items = page.items,
		    .n = page.n,
		    .offers = OFFERS_NO_BACK,
		    .deliberate = true};

		result = menu_ask(&s->sitting, &menu, ret_choice);
	} else {
		sitting_say(&s->sitting, WORD_ERROR_NO_MEMORY);
		sitting_tell(&s->sitting, "%s", reference);
	}
	end_page(&page);
	return result;
}

enum way
sent_screen(struct session *s, struct sealing *g)
{
	char groups[SITTING_GROUPS_BYTES], reference[512] = "";
	const char *const values[] = {groups};
	enum way result;
	size_t choice;

	sitting_groups(g->reference, groups);
	(void)words_fill(WORD_PROGRESS_REFERENCE, s->sitting.language, values,
	    1, reference, sizeof(reference));
	if (s->writing.draft_path != NULL)
		sealing_keep(g, WORD_LABEL_DISK_DRAFT, s->writing.draft_path);
	do {
		choice = 0;
		result = ask(s, g, reference, &choice);
		if (result != WAY_NEXT || choice == 0)
			return result;
		if (choice == 1)
			result = keep_receipt(s, g);
		else
			delete (s, g, choice - 2);
	} while (!sitting_left(result));
	return result;
}
