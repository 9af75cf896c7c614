/* One file: what it is, who made it, when it was got, and in which form. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "client/form/tree.h"
#include "client/ui/text/amount.h"
#include "file_look.h"
#include "file_screens.h"
#include "client/defender/evidence/files.h"
#include "client/form/members.h"
#include "client/words/defender_words.h"
#include "client/words/shared_words.h"

#define LONGEST 1024 /* bytes, as common/report/report_fields.c has them */

static const struct question about_file[] = {{.kind = QUESTION_CHOICE,
						 .member = "made_by",
						 .title = WORD_TITLE_MADE_BY,
						 .ask = WORD_ASK_MADE_BY,
						 .help = NULL,
						 .lists = "makers",
						 .max = LONGEST},
    {.kind = QUESTION_LINE,
	.member = "got_when",
	.title = WORD_TITLE_GOT_WHEN,
	.ask = WORD_ASK_GOT_WHEN,
	.help = WORD_HELP_ACT_WHEN,
	.max = LONGEST},
    {.kind = QUESTION_LINE,
	.member = "type",
	.title = WORD_TITLE_FILE_TYPE,
	.ask = WORD_ASK_FILE_TYPE,
	.help = NULL,
	.max = LONGEST},
    /* Only where there can be a copy. */
    {.kind = QUESTION_CHOICE,
	.member = "form",
	.title = WORD_TITLE_FILE_FORM,
	.ask = WORD_ASK_FILE_FORM,
	.help = WORD_HELP_FILE_FORM,
	.lists = "attachment_forms"},
    {.member = NULL}};
#define FORM 3
#define TABLE (sizeof(about_file) / sizeof(about_file[0]))

void
file_row(const struct session *s, size_t index, char *ret_row, size_t size)
{
	const struct file_entry *entry = files_at(s->writing.files, index);
	char name[FILE_NAME_BYTES], bytes[32];

	file_name_shown(entry->path, name);
	amount_bytes(entry->size, bytes, sizeof(bytes));
	(void)snprintf(ret_row, size, "%s, %s", name,
	    access(entry->path, R_OK) == 0
		? bytes
		: sitting_word(&s->sitting, WORD_LABEL_GONE));
}

static const char *
form_code(enum evidence_form form)
{
	return form == EVIDENCE_CLEANED ? "cleaned" : "original";
}

/* A copy is promised only where one can be made now. */
static enum way
take_form(struct session *s, struct file_entry *entry, const char *form)
{
	struct picture_result look;
	enum way result;

	if (form == NULL || strcmp(form, form_code(entry->form)) == 0)
		return WAY_NEXT;
	if (strcmp(form, "original") == 0) {
		entry->form = EVIDENCE_ORIGINAL;
		return WAY_NEXT;
	}
	result = file_look_screen(s, entry->path, &look);
	if (result != WAY_NEXT)
		return result;
	if (look.copy == PICTURE_COPY_CLEAN)
		entry->form = EVIDENCE_CLEANED;
	else
		sitting_say(&s->sitting, WORD_LABEL_STILL_ORIGINAL);
	return WAY_NEXT;
}

enum way
file_about_screen(struct session *s, size_t index)
{
	struct file_entry *entry = files_at(s->writing.files, index);
	char row[FILE_NAME_BYTES + 128];
	struct question table[TABLE];
	struct members m = {.more = WORD_TEXT_HELP_STEPS,
	    .table = table,
	    .object = entry->about,
	    .ask = row};
	enum way result = WAY_BACK, left;
	bool ok;

	memcpy(table, about_file, sizeof(table));
	if (entry->form != EVIDENCE_CLEANED &&
	    !file_kind_cleanable(file_kind(entry->path)))
		table[FORM].member = NULL;
	/* There while it is asked for; it is the entry's to say. */
	ok = tree_put(
	    entry->about, "form", cJSON_CreateString(form_code(entry->form)));
	if (!ok)
		sitting_say(&s->sitting, WORD_ERROR_NO_MEMORY);
	while (ok) {
		file_row(s, index, row, sizeof(row));
		m.title = sitting_word(&s->sitting, WORD_TITLE_FILE);
		m.help = sitting_word(&s->sitting, WORD_HELP_FILE_ABOUT);
		result = sitting_aside(&s->sitting, members_ask(&s->form, &m));
		if (result != WAY_STAY)
			break;
	}
	if (!sitting_left(result) && ok) {
		left = take_form(s, entry, tree_text(entry->about, "form"));
		if (sitting_left(left))
			result = left;
	}
	(void)tree_put(entry->about, "form", NULL);
	tree_prune(entry->about);
	return result;
}
