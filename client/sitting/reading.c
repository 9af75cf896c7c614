#include "reading.h"

#include "client/ui/message.h"
#include "client/ui/pager.h"
#include "common/bytes/printable_text.h"

struct state {
	struct pager pager;
	bool has_own;
};

static void
draw(void *state, const struct paint_area *body)
{
	struct state *t = state;

	pager_draw(&t->pager, body, TEXT_BASE_OWN);
}

static enum screen_result
key(void *state, const struct terminal_event *event)
{
	struct state *t = state;

	if (event->key == TERMINAL_NEXT || event->key == TERMINAL_ENTER)
		return SCREEN_NEXT;
	if (event->key == TERMINAL_MORE && t->has_own)
		return SCREEN_MORE;
	(void)pager_key(&t->pager, event->key);
	return SCREEN_STAY;
}

static enum screen_result
read_once(struct sitting *s, const struct reading *r)
{
	struct state t = {.has_own = r->own != SITTING_SILENT};
	const struct key_bar_key own = {
	    "F6", t.has_own ? sitting_word(s, r->own) : ""};
	struct screen screen = {.title = sitting_word(s, r->title),
	    .help = sitting_word(s, r->more),
	    .keys = &own,
	    .n_keys = t.has_own,
	    .draw = draw,
	    .key = key,
	    .offers = SCREEN_OFFERS_LANGUAGE,
	    .state = &t};
	struct byte_writer text;
	enum screen_result result;

	byte_writer_init(&text, READING_MAX);
	r->put(r->context, s, &text);
	if (text.failed || text.len == 0) {
		message_set("%s", sitting_word(s, WORD_ERROR_NO_MEMORY));
		pager_set(&t.pager, "", 0);
	} else {
		pager_set(&t.pager, (const char *)text.data, text.len);
	}
	result = sitting_run(s, &screen);
	pager_finish(&t.pager);
	byte_writer_finish(&text);
	return result;
}

enum screen_result
reading_screen(struct sitting *s, const struct reading *r)
{
	enum screen_result result;

	do
		result = sitting_aside(s, read_once(s, r));
	while (result == SCREEN_STAY);
	return result;
}

void
reading_put(struct byte_writer *out, const struct sitting *s, enum word_key key,
    const char *const *values, size_t n)
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
