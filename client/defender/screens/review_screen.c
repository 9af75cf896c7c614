/* The last look before it is sealed. */
#include "client/sitting/face.h"
#include "client/words/defender_words.h"
#include "client/words/shared_words.h"
#include "needs.h"
#include "review.h"
#include "screens.h"

/* What keeps it from being sealed, to `ret_why`; false: nothing does. */
static bool
is_blocked(const struct session *s, struct byte_writer *ret_why)
{
	const struct word *needs[NEEDS_MAX];

	if (needs_of(s->writing.report, needs) == 0)
		return false;
	byte_writer_printf(ret_why, "%s %s",
	    sitting_word(&s->sitting, WORD_NEED_HEADING),
	    sitting_word(&s->sitting, needs[0]));
	byte_writer_u8(ret_why, '\0');
	return true;
}

static enum way
look(struct session *s, bool to_the_byte)
{
	struct face_reading reading = {
	    .ask = {.title = sitting_word(&s->sitting, WORD_TITLE_REVIEW),
		.ask = sitting_word(&s->sitting, WORD_ASK_REVIEW),
		.help = sitting_word(&s->sitting, WORD_HELP_REVIEW),
		.more = sitting_word(&s->sitting, WORD_TEXT_HELP_REVIEW),
		.own = sitting_word(&s->sitting, WORD_KEY_EXACT),
		.offers = OFFERS_LANGUAGE | OFFERS_SAVE},
	    .text = "",
	    .base = to_the_byte ? TEXT_BASE_LEFT_TO_RIGHT
				: sitting_base(&s->sitting)};
	struct byte_writer text, why;
	enum way way;

	byte_writer_init(&text, REVIEW_MAX);
	byte_writer_init(&why, 4096);
	if (to_the_byte)
		review_to_the_byte(s, &text);
	else
		review_in_words(s, &text);
	if (is_blocked(s, &why))
		reading.not_yet = why.failed
		    ? sitting_word(&s->sitting, WORD_NEED_HEADING)
		    : (const char *)why.data;
	if (text.failed) {
		/* What can't be shown is not sealed unseen. */
		reading.not_yet =
		    sitting_word(&s->sitting, WORD_ERROR_NO_MEMORY);
		sitting_say(&s->sitting, WORD_ERROR_NO_MEMORY);
	} else if (text.len > 0) {
		reading.text = (const char *)text.data;
		reading.len = text.len;
	}
	way = s->sitting.face->reading(&s->sitting, &reading);
	byte_writer_finish(&text);
	byte_writer_finish(&why);
	return way;
}

enum way
review_screen(struct session *s)
{
	bool to_the_byte = false;
	enum way way;

	do {
		way = sitting_aside(&s->sitting, look(s, to_the_byte));
		if (way == WAY_MORE) {
			to_the_byte = !to_the_byte;
			way = WAY_STAY;
		}
	} while (way == WAY_STAY);
	return way;
}
