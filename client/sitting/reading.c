#include "reading.h"
#include "client/words/shared_words.h"

#include "common/bytes/printable_text.h"
#include "face.h"

static enum way
read_once(struct sitting *s, const struct reading *r)
{
	struct face_reading reading = {
	    .ask = {.title = sitting_word(s, r->title),
		.more = r->more == NULL ? NULL : sitting_word(s, r->more),
		.own = r->own == NULL ? NULL : sitting_word(s, r->own),
		.offers = OFFERS_LANGUAGE,
		.apart = true},
	    .text = "",
	    .base = TEXT_BASE_OWN,
	    .enter = true};
	struct byte_writer text;
	enum way way;

	byte_writer_init(&text, READING_MAX);
	r->put(r->context, s, &text);
	if (text.failed || text.len == 0) {
		sitting_say(s, WORD_ERROR_NO_MEMORY);
	} else {
		reading.text = (const char *)text.data;
		reading.len = text.len;
	}
	way = s->face->reading(s, &reading);
	byte_writer_finish(&text);
	return way;
}

enum way
reading_show(struct sitting *s, const struct reading *r)
{
	enum way result;

	do
		result = sitting_aside(s, read_once(s, r));
	while (result == WAY_STAY);
	return result;
}

void
reading_put(struct byte_writer *out, const struct sitting *s,
    const struct word *key, const char *const *values, size_t n)
{
	char text[2048];

	(void)words_fill(key, s->language, values, n, text, sizeof(text));
	byte_writer_printf(out, "%s\n", text);
}

void
reading_put_outside(struct byte_writer *out, const void *text, size_t len)
{
	printable_text_put(out, text, len, PRINTABLE_KEEP_LINES);
}
