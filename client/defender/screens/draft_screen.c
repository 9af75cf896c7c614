/*
 * A draft, only when asked: an age file under a passphrase at a place that the
 * person names (docs/DRAFT.md).
 */
#include "client/defender/report/draft.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/form/tree.h"
#include "client/sitting/ask_line.h"
#include "client/sitting/menu.h"
#include "common/bytes/secret.h"
#include "common/json/json_text.h"
#include "common/report/report.h"
#include "client/defender/evidence/files.h"
#include "client/sitting/place.h"
#include "client/sitting/progress.h"
#include "client/words/defender_words.h"
#include "client/words/shared_words.h"
#include "screens.h"

#define DRAFT_FORMAT "valise-draft/1"

/* What the thread works on. */
struct job {
	struct session *session;
	char *path;
	char *passphrase; /* guarded, AGE_PASSPHRASE_MAX */
	struct byte_writer content;
	enum durable_replace replace;
	enum draft_status status;
};

static bool
job_start(struct job *j, struct session *s)
{
	*j = (struct job){.session = s,
	    .path = secret_alloc(PLACE_BYTES),
	    .passphrase = secret_alloc(AGE_PASSPHRASE_MAX)};
	byte_writer_init(&j->content, DRAFT_MAX);
	return j->path != NULL && j->passphrase != NULL;
}

static void
job_finish(struct job *j)
{
	byte_writer_finish(&j->content);
	secret_free(j->passphrase);
	secret_free(j->path);
}

static const struct word *
sentence_of(enum draft_status status)
{
	switch (status) {
	case DRAFT_PASSPHRASE_SHORT:
	case DRAFT_PASSPHRASE_LONG:
		return WORD_ERROR_PASSPHRASE;
	case DRAFT_EXISTS:
	case DRAFT_NOT_A_FILE:
		return WORD_LABEL_EXISTS;
	case DRAFT_NOT_AGE:
	case DRAFT_NOT_PASSPHRASE:
	case DRAFT_WORK_TOO_HIGH:
		return WORD_ERROR_NO_DRAFT;
	case DRAFT_NO_MATCH:
		return WORD_ERROR_WRONG_PASSPHRASE;
	case DRAFT_DAMAGED:
		return WORD_ERROR_DRAFT_DAMAGED;
	case DRAFT_NO_MEMORY:
		return WORD_ERROR_NO_MEMORY;
	default:
		return WORD_ERROR_DRAFT_TOO_LONG;
	}
}

/* In the person's words; what the system said, where it is about a file. */
static void
say(struct job *j, enum task_end end, const struct reason *reason)
{
	struct session *s = j->session;

	/* It can't be stopped: F3 or not, it was done or it failed. */
	if (end == TASK_DONE)
		return;
	if (reason->text[0] != '\0')
		sitting_tell(&s->sitting, "%s", reason->text);
	else
		sitting_say(&s->sitting, sentence_of(j->status));
}

/* The answers, the files' names and what is chosen. */
static bool
write_content(struct session *s, struct byte_writer *out)
{
	cJSON *draft = cJSON_CreateObject();
	bool ok = draft != NULL &&
	    tree_put(draft, "format", cJSON_CreateString(DRAFT_FORMAT)) &&
	    tree_put(
		draft, "report", cJSON_Duplicate(s->writing.report, true)) &&
	    tree_put(draft, "files", files_to_json(s->writing.files)) &&
	    tree_put(
		draft, "no_reply", cJSON_CreateBool(s->writing.no_reply)) &&
	    tree_put(draft, "helper", cJSON_CreateBool(s->writing.helper));

	if (ok)
		json_text_write(out, draft);
	/* The draft's end is padding: no line end of its own. */
	while (out->len > 0 && out->data[out->len - 1] == '\n')
		out->len--;
	json_text_wipe(draft);
	return ok && !out->failed;
}

static bool
save(void *context, const struct task_follow *follow, struct reason *reason)
{
	struct job *j = context;

	(void)follow;
	j->status = draft_save(j->path, j->passphrase, strlen(j->passphrase),
	    j->content.data, j->content.len, j->replace, reason);
	return j->status == DRAFT_OK;
}

