/* The form from its first question to the receipt. */
#include <stdio.h>
#include <string.h>

#include "client/form/tree.h"
#include "common/bytes/utc_time.h"
#include "common/json/json_text.h"
#include "client/defender/evidence/files.h"
#include "client/words/defender_words.h"
#include "screens.h"

static enum way
ask_kind(struct session *s)
{
	return form_ask(&s->form, s->writing.report, question_of("kind"));
}

static enum way
ask_hold(struct session *s)
{
	enum way result;

	s->writing.kept = false;
	do
		result = sitting_aside(&s->sitting, hold_screen(s));
	while (result == WAY_STAY);
	return result;
}

static enum way
ask_narrative(struct session *s)
{
	return form_ask(&s->form, s->writing.report, question_of("narrative"));
}

/* Needed by some kinds alone. */
static enum way
ask_where_needed(struct session *s, const char *member)
{
	const struct question *q = question_of(member);

	if (question_need_of(q, tree_text(s->writing.report, "kind")) !=
	    QUESTION_NEEDED)
		return WAY_MORE; /* not asked */
	return form_ask(&s->form, s->writing.report, q);
}

static enum way
ask_state(struct session *s)
{
	return ask_where_needed(s, "state_concerned");
}

static enum way
ask_link(struct session *s)
{
	return ask_where_needed(s, "un_bodies");
}

static enum way
ask_trust(struct session *s)
{
	enum way result = directory_screen(s, DIRECTORY_TO_SEAL);

	/* So that another one can be chosen the next time. */
	if (result == WAY_BACK && s->trust.directory != NULL &&
	    directory_time(s->trust.directory, utc_time_now()) ==
		DIRECTORY_EXPIRED) {
		directory_destroy(s->trust.directory);
		s->trust.directory = NULL;
		s->trust.intake = NULL;
		s->trust.directory_refused = true;
	}
	return result;
}

/* In this order; the first five are the answers that are needed. */
static enum way (*const steps[])(struct session *s) = {ask_trust, ask_kind,
    ask_hold, ask_narrative, ask_state, ask_link, steps_screen, review_screen,
    seal_screen};

#define STEPS (sizeof(steps) / sizeof(steps[0]))

static void
wipe_answers(struct session *s)
{
	json_text_wipe(s->writing.report);
	files_destroy(s->writing.files);
	s->writing.report = cJSON_CreateObject();
	s->writing.files = files_create();
	s->writing.no_reply = s->writing.helper = false;
	/* The draft was of the report that is gone. */
	session_free_path(s->writing.draft_path);
	s->writing.draft_path = NULL;
	s->writing.kept = true;
}

/* Back from the first question, or out of memory: to the start. */
enum way
report_flow(struct session *s)
{
	enum way result = WAY_NEXT;
	bool back = false;
	size_t at = 0;

	while (at < STEPS) {
		(void)snprintf(s->sitting.steps, sizeof(s->sitting.steps),
		    "%zu/%zu", at + 1, STEPS);
		result = steps[at](s);
		if (sitting_left(result))
			return result;
		/* What is not asked is passed over in the same direction. */
		if (result == WAY_BACK || (result == WAY_MORE && back)) {
			back = true;
			if (at == 0)
				break;
			at--;
			if (at == 0) /* trusted already: nothing is asked */
				break;
			continue;
		}
		back = false;
		at++;
	}
	s->sitting.steps[0] = '\0';
	if (at == STEPS) {
		wipe_answers(s);
		if (s->writing.report == NULL || s->writing.files == NULL)
			return WAY_ENDED;
		sitting_say(&s->sitting, WORD_LABEL_WIPED);
	}
	return WAY_BACK;
}
