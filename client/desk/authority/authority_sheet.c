#include "authority_sheet.h"

#include <inttypes.h>
#include <string.h>

#include "client/words/desk_words.h"
#include "common/bytes/printable_text.h"
#include "common/bytes/unicode.h"
#include "common/bytes/utc_time.h"
#include "common/notes/signed_note.h"

#define LINE_COLUMNS 78
#define NAME_COLUMNS 13

/* The digits of whatever authority the text names: for verifying against. */
static bool
read_fingerprint(const uint8_t *bytes, size_t len,
    char ret_text[static FINGERPRINT_TEXT_BYTES], struct reason *reason)
{
	struct signed_note note;
	struct directory *d = NULL;

	if (signed_note_parse(bytes, len, &note) != NOTE_OK) {
		reason_set(reason, "it is no signed directory");
		return false;
	}
	if (directory_read_text(note.text, note.text_len, &d, reason) !=
	    DIRECTORY_OK)
		return false;
	authority_fingerprint(&d->authority, ret_text);
	directory_destroy(d);
	return true;
}

/* Five groups a line. */
static void
print_groups(const char *fingerprint, FILE *out)
{
	size_t half = strlen(fingerprint) / 2;

	(void)fprintf(out, "        %.*s\n        %s\n", (int)half, fingerprint,
	    fingerprint + half + 1);
}

/* How many bytes of a text go on a line; from `ret_next` on it goes on. */
static size_t
fold(const char *text, size_t *ret_next)
{
	size_t at = 0, cut = 0, next = 0;
	unsigned columns = 0;

	while (text[at] != '\0') {
		uint32_t point = 0;
		size_t n = printable_text_decode(
		    (const uint8_t *)text + at, strlen(text + at), &point);

		if (n == 0)
			n = 1;
		/* A first blank is far from the end where others lack. */
		if (text[at] == ' ' && columns > LINE_COLUMNS / 2) {
			cut = at;
			next = at + 1;
		}
		columns += unicode_columns(point);
		if (columns > LINE_COLUMNS) {
			/* Where there are no blanks, anywhere. */
			*ret_next = cut > 0 ? next : at;
			return cut > 0 ? cut : at;
		}
		at += n;
	}
	*ret_next = at;
	return at;
}

static void
print_text(const char *text, FILE *out)
{
	while (*text != '\0') {
		size_t next, len = fold(text, &next);

		(void)fprintf(out, "%.*s\n", (int)len, text);
		text += next;
	}
}

/* A word of the table, and what it says; words stand apart by two blanks. */
static void
print_line(const struct word *word, enum language language, const char *value,
    FILE *out)
{
	const char *name = words_get(word, language);
	unsigned columns = 0;
	uint32_t point;
	size_t n;

	for (size_t at = 0; name[at] != '\0'; at += n) {
		n = printable_text_decode(
		    (const uint8_t *)name + at, strlen(name + at), &point);
		if (n == 0)
			n = 1;
		else
			columns += unicode_columns(point);
	}
	(void)fprintf(out, "%s%*s", name,
	    columns < NAME_COLUMNS ? (int)(NAME_COLUMNS - columns) : 1, "");
	(void)printable_text_write(
	    out, value, strlen(value), PRINTABLE_ONE_LINE);
	(void)fputc('\n', out);
}

/* For who checks a program before there is one to ask. */
static void
print_releases(const struct release_keys *r, enum language language, FILE *out)
{
	char text[MINISIGN_KEY_TEXT_BYTES], k[8], n[8], line[512];
	const char *const values[] = {k, n};

	if (r->n == 0)
		return;
	(void)snprintf(k, sizeof(k), "%u", r->threshold);
	(void)snprintf(n, sizeof(n), "%zu", r->n);
	(void)fputc('\n', out);
	if (words_fill(
		WORD_SHEET_RELEASES, language, values, 2, line, sizeof(line)))
		print_text(line, out);
	(void)fputc('\n', out);
	for (size_t i = 0; i < r->n; i++) {
		minisign_key_format(&r->keys[i], text);
		(void)fprintf(out, "        %s\n", text);
	}
}

void
authority_sheet_write(
    const struct authority_sheet *sheet, enum language language, FILE *out)
{
	const struct directory *d = sheet->directory;
	char issued[UTC_TIME_BYTES], expires[UTC_TIME_BYTES], version[24];

	utc_time_format(d->issued, issued);
	utc_time_format(d->expires, expires);
	(void)snprintf(version, sizeof(version), "%" PRIu64, d->version);
	(void)fprintf(out, "%s\n\n", words_get(WORD_SHEET_TITLE, language));
	print_line(WORD_SHEET_NAME, language, d->name, out);
	print_line(WORD_SHEET_VERSION, language, version, out);
	print_line(WORD_SHEET_ISSUED, language, issued, out);
	print_line(WORD_SHEET_EXPIRES, language, expires, out);
	(void)fprintf(out, "\n%s\n\n", words_get(WORD_SHEET_DIGITS, language));
	print_groups(sheet->fingerprint, out);
	(void)fprintf(out, "\n%s\n\n", words_get(WORD_SHEET_CAMERA, language));
	qr_code_write(&sheet->code, QR_DARK_INK, out);
	(void)fputc('\n', out);
	print_text(words_get(WORD_SHEET_COMPARE, language), out);
	print_releases(&d->releases, language, out);
}

enum authority_sheet_status
authority_sheet_init(struct authority_sheet *ret_sheet, const void *bytes,
    size_t len, struct reason *ret_reason)
{
	struct authority_sheet sheet = {.directory = NULL};

	if (!read_fingerprint(bytes, len, sheet.fingerprint, ret_reason) ||
	    directory_open(bytes, len, sheet.fingerprint, &sheet.directory,
		ret_reason) != DIRECTORY_OK)
		return AUTHORITY_SHEET_REFUSED;
	if (!qr_code_make(sheet.fingerprint, &sheet.code)) {
		directory_destroy(sheet.directory);
		return AUTHORITY_SHEET_NO_MEMORY;
	}
	*ret_sheet = sheet;
	return directory_time(sheet.directory, utc_time_now()) ==
		DIRECTORY_EXPIRED
	    ? AUTHORITY_SHEET_EXPIRED
	    : AUTHORITY_SHEET_GOOD;
}

void
authority_sheet_finish(struct authority_sheet *sheet)
{
	directory_destroy(sheet->directory);
}
