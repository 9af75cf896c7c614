#include "qr.h"

#include "client/ui/message.h"
#include "common/qr/qr_code.h"

#define QUIET 2u /* modules: what 24 lines have room for */

struct state {
	struct sitting *sitting;
	struct qr_code code;
	enum qr_ink ink;
	bool fits;
};

static void
draw(void *state, const struct paint_area *body)
{
	struct state *t = state;
	struct sitting *s = t->sitting;
	char row[QR_CODE_ROW_BYTES];
	struct paint_area rest;
	int rows = (int)qr_code_rows(QUIET);
	int columns = (int)(QR_CODE_SIDE + 2 * QUIET);

	sitting_head(s, sitting_word(s, WORD_ASK_QR),
	    sitting_word(s, WORD_HELP_QR), body, &rest);
	t->fits = rest.rows >= rows && rest.columns >= columns;
	if (!t->fits) {
		(void)paint_text(&rest, sitting_word(s, WORD_ERROR_QR_SMALL),
		    sitting_base(s), PAINT_PLAIN);
		return;
	}
	for (int i = 0; i < rows; i++) {
		qr_code_row(&t->code, t->ink, QUIET, (unsigned)i, row);
		paint_line(rest.top + i,
		    rest.left + (rest.columns - columns) / 2, columns, row,
		    TEXT_BASE_LEFT_TO_RIGHT, PAINT_PLAIN);
	}
}

static enum screen_result
key(void *state, const struct terminal_event *event)
{
	struct state *t = state;

	if (event->key == TERMINAL_NEXT || event->key == TERMINAL_ENTER)
		return SCREEN_BACK;
	if (event->key == TERMINAL_MORE)
		t->ink = t->ink == QR_LIGHT_INK ? QR_DARK_INK : QR_LIGHT_INK;
	return SCREEN_STAY;
}

enum screen_result
qr_screen(struct sitting *s, const char *digits)
{
	struct state t = {.sitting = s, .ink = QR_LIGHT_INK};
	const struct key_bar_key invert = {
	    "F6", sitting_word(s, WORD_KEY_INVERT)};
	struct screen screen = {.title = sitting_word(s, WORD_TITLE_QR),
	    .help = sitting_word(s, WORD_TEXT_HELP_QR),
	    .keys = &invert,
	    .n_keys = 1,
	    .draw = draw,
	    .key = key,
	    .offers = SCREEN_OFFERS_NO_NEXT,
	    .state = &t};

	if (!qr_code_make(digits, &t.code)) {
		message_set("%s", sitting_word(s, WORD_ERROR_NO_MEMORY));
		return SCREEN_BACK;
	}
	return sitting_run(s, &screen);
}
