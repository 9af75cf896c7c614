#include "qr_code.h"

#include <string.h>

#include <qrencode.h>

#define VERSION 2 /* the least that takes fifty digits at M: up to 63 */

/* The digits alone; false unless there are fifty and nothing else. */
static bool
take_digits(const char *text, unsigned char ret_digits[static QR_CODE_DIGITS])
{
	size_t n = 0;

	for (; *text != '\0'; text++) {
		if (*text == ' ')
			continue;
		if (*text < '0' || *text > '9' || n == QR_CODE_DIGITS)
			return false;
		ret_digits[n++] = (unsigned char)*text;
	}
	return n == QR_CODE_DIGITS;
}

bool
qr_code_make(const char *digits, struct qr_code *ret_code)
{
	unsigned char taken[QR_CODE_DIGITS];
	QRcode *made = NULL;
	QRinput *input;
	bool ok = false;

	if (!take_digits(digits, taken))
		return false;
	input = QRinput_new2(VERSION, QR_ECLEVEL_M);
	if (input == NULL)
		return false;
	if (QRinput_append(input, QR_MODE_NUM, QR_CODE_DIGITS, taken) == 0)
		made = QRcode_encodeInput(input);
	/* It may choose a larger version by itself; these never need one. */
	if (made != NULL && made->width == QR_CODE_SIDE) {
		for (unsigned y = 0; y < QR_CODE_SIDE; y++)
			for (unsigned x = 0; x < QR_CODE_SIDE; x++)
				ret_code->dark[y][x] =
				    (made->data[y * QR_CODE_SIDE + x] & 1) != 0;
		ok = true;
	}
	QRcode_free(made);
	QRinput_free(input);
	return ok;
}

unsigned
qr_code_rows(unsigned quiet)
{
	return (QR_CODE_SIDE + 2 * quiet + 1) / 2;
}

/* Coordinates count from the corner of the quiet zone. */
static bool
is_dark(const struct qr_code *code, unsigned quiet, unsigned y, unsigned x)
{
	return y >= quiet && y < quiet + QR_CODE_SIDE && x >= quiet &&
	    x < quiet + QR_CODE_SIDE && code->dark[y - quiet][x - quiet];
}

void
qr_code_row(const struct qr_code *code, enum qr_ink ink, unsigned quiet,
    unsigned row, char ret_text[static QR_CODE_ROW_BYTES])
{
	static const char *const blocks[] = {" ", "▄", "▀", "█"};
	char *end = ret_text;

	if (quiet > QR_CODE_QUIET)
		quiet = QR_CODE_QUIET;
	for (unsigned x = 0; x < QR_CODE_SIDE + 2 * quiet; x++) {
		bool light = ink == QR_LIGHT_INK;
		bool upper = is_dark(code, quiet, 2 * row, x) != light;
		bool lower = is_dark(code, quiet, 2 * row + 1, x) != light;

		end = stpcpy(end, blocks[(upper ? 2 : 0) + (lower ? 1 : 0)]);
	}
	*end = '\0';
}

void
qr_code_write(const struct qr_code *code, enum qr_ink ink, FILE *out)
{
	char text[QR_CODE_ROW_BYTES];

	for (unsigned row = 0; row < qr_code_rows(QR_CODE_QUIET); row++) {
		qr_code_row(code, ink, QR_CODE_QUIET, row, text);
		(void)fprintf(out, "%s\n", text);
	}
}
