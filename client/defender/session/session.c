#include "session.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "client/defender/evidence/files.h"
#include "client/words/defender_words.h"
#include "common/json/json_text.h"

static const char *
leaving(void *context)
{
	const struct session *s = context;

	if (s->writing.kept)
		return sitting_word(&s->sitting, WORD_TEXT_LEFT_NOTHING_LOST);
	return sitting_word(&s->sitting,
	    s->writing.draft_path != NULL ? WORD_TEXT_LEFT_SINCE_DRAFT
					  : WORD_TEXT_LEFT_NOT_KEPT);
}

bool
session_start(struct session *s, const struct face *face,
    struct options *options, enum way (*save)(void *session),
    const struct form_own *own)
{
	const struct sitting_ways ways = {
	    .save = save, .leaving = leaving, .context = s};

	*s = (struct session){.options = options, .writing = {.kept = true}};
	s->form = (struct form){.sitting = &s->sitting, .own = *own};
	s->form.own.context = s;
	s->writing.report = cJSON_CreateObject();
	s->writing.files = files_create();
	if (sitting_init(&s->sitting, face, &ways) &&
	    s->writing.report != NULL && s->writing.files != NULL)
		return true;
	session_finish(s);
	return false;
}

void
session_finish(struct session *s)
{
	files_destroy(s->writing.files);
	json_text_wipe(s->writing.report);
	sitting_finish(&s->sitting);
	directory_destroy(s->trust.directory);
	session_free_path(s->trust.directory_path);
	session_free_path(s->writing.draft_path);
	*s = (struct session){.options = NULL};
}

void
session_free_path(char *path)
{
	if (path != NULL)
		sodium_memzero(path, strlen(path));
	free(path);
}
