/* What stands on a letter, in the language of its headings. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "client/desk/rules/rule_days.h"
#include "client/desk/rules/work.h"
#include "client/words/desk_words.h"
#include "common/json/json_text.h"
#include "leaving_parts.h"

static struct letter_block *
add(struct letter *letter)
{
	return letter->n == LETTER_BLOCKS ? NULL : &letter->blocks[letter->n++];
}

static void
add_line(struct letter *letter, const struct word *word, const char *one,
    const char *two)
{
	const char *values[] = {one, two};
	struct letter_block *b = add(letter);
	const size_t n = one == NULL ? 0 : two == NULL ? 1 : 2;

	if (b == NULL)
		return;
	b->kind = LETTER_LINE;
	(void)words_fill(
	    word, letter->language, values, n, b->line, sizeof(b->line));
}

/* A heading and its text; nothing where there is none. */
static void
add_text(struct letter *letter, const struct word *heading, const char *text)
{
	struct letter_block *b;

	if (*text == '\0')
		return;
	add_line(letter, heading, NULL, NULL);
	letter->blocks[letter->n - 1].kind = LETTER_HEADING;
	b = add(letter);
	if (b == NULL)
		return;
	b->kind = LETTER_TEXT;
	b->text = text;
}

static const struct word *
kind_word(const char *kind)
{
	static const struct {
		const char *kind;
		const struct word *word;
	} all[] = {{"UA", WORD_LETTER_KIND_UA}, {"AL", WORD_LETTER_KIND_AL},
	    {"OL", WORD_LETTER_KIND_OL}, {"quiet", WORD_LETTER_KIND_QUIET},
	    {"note-verbale", WORD_LETTER_KIND_NOTE},
	    {"statement", WORD_LETTER_KIND_STATEMENT},
	    {"referral", WORD_LETTER_KIND_REFERRAL},
	    {"protection", WORD_LETTER_KIND_PROTECTION},
	    {"entry", WORD_LETTER_KIND_ENTRY}};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (strcmp(all[i].kind, kind) == 0)
			return all[i].word;
	return WORD_LETTER_TEXT;
}

static const char *
class_text(const struct leaving *l, bool published, enum language language)
{
	const char *class = work_text(l->w->work, "class");

	if (published)
		return words_get(WORD_LETTER_PUBLISHED, language);
	return words_get(strcmp(class, "unclassified") == 0
		? WORD_LETTER_CLASS_UNCLASSIFIED
		: strcmp(class, "confidential") == 0
		? WORD_LETTER_CLASS_CONFIDENTIAL
		: WORD_LETTER_CLASS_STRICTLY,
	    language);
}

static void
add_place(struct letter *letter, const cJSON *action)
{
	const char *annex = work_text(action, "annex");
	char year[16] = "-", paragraph[16] = "-";
	uint64_t number;

	if (strcmp(work_text(action, "kind"), "entry") != 0 || *annex == '\0')
		return;
	if (json_text_integer(action, "year", &number))
		(void)snprintf(year, sizeof(year), "%" PRIu64, number);
	if (json_text_integer(action, "paragraph", &number))
		(void)snprintf(
		    paragraph, sizeof(paragraph), "%" PRIu64, number);
	add_line(letter,
	    strcmp(annex, "I") == 0        ? WORD_LETTER_ANNEX_ONE
		: strcmp(annex, "II") == 0 ? WORD_LETTER_ANNEX_TWO
					   : WORD_LETTER_ANNEX_BODY,
	    year, paragraph);
}

static void
add_parts(struct letter *letter, const cJSON *action, bool alleged)
{
	uint64_t days = RULE_REPLY_DAYS;
	char number[16];

	add_text(letter,
	    alleged ? WORD_LETTER_FACTS_ALLEGED : WORD_LETTER_FACTS,
	    work_text(action, "facts"));
	add_text(letter, WORD_LETTER_NORMS, work_text(action, "norms"));
	add_text(letter, WORD_LETTER_QUESTIONS, work_text(action, "questions"));
	add_text(letter, WORD_LETTER_FOLLOW_UP, work_text(action, "follow_up"));
	add_text(letter, alleged ? WORD_LETTER_TEXT_ALLEGED : WORD_LETTER_TEXT,
	    work_text(action, "text"));
	add_text(
	    letter, WORD_LETTER_STATE_SAID, work_text(action, "state_said"));
	if (!rule_code_is(
		RULE_LETTERS " note-verbale quiet", work_text(action, "kind")))
		return;
	(void)json_text_integer(action, "reply_days", &days);
	(void)snprintf(number, sizeof(number), "%" PRIu64, days);
	add_line(letter, WORD_LETTER_REPLY, number, NULL);
}

void
letter_of(const struct leaving *l, bool published, struct letter *ret)
{
	const cJSON *a = l->action;
	const bool alleged = work_state(l->w->work) != STATE_CREDIBLE;

	memset(ret, 0, sizeof(*ret));
	if (!language_find(work_text(a, "language"), &ret->language))
		ret->language = LANGUAGE_EN;
	ret->class_text = class_text(l, published, ret->language);
	add_line(ret, kind_word(work_text(a, "kind")), NULL, NULL);
	ret->blocks[0].kind = LETTER_HEADING;
	add_place(ret, a);
	/* Whom it goes to may be named there, and not to everyone. */
	if (!published)
		add_line(ret, WORD_LETTER_TO, work_text(a, "to"), NULL);
	if (!published && *work_text(a, "joint") != '\0')
		add_line(ret, WORD_LETTER_JOINT, work_text(a, "joint"), NULL);
	add_line(ret, WORD_LETTER_DAY, l->day, NULL);
	if (published)
		add_text(ret,
		    alleged ? WORD_LETTER_TEXT_ALLEGED : WORD_LETTER_TEXT,
		    work_text(a, "public"));
	else
		add_parts(ret, a, alleged);
}
