/* One line that is typed: a name, a place, a code, a passphrase. */
#ifndef VALISE_SITTING_ASK_LINE_H
#define VALISE_SITTING_ASK_LINE_H

#include "client/ui/text/text_field.h"
#include "sitting.h"

/* What is asked for in one line. */
struct ask_line {
	const struct word *title;
	const char *own_title; /* in place of it, where not NULL */
	const char *ask;
	const char *help;
	size_t clusters;
	enum text_field_show show;
	enum text_field_accept accept;
	bool left_to_right; /* digits, in any language */
	unsigned offers;    /* enum way_offer */
};
/*
 * A line that is typed, into `text` (guarded, `size` bytes, what it begins
 * with); WAY_NEXT where it was ended by Enter or F2.
 */
enum way ask_line(
    struct sitting *s, const struct ask_line *ask, char *text, size_t size);

#endif
