/* Two sources side by side, each in its own half and its own direction. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "client/desk/pages/case_page.h"
#include "client/desk/pages/rule_words.h"
#include "client/desk/rules/work.h"
#include "client/sitting/face.h"
#include "client/sitting/row_list.h"
#include "client/ui/terminal.h"
#include "client/ui/text/text_layout.h"
#include "client/words/casework_words.h"
#include "client/words/shared_words.h"
#include "common/cli/outside.h"
#include "seat.h"

static void
put_source(const struct page *p, void *context)
{
	case_page_source(p, context);
}

struct half {
	struct byte_writer text;
	struct text_layout layout;
};

/* False without memory. */
static bool
begin_half(
    struct half *h, const struct seat *s, unsigned columns, const cJSON *source)
{
	const struct seat_page page = {
	    WORD_DESK_LABEL_COMPARE, put_source, (void *)source};

	byte_writer_init(&h->text, 1u << 20);
	memset(&h->layout, 0, sizeof(h->layout));
	seat_page_text(s, columns, &page, &h->text);
	text_layout_init(&h->layout, columns, TEXT_ORDER_TERMINAL);
	return !h->text.failed &&
	    text_layout_build(
		&h->layout, (const char *)h->text.data, h->text.len);
}

static void
end_half(struct half *h)
{
	text_layout_finish(&h->layout);
	byte_writer_finish(&h->text);
}

/*
 * One row of it, filled up, behind a letter: between two rows of right-to-left
 * text it keeps each in its half.
 */
static void
put_row(struct byte_writer *out, char letter, const struct half *h, size_t at,
    unsigned columns)
{
	unsigned used = 0;

	byte_writer_printf(out, "%c\xe2\x95\x91 ", letter);
	if (at < h->layout.rows) {
		const struct text_row *row = text_layout_row(&h->layout, at);

		byte_writer_put(
		    out, h->text.data + row->start, row->end - row->start);
		used = row->columns;
	}
	for (; used < columns; used++)
		byte_writer_text(out, " ");
}

static enum way
show(struct seat *s, const cJSON *left, const cJSON *right)
{
	struct half a, b;
	struct byte_writer text;
	int rows, columns;
	unsigned width;
	enum way way = WAY_BACK;

	terminal_size(&rows, &columns);
	width = (unsigned)(columns < 40 ? 40 : columns) / 2 - 4;
	byte_writer_init(&text, 4u << 20);
	if (!begin_half(&a, s, width, left)) {
		sitting_say(&s->sitting, WORD_ERROR_NO_MEMORY);
	} else if (!begin_half(&b, s, width, right)) {
		sitting_say(&s->sitting, WORD_ERROR_NO_MEMORY);
		end_half(&b);
	} else {
		for (size_t i = 0; i < a.layout.rows || i < b.layout.rows;
		     i++) {
			put_row(&text, 'A', &a, i, width);
			put_row(&text, 'B', &b, i, width);
			byte_writer_text(&text, "\n");
		}
		end_half(&b);
	}
	end_half(&a);
	if (text.len > 0 && !text.failed) {
		const struct face_reading reading = {
		    .ask = {.title = sitting_word(
				&s->sitting, WORD_DESK_LABEL_COMPARE),
			.more =
			    sitting_word(&s->sitting, WORD_DESK_HELP_READING),
			.apart = true},
		    .text = (const char *)text.data,
		    .len = text.len,
		    .base = TEXT_BASE_LEFT_TO_RIGHT,
		    .enter = true};

		way = s->sitting.face->reading(&s->sitting, &reading);
	}
	byte_writer_finish(&text);
	return sitting_left(way) ? way : WAY_NEXT;
}

struct listing {
	const struct seat *s;
	const cJSON *sources;
};

static void
row(void *context, size_t at, char ret_row[static ROW_LIST_BYTES])
{
	const struct listing *l = context;
	const cJSON *source = cJSON_GetArrayItem(l->sources, (int)at);

	(void)snprintf(ret_row, ROW_LIST_BYTES, "%" PRIu64 "  %s %s%s",
	    work_number(source),
	    rule_words_code(work_text(source, "kind"), l->s->sitting.language),
	    outside_mark(), work_text(source, "group"));
}

/* One, and then the other; `before` is the row of the one, or empty. */
static enum way
choose(struct seat *s, const cJSON *sources, const char *before, size_t *ret_at)
{
	struct listing l = {s, sources};
	char ask[ROW_LIST_BYTES + 128];
	const struct row_list list = {
	    .ask = {.title = sitting_word(&s->sitting, WORD_DESK_LABEL_COMPARE),
		.ask = ask,
		.more = sitting_word(&s->sitting, WORD_TEXT_HELP_LIST),
		.offers = OFFERS_NO_NEXT,
		.apart = true},
	    .n = (size_t)cJSON_GetArraySize(sources),
	    .row = row,
	    .context = &l};
	enum way way;

	(void)snprintf(ask, sizeof(ask), "%s  A║ %s%s",
	    sitting_word(&s->sitting, WORD_FIELD_SOURCE), before,
	    before[0] == '\0' ? "" : "  B║");
	way = row_list_ask(&s->sitting, &list, ret_at);
	sodium_memzero(ask, sizeof(ask));
	return way == WAY_NEXT && *ret_at >= list.n ? WAY_BACK : way;
}

enum way
seat_compare(struct seat *s, const struct case_work *w)
{
	const cJSON *sources = work_look(w->work, WORK_SOURCES);
	struct listing l = {s, sources};
	char first[ROW_LIST_BYTES] = "";
	size_t left = 0, right = 1;
	enum way way;

	if (cJSON_GetArraySize(sources) == 0) {
		sitting_say(&s->sitting, WORD_PAGE_NONE);
		return WAY_NEXT;
	}
	way = choose(s, sources, "", &left);
	if (way == WAY_NEXT) {
		row(&l, left, first);
		way = choose(s, sources, first, &right);
	}
	sodium_memzero(first, sizeof(first));
	if (way == WAY_NEXT)
		way = show(s, cJSON_GetArrayItem(sources, (int)left),
		    cJSON_GetArrayItem(sources, (int)right));
	return sitting_left(way) ? way : WAY_NEXT;
}
