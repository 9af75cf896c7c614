/* One line; and a text of many. */
#include <string.h>

#include <sodium.h>

#include "client/sitting/sitting.h"
#include "client/words/shared_words.h"
#include "plain_asks.h"
#include "plain_lines.h"

struct state {
	struct sitting *sitting;
	const struct face_line *asked;
	struct text_buffer *typed;
	bool sure; /* skipping was asked for once */
};

static bool
is_refused(const struct state *t, enum way way)
{
	const char *wrong = t->asked->wrong == NULL
	    ? NULL
	    : t->asked->wrong(t->asked->context, way,
		  text_buffer_text(t->typed), text_buffer_len(t->typed));

	if (wrong != NULL)
		plain_putf("%s\n", wrong);
	return wrong != NULL;
}

/* What stands there, and what is made of it. */
static void
put_answer(const struct state *t)
{
	char notes[FACE_NOTES][FACE_NOTE_BYTES] = {""};
	size_t len = text_buffer_len(t->typed);

	if (len > 0 && t->asked->field->show == TEXT_FIELD_SHOWN)
		plain_putf("= %.*s\n", (int)len, text_buffer_text(t->typed));
	if (t->asked->note == NULL)
		return;
	t->asked->note(
	    t->asked->context, text_buffer_text(t->typed), len, notes);
	for (size_t i = 0; i < FACE_NOTES; i++)
		if (notes[i][0] != '\0')
			plain_putf("%s\n", notes[i]);
	sodium_memzero(notes, sizeof(notes));
}

/*
 * In the place of what was there; an empty line keeps that.  What is left out
 * of it (what is no digit, where digits are asked for) is seen before it goes
 * on.
 */
static bool
take(const struct state *t, struct text_field *field, const char *text)
{
	struct text_cleaned cleaned = {0, 0};

	if (text[0] == '\0')
		return true;
	(void)text_buffer_clear(t->typed);
	if (text_field_insert(field, text, strlen(text), TEXT_BUFFER_PASTED,
		&cleaned) == TEXT_BUFFER_DONE) {
		if (text_buffer_len(t->typed) == strlen(text))
			return true;
		put_answer(t);
		return false;
	}
	(void)text_buffer_undo(t->typed);
	plain_putf("%s\n", sitting_word(t->sitting, WORD_LABEL_FULL));
	return false;
}

/* Skipping what has an answer takes two; a turn reads it again. */
static enum way
go(struct state *t, enum way way)
{
	if ((way == WAY_MORE || way == WAY_REMOVE) && t->asked->turn != NULL) {
		t->asked->turn(t->asked->context, way);
		put_answer(t);
		return WAY_STAY;
	}
	if (way == WAY_SKIP && !t->sure && text_buffer_len(t->typed) > 0) {
		t->sure = true;
		plain_putf(
		    "%s\n", sitting_word(t->sitting, WORD_LABEL_ERASE_AGAIN));
		return WAY_STAY;
	}
	return way == WAY_SKIP || !is_refused(t, way) ? way : WAY_STAY;
}

/* With something made of it, it is shown before it goes on. */
static enum way
answer(struct state *t, struct text_field *field, const char *text)
{
	if (!take(t, field, text) || is_refused(t, WAY_NEXT))
		return WAY_STAY;
	if (t->asked->note == NULL || text[0] == '\0')
		return WAY_NEXT;
	put_answer(t);
	return WAY_STAY;
}

enum way
plain_line(
    struct sitting *s, const struct face_line *line, struct text_field *field)
{
	struct state t = {
	    .sitting = s, .asked = line, .typed = text_field_buffer(field)};
	enum plain_echo echo =
	    line->field->show == TEXT_FIELD_HIDDEN ? PLAIN_HIDDEN : PLAIN_SHOWN;
	enum way way = WAY_STAY;
	const char *text;

	plain_head(s, &line->ask);
	if (line->shown != NULL)
		plain_putf("\n    %s\n\n", line->shown);
	if (line->below != NULL)
		plain_put(line->below, strlen(line->below));
	put_answer(&t);
	plain_ways(s, &line->ask);
	while (way == WAY_STAY) {
		if (plain_read(s, &line->ask, echo, &way, &text) == PLAIN_WAY) {
			way = sitting_left(way) ? way : go(&t, way);
			continue;
		}
		t.sure = false;
		way = answer(&t, field, text);
	}
	return way;
}

/* Lines behind what is there, until a dot alone. */
enum way
plain_text(
    struct sitting *s, const struct face_ask *ask, struct text_buffer *text)
{
	enum text_buffer_result result;
	enum way way = WAY_STAY;
	const char *line;
	bool sure = false;

	plain_head(s, ask);
	if (text_buffer_len(text) > 0)
		plain_put(text_buffer_text(text), text_buffer_len(text));
	plain_ways(s, ask);
	text_buffer_move(text, text_buffer_len(text));
	while (way == WAY_STAY) {
		if (plain_read(s, ask, PLAIN_SHOWN, &way, &line) == PLAIN_WAY) {
			if (way != WAY_SKIP || sure ||
			    text_buffer_len(text) == 0)
				return way;
			sure = true;
			way = WAY_STAY;
			plain_putf(
			    "%s\n", sitting_word(s, WORD_LABEL_ERASE_AGAIN));
			continue;
		}
		sure = false;
		result = TEXT_BUFFER_DONE;
		if (text_buffer_len(text) > 0)
			result = text_buffer_insert(
			    text, "\n", 1, TEXT_BUFFER_PASTED, NULL);
		if (result == TEXT_BUFFER_DONE)
			result = text_buffer_insert(
			    text, line, strlen(line), TEXT_BUFFER_PASTED, NULL);
		if (result == TEXT_BUFFER_FULL ||
		    result == TEXT_BUFFER_NO_MEMORY)
			plain_putf("%s\n", sitting_word(s, WORD_LABEL_FULL));
	}
	return way;
}
