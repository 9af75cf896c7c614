/* How a question is left, whatever shows it. */
#ifndef VALISE_UI_WAY_H
#define VALISE_UI_WAY_H

/* Ways besides the common ones: bits of what a question offers. */
enum way_offer {
	OFFERS_LANGUAGE = 1 << 0, /* F4 */
	OFFERS_SKIP = 1 << 1,     /* F5 */
	OFFERS_SAVE = 1 << 2,     /* F8 */
	OFFERS_LOCK = 1 << 3,     /* F9, and when no key comes */
	OFFERS_NO_NEXT = 1 << 4,  /* F2 means nothing here */
	OFFERS_NO_BACK = 1 << 5   /* nor F3 */
};

enum way {
	WAY_STAY, /* it is not left: ask, or look, again */
	WAY_NEXT,
	WAY_BACK,
	WAY_QUICK_EXIT, /* the terminal is back and cleared: wipe, and go */
	WAY_ENDED,      /* by a signal: the terminal is back: wipe, and go */
	WAY_LANGUAGE,   /* these four only where offered */
	WAY_SKIP,
	WAY_SAVE,
	WAY_LOCK,
	WAY_MORE,  /* F6, only where a question says what it does */
	WAY_REMOVE /* F7, the same */
};

#endif
