/* A file to attach: chosen, looked into, and then as the person wants it. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/bytes/secret.h"
#include "common/report/report.h"
#include "file_look.h"
#include "file_screens.h"
#include "client/defender/evidence/files.h"
#include "client/sitting/place.h"
#include "client/words/defender_words.h"
#include "client/words/shared_words.h"

/* What is said of a file under the cursor. */
static const char *
warn(void *state, const char *path)
{
	const struct session *s = state;
	enum picture_kind kind = file_kind(path);

	if (kind == PICTURE_NONE)
		return NULL;
	return sitting_word(&s->sitting,
	    file_kind_cleanable(kind) ? WORD_LABEL_MAY_CARRY
				      : WORD_LABEL_MAY_CARRY_MORE);
}

static void
say_why_not(struct session *s, enum files_status status, const char *path)
{
	const char *error = strerror(errno);
	char name[FILE_NAME_BYTES], most[24], text[1024] = "";
	const char *const values[] = {name, error};
	const char *const limit[] = {most};

	file_name_shown(path, name);
	(void)snprintf(most, sizeof(most), "%d", REPORT_ATTACHMENTS_MAX);
	if (status == FILES_UNREADABLE)
		(void)words_fill(WORD_ERROR_NO_FILE, s->sitting.language,
		    values, 2, text, sizeof(text));
	else if (status == FILES_FULL)
		(void)words_fill(WORD_ERROR_TOO_MANY_FILES, s->sitting.language,
		    limit, 1, text, sizeof(text));
	sitting_tell(&s->sitting, "%s",
	    text[0] != '\0' ? text
			    : sitting_word(&s->sitting,
				  status == FILES_TWICE ? WORD_ERROR_FILE_TWICE
				      : status == FILES_NOT_REGULAR
				      ? WORD_ERROR_FILE_NOT_REGULAR
				      : status == FILES_TOO_LARGE
				      ? WORD_ERROR_FILE_TOO_LARGE
				      : WORD_ERROR_NO_MEMORY));
}

/* The last of the list, which stays only where it is wanted. */
static enum way
decide(struct session *s)
{
	size_t at = files_count(s->writing.files) - 1;
	struct file_entry *entry = files_at(s->writing.files, at);
	enum file_choice choice = FILE_NOT;
	struct picture_result found = {.copy_fd = -1};
	enum way result;

	result = file_look_screen(s, entry->path, &found);
	if (result == WAY_NEXT)
		result = file_choice_screen(s, entry->path, &found, &choice);
	if (choice == FILE_CLEANED)
		entry->form = EVIDENCE_CLEANED;
	if (result != WAY_NEXT || choice == FILE_NOT)
		files_remove(s->writing.files, at, s->writing.report);
	return sitting_left(result) ? result
	    : choice == FILE_NOT    ? WAY_BACK
				    : WAY_NEXT;
}

enum way
file_add_screen(struct session *s)
{
	char *path = NULL;
	enum way result = WAY_BACK;
	enum files_status status;

	if (files_count(s->writing.files) >= REPORT_ATTACHMENTS_MAX) {
		say_why_not(s, FILES_FULL, "");
		return result;
	}
	path = secret_alloc(PLACE_BYTES);
	if (path == NULL) {
		say_why_not(s, FILES_NO_MEMORY, "");
		return result;
	}
	result = place_choose(&s->sitting, WORD_TITLE_ATTACHMENTS,
	    sitting_word(&s->sitting, WORD_ASK_FILE), warn, s, path);
	if (result == WAY_NEXT) {
		status = files_add(s->writing.files, path);
		if (status == FILES_OK) {
			result = decide(s);
		} else {
			say_why_not(s, status, path);
			result = WAY_BACK;
		}
	}
	secret_free(path);
	return result;
}
