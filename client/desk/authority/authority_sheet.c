#include "authority_sheet.h"

#include <inttypes.h>
#include <string.h>

#include "common/bytes/printable_text.h"
#include "common/bytes/utc_time.h"
#include "common/notes/signed_note.h"

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

/* For who checks a program before there is one to ask. */
static void
print_releases(const struct release_keys *r, FILE *out)
{
	char text[MINISIGN_KEY_TEXT_BYTES];

	if (r->n == 0)
		return;
	(void)fprintf(out,
	    "\nReleases of the program itself, by %u of these %zu keys "
	    "(minisign -P KEY):\n\n",
	    r->threshold, r->n);
	for (size_t i = 0; i < r->n; i++) {
		minisign_key_format(&r->keys[i], text);
		(void)fprintf(out, "        %s\n", text);
	}
}

void
authority_sheet_write(const struct authority_sheet *sheet, FILE *out)
{
	const struct directory *d = sheet->directory;
	char issued[UTC_TIME_BYTES], expires[UTC_TIME_BYTES];

	utc_time_format(d->issued, issued);
	utc_time_format(d->expires, expires);
	(void)fputs("Valise: the directory of keys\n\nname      ", out);
	(void)printable_text_write(
	    out, d->name, strlen(d->name), PRINTABLE_ONE_LINE);
	(void)fprintf(out,
	    "\nversion   %" PRIu64 "\nissued    %s\nexpires   %s\n"
	    "\nFingerprint:\n\n",
	    d->version, issued, expires);
	print_groups(sheet->fingerprint, out);
	(void)fputs("\nThe same fifty digits, for a camera:\n\n", out);
	qr_code_write(&sheet->code, QR_DARK_INK, out);
	(void)fputs(
	    "\nType these digits when Valise asks for them, or compare them "
	    "with those that it\nshows: all ten groups must be the same. If "
	    "one digit differs, do not use that\ndirectory; if its version "
	    "is lower than the one above, it is an old one.\n",
	    out);
	print_releases(&d->releases, out);
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
