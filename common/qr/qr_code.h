/*
 * The fifty digits of a fingerprint as a QR code (ISO/IEC 18004), for a camera
 * to read from a screen or from paper (docs/DIRECTORY.md 3.1).
 */
#ifndef VALISE_QR_QR_CODE_H
#define VALISE_QR_QR_CODE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define QR_CODE_DIGITS 50
#define QR_CODE_SIDE 25  /* modules of version 2, without the quiet zone */
#define QR_CODE_QUIET 4u /* modules around it that the standard asks for */
#define QR_CODE_ROW_BYTES ((QR_CODE_SIDE + 2 * QR_CODE_QUIET) * 3 + 1)

struct qr_code {
	bool dark[QR_CODE_SIDE][QR_CODE_SIDE]; /* row, column; from top left */
};

/* Which modules are drawn as blocks in the colour of the text. */
enum qr_ink {
	QR_DARK_INK, /* the dark ones: black text on white paper */
	QR_LIGHT_INK /* the light ones: light text on a dark terminal */
};

/*
 * Makes the code of fifty decimal digits in numeric mode, error correction M;
 * spaces among them are left out.  False where they are not fifty, and where
 * memory ends.
 */
bool qr_code_make(const char *digits, struct qr_code *ret_code);

/* Lines of text that a code takes with `quiet` modules around it. */
unsigned qr_code_rows(unsigned quiet);

/*
 * One line of text, UTF-8 and a NUL: two rows of modules in half blocks
 * (U+2580, U+2584, U+2588 and the space).  `row` counts from the top of the
 * quiet zone, which is `quiet` modules wide, QR_CODE_QUIET at most.  What lies
 * outside of the code is light.  Where the text is of the other brightness
 * than `ink` expects, the code is inverted; most readers take that too.
 */
void qr_code_row(const struct qr_code *code, enum qr_ink ink, unsigned quiet,
    unsigned row, char ret_text[static QR_CODE_ROW_BYTES]);

/* Every line, with the whole quiet zone. */
void qr_code_write(const struct qr_code *code, enum qr_ink ink, FILE *out);

#endif
