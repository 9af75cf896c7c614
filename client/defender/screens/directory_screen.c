/*
 * First trust: the directory's digits are compared with the printed sheet,
 * before anything that it says is believed (docs/DIRECTORY.md 4).
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/sitting/menu.h"
#include "client/sitting/qr.h"
#include "common/bytes/byte_writer.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/printable_text.h"
#include "common/bytes/utc_time.h"
#include "common/notes/signed_note.h"
#include "client/sitting/place.h"
#include "client/words/defender_words.h"
#include "client/words/shared_words.h"
#include "screens.h"

#define DEFAULT_NAME "directory.note" /* in the folder it was started in */
#define TEXT_MAX 16384

/*
 * Read and verified against the newest set that it names itself: not trusted
 * yet, that is for the person to say.  NULL with a reason.
 */
static struct directory *
open_unknown(const uint8_t *bytes, size_t len,
    char ret_digits[static FINGERPRINT_TEXT_BYTES], struct reason *reason)
{
	struct directory *claimed, *d = NULL;
	struct signed_note note;

	if (signed_note_parse(bytes, len, &note) != NOTE_OK ||
	    directory_read_text(note.text, note.text_len, &claimed, reason) !=
		DIRECTORY_OK) {
		if (reason->text[0] == '\0')
			reason_set(reason, "not a signed directory");
		return NULL;
	}
	authority_fingerprint(&claimed->authority, ret_digits);
	directory_destroy(claimed);
	if (directory_open(bytes, len, ret_digits, &d, reason) != DIRECTORY_OK)
		return NULL;
	return d;
}

/* Ten groups of five in two lines. */
static void
put_digits(struct byte_writer *w, const char *digits)
{
	char half[FINGERPRINT_TEXT_BYTES], groups[SITTING_GROUPS_BYTES];
	size_t len = strlen(digits) / 2;

	for (size_t i = 0; i < 2; i++) {
		(void)snprintf(half, sizeof(half), "%.*s", (int)len,
		    digits + i * (len + 1));
		sitting_groups(half, groups);
		byte_writer_printf(w, "    %s\n", groups);
	}
}

static void
put_filled(struct byte_writer *w, const struct session *s,
    const struct word *key, const char *value)
{
	const char *const values[] = {value};
	char text[1024];

	(void)words_fill(
	    key, s->sitting.language, values, 1, text, sizeof(text));
	byte_writer_text(w, text);
	byte_writer_u8(w, '\n');
}

/* Expiry, and a clock that can't be right; false where it can't be used. */
static bool
put_times(
    struct byte_writer *w, const struct session *s, const struct directory *d)
{
	char issued[UTC_TIME_BYTES], expires[UTC_TIME_BYTES];

	utc_time_format(d->issued, issued);
	utc_time_format(d->expires, expires);
	issued[10] = expires[10] = '\0'; /* the day */
	put_filled(w, s, WORD_LABEL_ISSUED, issued);
	switch (directory_time(d, utc_time_now())) {
	case DIRECTORY_EXPIRES_SOON:
		put_filled(w, s, WORD_WARN_EXPIRES_SOON, expires);
		return true;
	case DIRECTORY_EXPIRED:
		put_filled(w, s, WORD_WARN_EXPIRED, expires);
		return false;
	case DIRECTORY_FROM_FUTURE:
		put_filled(w, s, WORD_WARN_CLOCK, issued);
		return true;
	default:
		return true;
	}
}

static void
describe(struct byte_writer *w, const struct session *s,
    const struct directory *d, const char *digits)
{
	char name[NOTE_NAME_MAX + 64], version[24];

	printable_text_line(d->name, strlen(d->name), name, sizeof(name));
	byte_writer_text(w, sitting_word(&s->sitting, WORD_ASK_DIRECTORY));
	byte_writer_text(w, "\n\n");
	put_digits(w, digits);
	byte_writer_u8(w, '\n');
	byte_writer_printf(w, "%s\n", name);
	(void)snprintf(
	    version, sizeof(version), "%llu", (unsigned long long)d->version);
	put_filled(w, s, WORD_LABEL_VERSION, version);
	(void)put_times(w, s, d);
	byte_writer_text(w, sitting_word(&s->sitting, WORD_HELP_DIRECTORY));
}

/*
 * A sheet that is older than a change of the authority has the digits of a set
 * before: each is shown on a line, the newest first.
 */
static enum way
compare_older(struct session *s, const struct directory *d, bool *ret_same)
{
	size_t n = d->n_sets - 1;
	char older[FINGERPRINT_TEXT_BYTES];
	char(*digits)[SITTING_GROUPS_BYTES] = calloc(n + 1, sizeof(*digits));
	struct menu_item *items = calloc(n + 1, sizeof(*items));
	struct menu menu = {.title = WORD_TITLE_DIRECTORY,
	    .ask = sitting_word(&s->sitting, WORD_ASK_OLDER_SHEET),
	    .help = sitting_word(&s->sitting, WORD_HELP_OLDER_SHEET),
	    .more = WORD_TEXT_HELP_DIRECTORY,
	    .items = items,
	    .n = n + 1,
	    .start = n,
	    .offers = OFFERS_NO_NEXT};
	enum way result = WAY_BACK;
	size_t choice = n;

	if (digits == NULL || items == NULL) {
		sitting_say(&s->sitting, WORD_ERROR_NO_MEMORY);
	} else {
		for (size_t i = 0; i < n; i++) {
			authority_fingerprint(&d->sets[n - 1 - i], older);
			sitting_groups(older, digits[i]);
			items[i].text = digits[i];
		}
		items[n].label = WORD_LABEL_NONE_OF_THESE;
		result = menu_ask(&s->sitting, &menu, &choice);
	}
	free(items);
	free(digits);
	*ret_same = result == WAY_NEXT && choice < n;
	return result;
}

