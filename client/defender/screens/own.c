/* What the form of a report asks and knows beside its table. */
#include "own.h"

#include <stdio.h>
#include <string.h>

#include "client/defender/evidence/files.h"
#include "client/defender/screens/files/file_screens.h"
#include "client/form/tree.h"
#include "client/words/defender_words.h"
#include "client/words/shared_words.h"
#include "screens.h"

#define UNSURE "unsure"

/*
 * "Not sure" is an answer, and has no code among the bodies: it stands where
 * the reason for the link does.
 */
static enum way
link_screen(struct session *s)
{
	cJSON *report = s->writing.report;
	const char *why = tree_text(report, "why_linked");
	bool was = why != NULL && strcmp(why, UNSURE) == 0, unsure = was;
	enum way result =
	    form_several_or(&s->form, report, question_of("un_bodies"),
		sitting_word(&s->sitting, WORD_LABEL_LINK_UNSURE), &unsure);
	bool ok = true;

	if (sitting_left(result))
		return result;
	if (unsure && why == NULL)
		ok =
		    tree_put_text(report, "why_linked", UNSURE, strlen(UNSURE));
	else if (!unsure && was)
		ok = tree_put(report, "why_linked", NULL);
	if (!ok)
		sitting_say(&s->sitting, WORD_ERROR_NO_MEMORY);
	return result;
}

static enum way
ask(void *context, const struct question *q)
{
	struct session *s = context;

	switch ((enum question_own)q->own) {
	case QUESTION_OWN_LINK:
		return link_screen(s);
	case QUESTION_OWN_FILES:
		return files_screen(s);
	case QUESTION_OWN_REPLIES:
		return replies_wanted_screen(s);
	case QUESTION_OWN_HOLD:
	case QUESTION_OWN_NARRATIVE:
		break;
	}
	return narrative_screen(s);
}

static void
show(void *context, const struct question *q, const cJSON *object,
    struct byte_writer *out)
{
	const struct session *s = context;
	enum language language = s->sitting.language;

	if (q->own == QUESTION_OWN_FILES) {
		if (files_count(s->writing.files) > 0)
			byte_writer_printf(
			    out, "%zu", files_count(s->writing.files));
		return;
	}
	if (q->own == QUESTION_OWN_REPLIES) {
		byte_writer_text(out,
		    tree_label("gender_answers",
			s->writing.no_reply ? "no" : "yes", language));
		return;
	}
	tree_show(q, object, language, TREE_SHORT, 0, out);
	if (out->len == 0 && q->own == QUESTION_OWN_LINK &&
	    tree_text(object, "why_linked") != NULL)
		tree_show(question_of("why_linked"), object, language,
		    TREE_SHORT, 0, out);
}

static enum question_need
need(void *context, const struct question *q)
{
	const struct session *s = context;

	return s->writing.report == NULL
	    ? QUESTION_OPTIONAL
	    : question_need_of(q, tree_text(s->writing.report, "kind"));
}

static void
touched(void *context)
{
	struct session *s = context;

	s->writing.kept = false;
}

static const cJSON *
root(void *context)
{
	const struct session *s = context;

	return s->writing.report;
}

/* What acts say of victims and alleged perpetrators by their numbers. */
static void
removed(void *context, const struct question *q, size_t at)
{
	struct session *s = context;
	bool emptied = false;
	cJSON *act;

	if (strcmp(q->member, "victims") != 0 &&
	    strcmp(q->member, "actors") != 0)
		return;
	cJSON_ArrayForEach (act, tree_find(s->writing.report, "acts")) {
		emptied |= tree_renumber(tree_find(act, q->member), at + 1);
		tree_prune(act);
	}
	/* None is all: what was of one alone must not become so unsaid. */
	if (emptied)
		sitting_say(&s->sitting, WORD_WARN_ACT_OF_ALL);
}

const struct form_own own_of_report = {.ask = ask,
    .show = show,
    .need = need,
    .root = root,
    .removed = removed,
    .touched = touched};
