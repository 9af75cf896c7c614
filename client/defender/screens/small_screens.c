/* Questions that are a short list: consent to hold, replies, the intake. */
#include <stdio.h>
#include <string.h>

#include "client/form/tree.h"
#include "client/sitting/menu.h"
#include "client/words/defender_words.h"
#include "client/words/shared_words.h"
#include "common/report/vocabulary.h"
#include "needs.h"
#include "screens.h"

#define INTAKES_MAX 64

/*
 * The first person's consent, made where there is none yet, and before one of
 * someone else: what is asked of oneself never answers for another.
 */
static cJSON *
first_consent(struct session *s)
{
	cJSON *list = tree_find(s->writing.report, "consent"), *first;
	const char *person;

	if (!cJSON_IsArray(list)) {
		if (!tree_put(
			s->writing.report, "consent", cJSON_CreateArray()))
			return NULL;
		list = tree_find(s->writing.report, "consent");
	}
	first = cJSON_GetArrayItem(list, 0);
	person = first == NULL ? NULL : tree_text(first, "person");
	if (first != NULL &&
	    (person == NULL ||
		(strcmp(person, "self") == 0) != s->writing.helper))
		return first;
	first = cJSON_CreateObject();
	if (cJSON_InsertItemInArray(list, 0, first))
		return first;
	cJSON_Delete(first);
	return NULL;
}

/* Whose consent it is, where that is not one's own. */
static enum way
ask_person(struct session *s, cJSON *consent)
{
	const struct question *members = question_of("consent")->members;
	const struct question *how = members;
	enum way result;

	while (strcmp(how->member, "how") != 0)
		how++;
	result = form_ask(&s->form, consent, &members[0]);
	if (result == WAY_NEXT || result == WAY_SKIP)
		result = form_ask(&s->form, consent, how);
	return result;
}

static bool
put_self(cJSON *consent)
{
	return tree_text(consent, "person") != NULL ||
	    (tree_put_text(consent, "person", "self", strlen("self")) &&
		tree_put_text(consent, "how", "self", strlen("self")));
}

enum way
hold_screen(struct session *s)
{
	const struct vocabulary_list *list = vocabulary_find("consent_answers");
	struct menu_item items[8];
	const char *now;
	struct menu menu = {.title = WORD_TITLE_HOLD,
	    .ask = sitting_word(&s->sitting,
		s->writing.helper ? WORD_ASK_HOLD_HELPER : WORD_ASK_HOLD),
	    .help = sitting_word(&s->sitting, WORD_HELP_HOLD),
	    .more = WORD_TEXT_HELP_CONSENT,
	    .items = items,
	    .offers = OFFERS_LANGUAGE | OFFERS_SAVE};
	enum way result;
	cJSON *consent = first_consent(s);
	size_t choice = 0;

	if (consent == NULL) {
		sitting_say(&s->sitting, WORD_ERROR_NO_MEMORY);
		return WAY_BACK;
	}
	now = tree_text(consent, "C0");
	/* Consent is given by a key of its own, never by going on. */
	if (now == NULL)
		menu.offers |= OFFERS_NO_NEXT;
	menu.deliberate = true;
	for (; menu.n < list->n && menu.n < 8; menu.n++) {
		items[menu.n].text =
		    vocabulary_label(&list->items[menu.n], s->sitting.language);
		/* The cursor never begins on a yes that no one gave. */
		if (strcmp(now == NULL ? "not-asked" : now,
			list->items[menu.n].code) == 0)
			menu.start = menu.n;
	}
	result = menu_ask(&s->sitting, &menu, &choice);
	if (result == WAY_NEXT &&
	    !(tree_put(consent, "C0",
		  cJSON_CreateString(list->items[choice].code)) &&
		(s->writing.helper || put_self(consent))))
		sitting_say(&s->sitting, WORD_ERROR_NO_MEMORY);
	if (result == WAY_NEXT && s->writing.helper)
		result = ask_person(s, consent);
	if (!sitting_left(result))
		tree_prune(s->writing.report);
	/* At once, and not when all else is written. */
	if (result == WAY_NEXT && needs_consent(s->writing.report))
		sitting_say(&s->sitting, WORD_ERROR_HOLD_ANSWER);
	return result;
}

enum way
replies_wanted_screen(struct session *s)
{
	const struct menu_item items[] = {{.label = WORD_LABEL_REPLIES_YES},
	    {.label = WORD_LABEL_REPLIES_NO}};
	const struct menu menu = {.title = WORD_TITLE_REPLY,
	    .ask = sitting_word(&s->sitting, WORD_ASK_REPLY),
	    .help = sitting_word(&s->sitting, WORD_HELP_REPLY),
	    .more = WORD_TEXT_HELP_CODE,
	    .items = items,
	    .n = 2,
	    .start = s->writing.no_reply,
	    .offers = OFFERS_LANGUAGE | OFFERS_SAVE};
	size_t choice = s->writing.no_reply;
	enum way result = menu_ask(&s->sitting, &menu, &choice);

	if (!sitting_left(result))
		s->writing.no_reply = choice == 1;
	return result;
}

/* Its name in the person's language, English, or its id. */
const char *
intake_name(const struct directory_intake *intake, enum language language)
{
	const char *name = tree_text(intake->names, language_code(language));

	if (name == NULL)
		name = tree_text(intake->names, "en");
	return name == NULL ? intake->id : name;
}

enum way
intake_screen(struct session *s)
{
	struct menu_item items[INTAKES_MAX];
	struct menu menu = {.title = WORD_TITLE_INTAKE,
	    .more = WORD_TEXT_HELP_LIST,
	    .items = items,
	    .offers = OFFERS_LANGUAGE};
	enum way result;
	size_t choice = 0;

	if (s->options->intake != NULL) {
		s->trust.intake =
		    directory_intake(s->trust.directory, s->options->intake);
		if (s->trust.intake != NULL)
			return WAY_NEXT;
		sitting_tell(&s->sitting, "%s: %s", s->options->intake,
		    sitting_word(&s->sitting, WORD_ERROR_NOTHING_FOUND));
	}
	if (s->trust.directory->n_intakes == 1) {
		s->trust.intake = &s->trust.directory->intakes[0];
		return WAY_NEXT;
	}
	do {
		menu.title = WORD_TITLE_INTAKE;
		menu.ask = sitting_word(&s->sitting, WORD_ASK_INTAKE);
		menu.help = sitting_word(&s->sitting, WORD_HELP_INTAKE);
		for (menu.n = 0; menu.n < s->trust.directory->n_intakes &&
		     menu.n < INTAKES_MAX;
		     menu.n++)
			items[menu.n].text =
			    intake_name(&s->trust.directory->intakes[menu.n],
				s->sitting.language);
		result = sitting_aside(
		    &s->sitting, menu_ask(&s->sitting, &menu, &choice));
	} while (result == WAY_STAY);
	if (result == WAY_NEXT)
		s->trust.intake = &s->trust.directory->intakes[choice];
	return result;
}
