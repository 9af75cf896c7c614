#include "qr.h"
#include "client/words/shared_words.h"

#include "face.h"

enum way
qr_show(struct sitting *s, const char *digits)
{
	const struct face_ask ask = {.title = sitting_word(s, WORD_TITLE_QR),
	    .ask = sitting_word(s, WORD_ASK_QR),
	    .help = sitting_word(s, WORD_HELP_QR),
	    .more = sitting_word(s, WORD_TEXT_HELP_QR),
	    .own = sitting_word(s, WORD_KEY_INVERT),
	    .offers = OFFERS_NO_NEXT,
	    .apart = true};

	return s->face->code(s, &ask, digits);
}
