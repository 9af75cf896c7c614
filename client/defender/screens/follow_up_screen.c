#include "follow_up.h"

#include <stdio.h>
#include <string.h>

#include "client/defender/screens/files/file_screens.h"
#include "client/form/tree.h"
#include "client/sitting/ask_line.h"
#include "client/sitting/menu.h"
#include "common/bytes/decimal_digits.h"
#include "common/bytes/secret.h"
#include "common/json/json_text.h"
#include "common/report/follow_up.h"
#include "common/report/report.h"
#include "client/defender/evidence/files.h"
#include "client/words/defender_words.h"
#include "client/words/shared_words.h"
#include "screens.h"

#define TYPED_BYTES 128

struct follow_up {
	struct session *session;
	const struct reply_keys *keys;
	size_t what;             /* index in `kinds` */
	char typed[TYPED_BYTES]; /* the reference */
	char reference[FOLLOW_UP_REFERENCE_BYTES];
	/* The session's own, meanwhile. */
	cJSON *report;
	struct files *files;
	bool no_reply;
	bool helper;
	bool kept;
};

static const char *const kinds[] = {"more", "withdraw"};

/* In the order of `kinds`. */
static const struct question texts[] = {{.kind = QUESTION_TEXT,
					    .member = "narrative",
					    .title = WORD_TITLE_ANSWER,
					    .ask = WORD_ASK_ANSWER,
					    .help = WORD_HELP_ANSWER,
					    .max = REPORT_NARRATIVE_MAX},
    {.kind = QUESTION_TEXT,
	.member = "narrative",
	.title = WORD_TITLE_ANSWER,
	.ask = WORD_ASK_WITHDRAW,
	.help = WORD_HELP_WITHDRAW,
	.max = REPORT_NARRATIVE_MAX}};

static void
say(struct follow_up *a, const struct word *key)
{
	sitting_say(&a->session->sitting, key);
}

/* Each step returns WAY_STAY to come again. */
static enum way
ask_what(struct follow_up *a)
{
	struct session *s = a->session;
	const struct menu_item items[] = {
	    {.label = WORD_LABEL_ANSWER}, {.label = WORD_LABEL_WITHDRAW}};
	const struct menu menu = {.title = WORD_TITLE_ANSWER,
	    .ask = sitting_word(&s->sitting, WORD_ASK_ANSWER_WHAT),
	    .help = sitting_word(&s->sitting, WORD_HELP_ANSWER_WHAT),
	    .more = WORD_TEXT_HELP_ANSWER,
	    .items = items,
	    .n = 2,
	    .start = a->what,
	    .offers = OFFERS_LANGUAGE};
	enum way result =
	    sitting_aside(&s->sitting, menu_ask(&s->sitting, &menu, &a->what));

	if (result == WAY_NEXT &&
	    !tree_put(s->writing.report, "kind",
		cJSON_CreateString(kinds[a->what]))) {
		say(a, WORD_ERROR_NO_MEMORY);
		return WAY_BACK;
	}
	return result;
}

static enum way
ask_text(struct follow_up *a)
{
	struct session *s = a->session;
	enum way result;

	s->writing.kept = false;
	result = sitting_aside(&s->sitting,
	    form_text(&s->form, s->writing.report, &texts[a->what]));
	if ((result == WAY_NEXT || result == WAY_SKIP) &&
	    tree_text(s->writing.report, "narrative") == NULL) {
		say(a, WORD_ERROR_ANSWER_EMPTY);
		return WAY_STAY;
	}
	return result;
}

/* For this text, by the person who has the code. */
static bool
put_consent(struct session *s)
{
	cJSON *list = cJSON_CreateArray(), *one = cJSON_CreateObject();

	if (list == NULL || one == NULL ||
	    !tree_put_text(one, "person", "self", strlen("self")) ||
	    !tree_put_text(one, "how", "self", strlen("self")) ||
	    !tree_put_text(one, "C0", "yes", strlen("yes")) ||
	    !cJSON_AddItemToArray(list, one)) {
		cJSON_Delete(one);
		cJSON_Delete(list);
		return false;
	}
	return tree_put(s->writing.report, "consent", list);
}

/* Given by a key of its own, never by going on. */
static enum way
ask_hold(struct follow_up *a)
{
	struct session *s = a->session;
	const struct menu_item items[] = {
	    {.text = tree_label("consent_answers", "yes", s->sitting.language)},
	    {.text = tree_label("consent_answers", "no", s->sitting.language)}};
	const struct menu menu = {.title = WORD_TITLE_HOLD,
	    .ask = sitting_word(&s->sitting, WORD_ASK_HOLD_ANSWER),
	    .help = sitting_word(&s->sitting, WORD_HELP_HOLD_ANSWER),
	    .more = WORD_TEXT_HELP_CONSENT,
	    .items = items,
	    .n = 2,
	    .start = 1,
	    .offers = OFFERS_LANGUAGE | OFFERS_NO_NEXT,
	    .deliberate = true};
	enum way result;
	size_t choice = 1;

	(void)tree_put(s->writing.report, "consent", NULL);
	result =
	    sitting_aside(&s->sitting, menu_ask(&s->sitting, &menu, &choice));
	if (result == WAY_NEXT && choice != 0) {
		say(a, WORD_ERROR_HOLD_ANSWER);
		return WAY_STAY;
	}
	if (result == WAY_NEXT && !put_consent(s)) {
		say(a, WORD_ERROR_NO_MEMORY);
		return WAY_STAY;
	}
	return result;
}

