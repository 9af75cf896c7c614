/* What the person wants to do; and the way through the program. */

#include <stdio.h>
#include <string.h>

#include "client/form/tree.h"
#include "client/sitting/menu.h"
#include "client/sitting/reading.h"
#include "client/words/defender_words.h"
#include "client/words/risks.h"
#include "client/words/shared_words.h"
#include "common/bytes/secret.h"
#include "screens.h"

static void
put_risks(void *context, const struct sitting *s, struct byte_writer *out)
{
	(void)context;
	byte_writer_printf(out, "%s\n", sitting_word(s, WORD_RISK_HEADING));
	for (size_t i = 0; words_risks[i] != NULL; i++)
		byte_writer_printf(
		    out, "\n%s\n", sitting_word(s, words_risks[i]));
}

/* What others can see all the same. */
static enum way
risks_screen(struct session *s)
{
	const struct reading reading = {.title = WORD_LABEL_RISKS,
	    .more = NULL,
	    .own = NULL,
	    .put = put_risks};

	return reading_show(&s->sitting, &reading);
}

static enum way
begin(struct session *s)
{
	enum way result = tor_screen(s);

	return result == WAY_NEXT ? report_flow(s) : result;
}

static enum way
go_on_with_draft(struct session *s)
{
	enum way result = draft_open_screen(s);

	return result == WAY_NEXT ? begin(s) : result;
}

/*
 * Whose answer it is that the form asks first.  One's own consent is not
 * another's: it is asked anew; that of others stays.
 */
static void
ask_consent_anew(struct session *s, bool helper)
{
	cJSON *list = tree_find(s->writing.report, "consent"), *first;
	const char *person, *unnamed;

	if (cJSON_GetArraySize(list) == 0)
		return;
	first = cJSON_GetArrayItem(list, 0);
	person = tree_text(first, "person");
	unnamed = sitting_word(&s->sitting, WORD_LABEL_PERSON_UNNAMED);
	if (helper && (person == NULL || strcmp(person, "self") == 0))
		cJSON_DeleteItemFromArray(list, 0);
	else if (!helper && person == NULL &&
	    /* Or the next question would take it for one's own. */
	    !tree_put_text(first, "person", unnamed, strlen(unnamed)))
		sitting_say(&s->sitting, WORD_ERROR_NO_MEMORY);
	sitting_say(&s->sitting, WORD_LABEL_CONSENT_ANEW);
}

static void
change_teller(struct session *s, bool helper)
{
	const char *role = tree_text(s->writing.report, "sender.role");

	if (s->writing.helper == helper)
		return;
	s->writing.helper = helper;
	ask_consent_anew(s, helper);
	if (!helper && role != NULL && strcmp(role, "helper") == 0)
		(void)tree_put(s->writing.report, "sender.role", NULL);
}

static enum way
write_report(struct session *s)
{
	change_teller(s, false);
	return begin(s);
}

/* Whose report it is, and how they agreed, is asked then. */
static enum way
write_for_another(struct session *s)
{
	change_teller(s, true);
	if (!tree_put(
		s->writing.report, "sender.role", cJSON_CreateString("helper")))
		sitting_say(&s->sitting, WORD_ERROR_NO_MEMORY);
	return begin(s);
}

static enum way
set_lock_word(struct session *s)
{
	return lock_word_ask(&s->sitting);
}

static const struct {
	const struct word *label;
	enum way (*run)(struct session *s);
} ways[] = {
    {WORD_LABEL_WRITE, write_report},
    {WORD_LABEL_WRITE_FOR, write_for_another},
    {WORD_LABEL_GO_ON, go_on_with_draft},
    {WORD_LABEL_CHECK, check_screen},
    {WORD_LABEL_SEND_KEPT, send_kept_screen},
    {WORD_LABEL_LOCK_WORD, set_lock_word},
    {WORD_LABEL_RISKS, risks_screen},
    {WORD_LABEL_NEWER, newer_screen},
};

#define WAYS (sizeof(ways) / sizeof(ways[0]))

/* Where there are several recipients, each way asks for which. */
static enum way
go(struct session *s, size_t way)
{
	if (s->trust.directory != NULL && s->trust.directory->n_intakes > 1)
		s->trust.intake = NULL;
	return ways[way].run(s);
}

/* Until the person leaves. */
enum way
start_screen(struct session *s)
{
	struct menu_item items[WAYS];
	struct menu menu = {.title = WORD_TITLE_START,
	    .more = WORD_TEXT_HELP_START,
	    .items = items,
	    .n = WAYS,
	    .offers = OFFERS_LANGUAGE | OFFERS_NO_BACK};
	enum way result;
	char help[1024];

	for (size_t i = 0; i < WAYS; i++)
		items[i] = (struct menu_item){.label = ways[i].label};
	do {
		(void)snprintf(help, sizeof(help), "%s\n%s\n%s\n%s",
		    sitting_word(&s->sitting, WORD_HELP_START),
		    sitting_word(&s->sitting, WORD_WARN_ARRIVED),
		    sitting_word(&s->sitting, WORD_WARN_TRIAL),
		    secret_may_be_swapped()
			? sitting_word(&s->sitting, WORD_WARN_SWAP)
			: sitting_word(&s->sitting, WORD_WARN_NOT_KEPT));
		menu.ask = sitting_word(&s->sitting, WORD_ASK_START);
		menu.help = help;
		result = sitting_aside(
		    &s->sitting, menu_ask(&s->sitting, &menu, &menu.start));
		if (result == WAY_NEXT)
			result = go(s, menu.start);
	} while (!sitting_left(result));
	return result;
}
