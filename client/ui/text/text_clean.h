/*
 * Text from outside (typed, pasted, loaded) made fit to be kept and shown: what
 * common/bytes/printable_text.h would show as an escape is left out.
 */
#ifndef VALISE_UI_TEXT_CLEAN_H
#define VALISE_UI_TEXT_CLEAN_H

#include <stddef.h>

enum text_lines {
	TEXT_ONE_LINE,  /* LF and tab become spaces */
	TEXT_MANY_LINES /* LF and tab stay */
};

/* What was done to the text, to be told to the person. */
struct text_cleaned {
	size_t left_out; /* controls, bidirectional controls, without ink */
	size_t replaced; /* malformed bytes, each now U+FFFD */
};

/*
 * Writes the clean text of `len` bytes to `ret_text`, or only measures it where
 * that is NULL.  CR LF, CR, NEL, LS and PS become LF.  Returns the bytes.
 */
size_t text_clean(const char *text, size_t len, enum text_lines lines,
    char *ret_text, struct text_cleaned *ret_cleaned);

#endif
