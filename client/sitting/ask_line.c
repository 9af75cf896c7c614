#include "ask_line.h"
#include "client/words/shared_words.h"

#include <stdio.h>
#include <string.h>

#include "face.h"

struct state {
	const struct sitting *sitting;
	size_t limit; /* bytes */
	char wrong[256];
};

static const char *
wrong(void *context, enum way way, const char *text, size_t len)
{
	struct state *t = context;
	char limit[24];
	const char *const values[] = {limit};

	(void)way;
	(void)text;
	if (len <= t->limit)
		return NULL;
	(void)snprintf(limit, sizeof(limit), "%zu", t->limit);
	(void)words_fill(WORD_ERROR_TOO_LONG, t->sitting->language, values, 1,
	    t->wrong, sizeof(t->wrong));
	return t->wrong;
}

enum way
ask_line(struct sitting *s, const struct ask_line *ask, char *text, size_t size)
{
	const struct text_field_options options = {.clusters = ask->clusters,
	    .show = ask->show,
	    .accept = ask->accept};
	struct text_field *field = text_field_create(&options);
	struct state t = {.sitting = s, .limit = size - 1};
	const struct face_line line = {
	    .ask = {.title = ask->own_title != NULL
		    ? ask->own_title
		    : sitting_word(s, ask->title),
		.ask = ask->ask,
		.help = ask->help,
		.more = sitting_word(s, WORD_TEXT_HELP_LINE),
		.offers = ask->offers},
	    .field = &options,
	    .left_to_right = ask->left_to_right,
	    .wrong = wrong,
	    .context = &t};
	struct text_buffer *typed;
	enum way way;

	if (field == NULL) {
		sitting_say(s, WORD_ERROR_NO_MEMORY);
		return WAY_BACK;
	}
	typed = text_field_buffer(field);
	(void)text_field_insert(
	    field, text, strlen(text), TEXT_BUFFER_PASTED, NULL);
	way = s->face->line(s, &line, field);
	/* What is skipped may be longer than there is room for. */
	if (way == WAY_SKIP)
		text[0] = '\0';
	else if (!sitting_left(way) && text_buffer_len(typed) < size) {
		(void)memcpy(
		    text, text_buffer_text(typed), text_buffer_len(typed));
		text[text_buffer_len(typed)] = '\0';
	}
	text_field_destroy(field);
	return way;
}
