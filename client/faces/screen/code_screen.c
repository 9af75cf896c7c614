/* Digits as a code for a camera, light or dark. */
#include "client/ui/message.h"
#include "client/words/shared_words.h"
#include "common/qr/qr_code.h"
#include "framed.h"
#include "screens.h"

#define QUIET 2u /* modules: what 24 lines have room for */

struct state {
	struct sitting *sitting;
	const struct face_ask *asked;
	struct qr_code code;
	enum qr_ink ink;
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

	framed_head(s, t->asked, body, &rest);
	if (rest.rows < rows || rest.columns < columns) {
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

static enum way
key(void *state, const struct terminal_event *event)
{
	struct state *t = state;

	if (event->key == TERMINAL_NEXT || event->key == TERMINAL_ENTER)
		return WAY_BACK;
	if (event->key == TERMINAL_MORE)
		t->ink = t->ink == QR_LIGHT_INK ? QR_DARK_INK : QR_LIGHT_INK;
	return WAY_STAY;
}

enum way
framed_code(struct sitting *s, const struct face_ask *ask, const char *digits)
{
	struct state t = {.sitting = s, .asked = ask, .ink = QR_LIGHT_INK};
	const struct screen screen = {.draw = draw, .key = key, .state = &t};

	if (!qr_code_make(digits, &t.code)) {
		message_set("%s", sitting_word(s, WORD_ERROR_NO_MEMORY));
		return WAY_BACK;
	}
	return framed_run(s, ask, &screen);
}