/* Twice the same, and long enough. */
static enum way
ask_new_passphrase(struct job *j)
{
	struct session *s = j->session;
	struct ask_line ask = {.title = WORD_TITLE_DRAFT,
	    .ask = sitting_word(&s->sitting, WORD_ASK_PASSPHRASE_NEW),
	    .help = sitting_word(&s->sitting, WORD_HELP_PASSPHRASE),
	    .clusters = 128,
	    .show = TEXT_FIELD_HIDDEN};
	char *again = secret_alloc(AGE_PASSPHRASE_MAX);
	enum way result = WAY_BACK;
	bool same = false;

	while (again != NULL && !same) {
		ask.ask = sitting_word(&s->sitting, WORD_ASK_PASSPHRASE_NEW);
		j->passphrase[0] = again[0] = '\0';
		result = ask_line(
		    &s->sitting, &ask, j->passphrase, AGE_PASSPHRASE_MAX);
		if (result != WAY_NEXT)
			break;
		if (draft_passphrase_check(
			j->passphrase, strlen(j->passphrase)) != DRAFT_OK) {
			sitting_say(&s->sitting, WORD_ERROR_PASSPHRASE);
			continue;
		}
		ask.ask = sitting_word(&s->sitting, WORD_ASK_AGAIN);
		result = ask_line(&s->sitting, &ask, again, AGE_PASSPHRASE_MAX);
		if (sitting_left(result))
			break;
		same = result == WAY_NEXT && strcmp(j->passphrase, again) == 0;
		if (!same)
			sitting_say(&s->sitting, WORD_LABEL_NOT_THE_SAME);
	}
	secret_free(again);
	return result;
}

/* Into the draft's own place again, or a new one. */
static enum way
ask_place(struct job *j)
{
	struct session *s = j->session;
	const struct menu_item items[] = {{.label = WORD_LABEL_SAME_DRAFT},
	    {.label = WORD_LABEL_OTHER_DRAFT}};
	const struct menu menu = {.title = WORD_TITLE_DRAFT,
	    .ask = sitting_word(&s->sitting, WORD_ASK_DRAFT),
	    .help = sitting_word(&s->sitting, WORD_WARN_DRAFT),
	    .more = WORD_TEXT_HELP_DRAFT,
	    .items = items,
	    .n = 2};
	enum way result = WAY_NEXT;
	size_t choice = 1;

	j->replace = DURABLE_KEEP_EXISTING;
	if (s->writing.draft_path != NULL) {
		result = menu_ask(&s->sitting, &menu, &choice);
		if (result != WAY_NEXT)
			return result;
	}
	if (choice == 0) {
		(void)snprintf(
		    j->path, PLACE_BYTES, "%s", s->writing.draft_path);
		j->replace = DURABLE_REPLACE;
		return WAY_NEXT;
	}
	return place_to_write(&s->sitting, WORD_TITLE_DRAFT,
	    sitting_word(&s->sitting, WORD_ASK_DRAFT),
	    sitting_word(&s->sitting, WORD_WARN_DRAFT), j->path);
}

static void
remember_place(struct session *s, const char *path)
{
	char *copy = strdup(path);

	if (copy == NULL)
		return;
	session_free_path(s->writing.draft_path);
	s->writing.draft_path = copy;
	s->writing.kept = true;
}

static enum way
do_save(struct job *j)
{
	struct session *s = j->session;
	const struct sitting_task work = {
	    .title = WORD_TITLE_DRAFT, .run = save, .context = j};
	struct reason reason = {""};
	enum way result;
	enum task_end end;

	if (!write_content(s, &j->content)) {
		sitting_say(&s->sitting, WORD_ERROR_DRAFT_TOO_LONG);
		return WAY_BACK;
	}
	result = ask_place(j);
	if (result == WAY_NEXT)
		result = ask_new_passphrase(j);
	if (result != WAY_NEXT)
		return result;
	result = sitting_follow(&s->sitting, &work, &end, &reason);
	/* It can't be stopped half-way: what it says it has done is done. */
	if (end == TASK_DONE) {
		remember_place(s, j->path);
		sitting_say(&s->sitting, WORD_LABEL_DRAFT_SAVED);
	}
	say(j, end, &reason);
	return result;
}

enum way
draft_save_screen(struct session *s)
{
	enum way result = WAY_BACK;
	struct job j;

	if (job_start(&j, s))
		result = do_save(&j);
	else
		sitting_say(&s->sitting, WORD_ERROR_NO_MEMORY);
	job_finish(&j);
	return result;
}

static bool
open_draft(
    void *context, const struct task_follow *follow, struct reason *reason)
{
	struct job *j = context;

	(void)follow;
	j->status = draft_open(
	    j->path, j->passphrase, strlen(j->passphrase), &j->content, reason);
	return j->status == DRAFT_OK;
}

