/* For the files of this room alone. */
#ifndef VALISE_DESK_LEAVING_PARTS_H
#define VALISE_DESK_LEAVING_PARTS_H

#include "common/bytes/byte_writer.h"
#include "common/report/language.h"
#include "leaving.h"
#include "leaving_files.h"

/* Every file of the action; false with a reason in `f`. */
bool leaving_make(const struct leaving *l, struct leaving_files *f);
bool leaving_make_interchange(const struct leaving *l, struct leaving_files *f);
bool leaving_make_referral(const struct leaving *l, struct leaving_files *f);
bool leaving_make_package(const struct leaving *l, struct leaving_files *f);

/* A text as it is printed: what stands on it, in order. */
struct letter_block {
	enum {
		LETTER_LINE, /* of ours, or a name */
		LETTER_HEADING,
		LETTER_TEXT /* what was written */
	} kind;
	char line[1400];
	const char *text; /* of a text; the action's */
};
#define LETTER_BLOCKS 24
struct letter {
	enum language language;
	const char *class_text; /* on every page */
	size_t n;
	struct letter_block blocks[LETTER_BLOCKS];
};
/* The letter, or with `published` what is published of it. */
void letter_of(
    const struct leaving *l, bool published, struct letter *ret_letter);
/* As pages of plain text, and as one page of HTML that prints the same way. */
bool letter_write_text(const struct letter *letter, struct byte_writer *w);
void letter_write_html(const struct letter *letter, struct byte_writer *w);

#endif