static enum way
ask_reference(struct follow_up *a)
{
	struct session *s = a->session;
	const struct ask_line ask = {.title = WORD_TITLE_ANSWER,
	    .ask = sitting_word(&s->sitting, WORD_ASK_REFERENCE),
	    .help = sitting_word(&s->sitting, WORD_HELP_REFERENCE),
	    .clusters = TYPED_BYTES / 4,
	    .left_to_right = true,
	    .offers = OFFERS_LANGUAGE};
	enum way result = sitting_aside(&s->sitting,
	    ask_line(&s->sitting, &ask, a->typed, sizeof(a->typed)));

	a->reference[0] = '\0';
	if (result == WAY_NEXT && a->typed[strspn(a->typed, " ")] != '\0' &&
	    !decimal_digits_read(a->typed, strlen(a->typed),
		FOLLOW_UP_REFERENCE_DIGITS, a->reference)) {
		say(a, WORD_ERROR_REFERENCE);
		return WAY_STAY;
	}
	return result;
}

static enum way
seal_it(struct follow_up *a)
{
	enum way result = seal_follow_screen(a->session, a->keys, a->reference);

	return result == WAY_BACK ? WAY_STAY : result;
}

/* Files, a last look, and away with it. */
static enum way
ask_ready(struct follow_up *a)
{
	struct session *s = a->session;
	char number[24], files[256] = "";
	const char *const values[] = {number};
	const struct menu_item items[] = {{.label = WORD_LABEL_SEAL_ANSWER},
	    {.text = files}, {.label = WORD_LABEL_READ_ANSWER}};
	const struct menu menu = {.title = WORD_TITLE_ANSWER,
	    .ask = sitting_word(&s->sitting, WORD_ASK_ANSWER_READY),
	    .help = sitting_word(&s->sitting, WORD_HELP_REVIEW),
	    .more = WORD_TEXT_HELP_ANSWER,
	    .items = items,
	    .n = 3,
	    .offers = OFFERS_LANGUAGE | OFFERS_NO_NEXT};
	enum way result;
	size_t choice = 0;

	(void)snprintf(
	    number, sizeof(number), "%zu", files_count(s->writing.files));
	(void)words_fill(WORD_LABEL_ANSWER_FILES, s->sitting.language, values,
	    1, files, sizeof(files));
	result =
	    sitting_aside(&s->sitting, menu_ask(&s->sitting, &menu, &choice));
	if (result != WAY_NEXT)
		return result;
	if (choice == 0)
		return seal_it(a);
	result = choice == 1 ? sitting_aside(&s->sitting, files_screen(s))
			     : review_screen(s);
	return sitting_left(result) ? result : WAY_STAY;
}

static enum way (*const steps[])(struct follow_up *a) = {
    ask_what, ask_text, ask_hold, ask_reference, ask_ready};

#define STEPS (sizeof(steps) / sizeof(steps[0]))

static enum way
go_through(struct follow_up *a)
{
	enum way result;
	size_t at = 0;

	while (at < STEPS) {
		result = steps[at](a);
		if (sitting_left(result))
			return result;
		if (result == WAY_BACK && at-- == 0)
			return WAY_BACK;
		if (result == WAY_NEXT)
			at++;
	}
	say(a, WORD_LABEL_ANSWER_GONE);
	return WAY_NEXT;
}

/* The session has a report of its own again, whatever happened. */
static void
put_back(struct follow_up *a)
{
	struct session *s = a->session;

	json_text_wipe(s->writing.report);
	files_destroy(s->writing.files);
	s->writing.report = a->report;
	s->writing.files = a->files;
	s->writing.no_reply = a->no_reply;
	s->writing.helper = a->helper;
	s->writing.kept = a->kept;
	s->sitting.no_save = false;
}

enum way
follow_up_screen(struct session *s, const struct reply_keys *keys)
{
	enum way result = directory_screen(s, DIRECTORY_TO_SEAL);
	struct follow_up *a;

	if (result != WAY_NEXT)
		return result;
	a = secret_alloc(sizeof(*a));
	if (a == NULL) {
		sitting_say(&s->sitting, WORD_ERROR_NO_MEMORY);
		return WAY_BACK;
	}
	*a = (struct follow_up){.session = s,
	    .keys = keys,
	    .report = s->writing.report,
	    .files = s->writing.files,
	    .no_reply = s->writing.no_reply,
	    .helper = s->writing.helper,
	    .kept = s->writing.kept};
	s->writing.report = cJSON_CreateObject();
	s->writing.files = files_create();
	s->writing.no_reply = s->writing.helper = false;
	s->sitting.no_save = true;
	if (s->writing.report != NULL && s->writing.files != NULL)
		result = go_through(a);
	else
		say(a, WORD_ERROR_NO_MEMORY);
	put_back(a);
	secret_free(a);
	return result;
}