/* What only the sealing program sets, and a file that is not there. */
static void
drop_foreign(cJSON *report, size_t n_files)
{
	static const char *const foreign[] = {
	    "follows", "reply_recipient", "voice_key", "attachments"};
	const cJSON *told = tree_find(report, "narrative_attachment");

	for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++)
		(void)tree_put(report, foreign[i], NULL);
	if (told != NULL &&
	    (told->valuedouble < 1 || told->valuedouble > (double)n_files))
		(void)tree_put(report, "narrative_attachment", NULL);
}

/* The answers come in the place of what there was. */
static bool
take_content(struct session *s, const struct byte_writer *content)
{
	struct reason reason = {""};
	cJSON *draft =
	    json_text_read((const char *)content->data, content->len, &reason);
	const char *format = tree_text(draft, "format");
	cJSON *report = NULL;
	struct files *files = NULL;
	size_t missing;

	if (format != NULL && strcmp(format, DRAFT_FORMAT) == 0 &&
	    report_check(
		tree_find(draft, "report"), REPORT_UNFINISHED, &reason)) {
		report =
		    cJSON_DetachItemFromObjectCaseSensitive(draft, "report");
		files = files_create();
	}
	if (files == NULL) {
		json_text_wipe(report);
		json_text_wipe(draft);
		return false;
	}
	json_text_wipe(s->writing.report);
	files_destroy(s->writing.files);
	s->writing.report = report;
	s->writing.files = files;
	s->writing.no_reply = cJSON_IsTrue(tree_find(draft, "no_reply"));
	s->writing.helper = cJSON_IsTrue(tree_find(draft, "helper"));
	missing = files_from_json(files, tree_find(draft, "files"));
	drop_foreign(report, files_count(files));
	sitting_say(&s->sitting,
	    missing == 0 ? WORD_LABEL_DRAFT_OPENED : WORD_LABEL_FILES_MISSING);
	json_text_wipe(draft);
	return true;
}

/* Asks as often as the passphrase is wrong. */
static enum way
do_open(struct job *j)
{
	struct session *s = j->session;
	const struct sitting_task work = {
	    .title = WORD_TITLE_DRAFT, .run = open_draft, .context = j};
	const struct ask_line ask = {.title = WORD_TITLE_DRAFT,
	    .ask = sitting_word(&s->sitting, WORD_ASK_PASSPHRASE),
	    .clusters = 128,
	    .show = TEXT_FIELD_HIDDEN};
	struct reason reason = {""};
	enum way result;
	enum task_end end;

	result = place_choose(&s->sitting, WORD_TITLE_DRAFT,
	    sitting_word(&s->sitting, WORD_ASK_DRAFT_FILE), NULL, NULL,
	    j->path);
	while (result == WAY_NEXT) {
		j->passphrase[0] = '\0';
		result = ask_line(
		    &s->sitting, &ask, j->passphrase, AGE_PASSPHRASE_MAX);
		if (result != WAY_NEXT)
			break;
		result = sitting_follow(&s->sitting, &work, &end, &reason);
		if (sitting_left(result))
			break;
		say(j, end, &reason);
		if (end == TASK_DONE)
			return WAY_NEXT;
		if (j->status != DRAFT_NO_MATCH)
			return WAY_BACK;
	}
	return result;
}

/* What is answered already would be lost: that is asked first. */
static enum way
ask_to_replace(struct session *s)
{
	const struct menu_item items[] = {{.label = WORD_LABEL_KEEP_ANSWERS},
	    {.label = WORD_LABEL_LOSE_ANSWERS}};
	const struct menu menu = {.title = WORD_TITLE_DRAFT,
	    .ask = sitting_word(&s->sitting, WORD_ASK_LOSE_ANSWERS),
	    .more = WORD_TEXT_HELP_DRAFT,
	    .items = items,
	    .n = 2};
	enum way result = WAY_NEXT;
	size_t choice = 1;

	if (!s->writing.kept)
		result = menu_ask(&s->sitting, &menu, &choice);
	return result == WAY_NEXT && choice == 0 ? WAY_BACK : result;
}

enum way
draft_open_screen(struct session *s)
{
	enum way result = ask_to_replace(s);
	struct job j;

	if (result != WAY_NEXT)
		return result;
	if (!job_start(&j, s)) {
		sitting_say(&s->sitting, WORD_ERROR_NO_MEMORY);
		result = WAY_BACK;
	} else {
		result = do_open(&j);
	}
	if (result == WAY_NEXT) {
		if (take_content(s, &j.content)) {
			remember_place(s, j.path);
		} else {
			sitting_say(&s->sitting, WORD_ERROR_NO_DRAFT);
			result = WAY_BACK;
		}
	}
	job_finish(&j);
	return result;
}
