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
	const uint8_t *bytes = text;
	uint32_t point;
	size_t took;

	for (size_t at = 0; at < len; at += took) {
		took = printable_text_decode(bytes + at, len - at, &point);
		if (took == 0) {
			byte_writer_printf(out, "<0x%02X>", bytes[at]);
			took = 1;
		} else if (point == '\n' || point == '\t' ||
		    printable_text_safe(point)) {
			byte_writer_put(out, bytes + at, took);
		} else if (point != '\r' || at + 1 == len ||
		    bytes[at + 1] != '\n') {
			byte_writer_printf(out, "<U+%04X>", (unsigned)point);
		}
	}
}