/* What F6 and the line about an older sheet do; WAY_STAY: compare again. */
static enum way
compare_aside(struct session *s, const struct directory *d, const char *digits,
    enum way result, size_t choice, bool *ret_same)
{
	if (result == WAY_MORE) {
		result = qr_show(&s->sitting, digits);
		return sitting_left(result) ? result : WAY_STAY;
	}
	if (result == WAY_NEXT && choice == 2) {
		result = compare_older(s, d, ret_same);
		return sitting_left(result) || *ret_same ? result : WAY_STAY;
	}
	*ret_same = result == WAY_NEXT && choice == 0;
	return sitting_aside(&s->sitting, result);
}

/* The person says whether the digits are those of the sheet. */
static enum way
compare(struct session *s, const struct directory *d, const char *digits,
    bool *ret_same)
{
	const struct menu_item items[] = {{.label = WORD_LABEL_DIGITS_SAME},
	    {.label = WORD_LABEL_DIGITS_DIFFER},
	    {.label = WORD_LABEL_OLDER_SHEET}};
	struct menu menu = {.title = WORD_TITLE_DIRECTORY,
	    .more = WORD_TEXT_HELP_DIRECTORY,
	    .items = items,
	    .n = d->n_sets > 1 ? 3 : 2,
	    .start = 1,
	    .offers = OFFERS_LANGUAGE | OFFERS_NO_NEXT,
	    .deliberate = true};
	struct byte_writer text;
	enum way result;
	size_t choice = 1;

	*ret_same = false;
	do {
		byte_writer_init(&text, TEXT_MAX);
		describe(&text, s, d, digits);
		menu.ask = text.failed ? digits : (const char *)text.data;
		menu.own = sitting_word(&s->sitting, WORD_KEY_QR);
		result = menu_ask(&s->sitting, &menu, &choice);
		result = compare_aside(s, d, digits, result, choice, ret_same);
		byte_writer_finish(&text);
	} while (result == WAY_STAY);
	return result;
}

/* Nothing is done with what was not trusted. */
static void
say(struct session *s, const char *path, const struct reason *reason)
{
	char shown[256];

	printable_text_line(path, strlen(path), shown, sizeof(shown));
	sitting_tell(&s->sitting, "%s: %s", shown,
	    reason->text[0] != '\0'
		? reason->text
		: sitting_word(&s->sitting, WORD_ERROR_BAD_FINGERPRINT));
}

static enum way
trust(struct session *s, const char *path)
{
	char digits[FINGERPRINT_TEXT_BYTES] = "";
	enum way result = WAY_NEXT;
	struct reason reason = {""};
	struct directory *d = NULL;
	bool same = true;
	uint8_t *bytes;
	size_t len;

	if (!durable_file_read(path, DIRECTORY_MAX, &bytes, &len)) {
		reason_set(&reason, "%s", strerror(errno));
		say(s, path, &reason);
		return WAY_BACK;
	}
	if (s->options->fingerprint != NULL) {
		(void)directory_open(
		    bytes, len, s->options->fingerprint, &d, &reason);
	} else {
		d = open_unknown(bytes, len, digits, &reason);
		if (d != NULL)
			result = compare(s, d, digits, &same);
	}
	free(bytes);
	if (d == NULL || !same) {
		if (d != NULL) /* read without a fault: the person says no */
			reason.text[0] = '\0';
		directory_destroy(d);
		if (!sitting_left(result)) {
			say(s, path, &reason);
			result = WAY_BACK;
		}
		return result;
	}
	authority_fingerprint(&d->authority, s->trust.fingerprint);
	directory_destroy(s->trust.directory);
	s->trust.directory = d;
	s->trust.intake = NULL;
	return result;
}

/* Behind the digits: whether it is still in force. */
static bool
in_force(const struct session *s)
{
	struct byte_writer text;
	bool ok;

	byte_writer_init(&text, TEXT_MAX);
	ok = put_times(&text, s, s->trust.directory);
	if (!ok)
		sitting_tell(&s->sitting, "%s",
		    text.failed ? ""
				: strchr((const char *)text.data, '\n') + 1);
	byte_writer_finish(&text);
	return ok;
}

/* The one that was named, or lies here; where that fails, any other. */
static enum way
find_and_trust(struct session *s)
{
	const char *path = s->options->directory;
	char chosen[PLACE_BYTES] = "";
	enum way result = WAY_BACK;

	if (path == NULL && !s->trust.directory_refused &&
	    access(DEFAULT_NAME, R_OK) == 0)
		path = DEFAULT_NAME;
	if (path == NULL) {
		result = place_choose(&s->sitting, WORD_TITLE_DIRECTORY,
		    sitting_word(&s->sitting, WORD_ASK_DIRECTORY_FILE), NULL,
		    NULL, chosen);
		if (result != WAY_NEXT)
			return result;
		path = chosen;
	}
	result = trust(s, path);
	s->trust.directory_refused = result == WAY_BACK;
	if (result == WAY_NEXT) {
		session_free_path(s->trust.directory_path);
		s->trust.directory_path = strdup(path);
	}
	return result;
}

enum way
directory_screen(struct session *s, enum directory_use use)
{
	enum way result = WAY_NEXT;

	if (s->trust.directory == NULL)
		result = find_and_trust(s);
	if (result != WAY_NEXT || s->trust.directory == NULL)
		return result;
	if (use == DIRECTORY_TO_SEAL && !in_force(s))
		return WAY_BACK;
	return s->trust.intake == NULL ? intake_screen(s) : WAY_NEXT;
}
