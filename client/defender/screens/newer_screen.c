/*
 * A newer directory, from the relay or a stick: judged, shown, and used only
 * where the person says so (docs/DIRECTORY.md 4.1).
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/notes/directory_changes.h"
#include "client/defender/trust/directory_update.h"
#include "client/sitting/menu.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/printable_text.h"
#include "common/bytes/utc_time.h"
#include "client/sitting/place.h"
#include "client/sitting/reading.h"
#include "client/sitting/progress.h"
#include "client/words/defender_words.h"
#include "client/words/shared_words.h"
#include "screens.h"

#define FETCH_SECONDS 600 /* a MiB through a slow Tor, and not for ever */
#define NUMBER_BYTES 24

struct newer {
	struct session *session;
	char path[PLACE_BYTES]; /* ""; from the relay */
	uint8_t *bytes;         /* as they came */
	size_t len;
	enum directory_update_status status;
	struct directory *offered;
	struct reason reason;
};

static bool
fetch(struct newer *n, const struct task_follow *follow, struct reason *reason)
{
	struct session *s = n->session;
	struct http_options http = options_http(s->options);
	struct http_client *client;
	struct byte_writer body = {0};
	char base[1024];
	bool ok;

	http.stop = follow->stop;
	http.whole_seconds = FETCH_SECONDS;
	if (options_find_relay(s->options, s->trust.intake, base, sizeof(base),
		reason) == NULL)
		return false;
	client = http_client_create(&http);
	ok = client != NULL &&
	    directory_update_fetch(client, base, &body, reason);
	http_client_destroy(client);
	if (ok && (n->bytes = malloc(body.len + 1)) != NULL) {
		memcpy(n->bytes, body.data, body.len);
		n->len = body.len;
	}
	byte_writer_finish(&body);
	if (reason->text[0] == '\0' && n->bytes == NULL)
		reason_set(reason, "%s",
		    sitting_word(&s->sitting, WORD_ERROR_NO_MEMORY));
	return n->bytes != NULL;
}

/* In the thread: read, and judged against the one that is trusted. */
static bool
get(void *context, const struct task_follow *follow, struct reason *reason)
{
	struct newer *n = context;
	bool ok = n->path[0] == '\0'
	    ? fetch(n, follow, reason)
	    : directory_update_read(n->path, &n->bytes, &n->len, reason);

	if (ok)
		n->status = directory_update_judge(n->session->trust.directory,
		    n->bytes, n->len, utc_time_now(), &n->offered, &n->reason);
	return ok;
}

static void
version_of(const struct directory *d, char ret_text[static NUMBER_BYTES])
{
	(void)snprintf(ret_text, NUMBER_BYTES, "%llu",
	    d == NULL ? 0 : (unsigned long long)d->version);
}

static void
put_change(void *context, const char *text)
{
	byte_writer_printf(context, "  %s\n", text);
}

static void
put_newer(
    const struct newer *n, const struct sitting *s, struct byte_writer *out)
{
	char here[NUMBER_BYTES], there[NUMBER_BYTES];
	char issued[UTC_TIME_BYTES], expires[UTC_TIME_BYTES];
	const char *const values[] = {here, there, issued, expires};

	version_of(n->session->trust.directory, here);
	version_of(n->offered, there);
	utc_time_format(n->offered->issued, issued);
	utc_time_format(n->offered->expires, expires);
	issued[10] = expires[10] = '\0'; /* the days */
	reading_put(out, s, WORD_TEXT_NEWER, values, 4);
	if (directory_time(n->offered, utc_time_now()) == DIRECTORY_FROM_FUTURE)
		reading_put(out, s, WORD_WARN_CLOCK, &values[2], 1);
	byte_writer_u8(out, '\n');
	reading_put(out, s, WORD_LABEL_NEWER_CHANGES, NULL, 0);
	if (directory_changes(
		n->session->trust.directory, n->offered, put_change, out) == 0)
		reading_put(out, s, WORD_LABEL_NEWER_NO_CHANGES, NULL, 0);
}

/* What came of it, in words. */
static void
put_status(void *context, const struct sitting *s, struct byte_writer *out)
{
	const struct newer *n = context;
	char here[NUMBER_BYTES], there[NUMBER_BYTES];
	char expires[UTC_TIME_BYTES] = "";
	const char *const versions[] = {there, here};
	const char *const over[] = {there, expires};
	const char *const why[] = {n->reason.text};

	version_of(n->session->trust.directory, here);
	version_of(n->offered, there);
	switch (n->status) {
	case DIRECTORY_UPDATE_NEWER:
		put_newer(n, s, out);
		break;
	case DIRECTORY_UPDATE_SAME:
		reading_put(out, s, WORD_TEXT_NEWER_SAME, versions, 1);
		break;
	case DIRECTORY_UPDATE_OLDER:
		reading_put(out, s, WORD_WARN_ROLLBACK, versions, 2);
		break;
	case DIRECTORY_UPDATE_FORKED:
		reading_put(out, s, WORD_WARN_NEWER_FORKED, versions, 1);
		break;
	case DIRECTORY_UPDATE_EXPIRED:
		utc_time_format(n->offered->expires, expires);
		expires[10] = '\0';
		reading_put(out, s, WORD_WARN_NEWER_EXPIRED, over, 2);
		break;
	case DIRECTORY_UPDATE_UNTRUSTED:
		reading_put(out, s, WORD_WARN_NEWER_UNTRUSTED, why, 1);
		break;
	}
}

/* The session has it from now on; its intake is looked up again. */
static void
use(struct newer *n)
{
	struct session *s = n->session;
	char id[DIRECTORY_ID_MAX + 1];

	(void)snprintf(id, sizeof(id), "%s", s->trust.intake->id);
	directory_destroy(s->trust.directory);
	s->trust.directory = n->offered;
	n->offered = NULL;
	s->trust.intake = directory_intake(s->trust.directory, id);
	authority_fingerprint(
	    &s->trust.directory->authority, s->trust.fingerprint);
	sitting_say(&s->sitting, WORD_LABEL_NEWER_USED);
}

/* Byte for byte as it came; false is said. */
static bool
write_to(struct newer *n, const char *path, mode_t mode,
    enum durable_replace replace)
{
	struct session *s = n->session;
	char text[512] = "";

	if (durable_file_write(path, n->bytes, n->len, mode, replace))
		return true;
	(void)words_fill(WORD_ERROR_NOT_WRITTEN, s->sitting.language,
	    (const char *const[]){strerror(errno)}, 1, text, sizeof(text));
	sitting_tell(&s->sitting, "%s", text);
	return false;
}

static enum way
write_new(struct newer *n)
{
	struct session *s = n->session;
	char path[PLACE_BYTES] = "";
	enum way result;
	char *copy;

	do {
		result = place_to_write(&s->sitting, WORD_TITLE_NEWER,
		    sitting_word(&s->sitting, WORD_ASK_NEWER_TARGET),
		    sitting_word(&s->sitting, WORD_HELP_NEWER_USE), path);
		if (result != WAY_NEXT)
			return result;
	} while (!write_to(n, path, 0600, DURABLE_KEEP_EXISTING));
	copy = strdup(path);
	if (copy != NULL) {
		session_free_path(s->trust.directory_path);
		s->trust.directory_path = copy;
	}
	use(n);
	return WAY_NEXT;
}

/* Only where it was asked for twice; as open as the old one is. */
static enum way
write_over(struct newer *n)
{
	struct session *s = n->session;
	const struct menu_item items[] = {
	    {.label = WORD_LABEL_NEWER_REPLACE_NO},
	    {.label = WORD_LABEL_NEWER_REPLACE_YES}};
	char shown[256];
	const struct menu menu = {.title = WORD_TITLE_NEWER,
	    .ask = sitting_word(&s->sitting, WORD_ASK_NEWER_REPLACE),
	    .help = shown,
	    .more = WORD_TEXT_HELP_NEWER,
	    .items = items,
	    .n = 2,
	    .offers = OFFERS_NO_NEXT};
	enum way result;
	struct stat old;
	size_t choice = 0;
	char *whole;

	printable_text_line(s->trust.directory_path,
	    strlen(s->trust.directory_path), shown, sizeof(shown));
	result = menu_ask(&s->sitting, &menu, &choice);
	if (result != WAY_NEXT)
		return result;
	if (choice == 0)
		return WAY_BACK;
	whole = realpath(s->trust.directory_path, NULL);
	if (whole == NULL || stat(whole, &old) != 0)
		sitting_tell(&s->sitting, "%s: %s", shown, strerror(errno));
	else if (write_to(n, whole, old.st_mode & 0666, DURABLE_REPLACE))
		use(n);
	free(whole);
	return n->offered == NULL ? WAY_NEXT : WAY_BACK;
}

/* WAY_BACK: to what is different once more. */
static enum way
choose_use(struct newer *n)
{
	struct session *s = n->session;
	const struct menu_item items[] = {{.label = WORD_LABEL_NEWER_LEAVE},
	    {.label = WORD_LABEL_NEWER_SITTING},
	    {.label = WORD_LABEL_NEWER_WRITE},
	    {.label = WORD_LABEL_NEWER_REPLACE}};
	const struct menu menu = {.title = WORD_TITLE_NEWER,
	    .ask = sitting_word(&s->sitting, WORD_ASK_NEWER_USE),
	    .help = sitting_word(&s->sitting, WORD_HELP_NEWER_USE),
	    .more = WORD_TEXT_HELP_NEWER,
	    .items = items,
	    .n = s->trust.directory_path == NULL ? 3 : 4,
	    .offers = OFFERS_NO_NEXT};
	enum way result;
	size_t choice = 0;

	result = menu_ask(&s->sitting, &menu, &choice);
	if (result != WAY_NEXT || choice == 0)
		return result;
	if (choice == 2)
		return write_new(n);
	if (choice == 3)
		return write_over(n);
	use(n);
	return WAY_NEXT;
}

static enum way
show(struct newer *n)
{
	const struct reading reading = {.title = WORD_TITLE_NEWER,
	    .more = WORD_TEXT_HELP_NEWER,
	    .own = NULL,
	    .put = put_status,
	    .context = n};
	enum way result;

	do {
		result = reading_show(&n->session->sitting, &reading);
		if (result != WAY_NEXT || n->status != DIRECTORY_UPDATE_NEWER)
			return result;
		result = choose_use(n);
	} while (result == WAY_BACK);
	return result;
}

static enum way
get_and_show(struct newer *n)
{
	struct session *s = n->session;
	const struct sitting_task work = {
	    .title = WORD_TITLE_NEWER, .run = get, .context = n};
	struct reason reason = {""};
	const char *const values[] = {reason.text};
	enum way result;
	enum task_end end;
	char text[1024] = "";

	result = sitting_follow(&s->sitting, &work, &end, &reason);
	if (sitting_left(result))
		return result;
	if (end == TASK_DONE)
		return show(n);
	(void)words_fill(WORD_ERROR_NEWER_NOT_READ, s->sitting.language, values,
	    1, text, sizeof(text));
	sitting_tell(&s->sitting, "%s",
	    end == TASK_STOPPED ? sitting_word(&s->sitting, WORD_LABEL_STOPPED)
				: text);
	return WAY_BACK;
}

/* Where from; WAY_NEXT: `path` says it. */
static enum way
ask_source(struct newer *n)
{
	struct session *s = n->session;
	bool direct = s->options->http.way == HTTP_DIRECT;
	const struct menu_item items[] = {
	    {.label = direct ? WORD_LABEL_NEWER_DIRECT : WORD_LABEL_NEWER_TOR},
	    {.label = WORD_LABEL_NEWER_FILE}};
	const struct menu menu = {.title = WORD_TITLE_NEWER,
	    .ask = sitting_word(&s->sitting, WORD_ASK_NEWER),
	    .help = sitting_word(
		&s->sitting, direct ? WORD_WARN_DIRECT : WORD_HELP_NEWER),
	    .more = WORD_TEXT_HELP_NEWER,
	    .items = items,
	    .n = 2,
	    .offers = OFFERS_LANGUAGE};
	enum way result;
	size_t choice = 0;

	result =
	    sitting_aside(&s->sitting, menu_ask(&s->sitting, &menu, &choice));
	if (result == WAY_NEXT && choice == 1)
		result = place_choose(&s->sitting, WORD_TITLE_NEWER,
		    sitting_word(&s->sitting, WORD_ASK_NEWER_FILE), NULL, NULL,
		    n->path);
	return result;
}

enum way
newer_screen(struct session *s)
{
	enum way result = directory_screen(s, DIRECTORY_TO_VERIFY);
	struct newer n = {.session = s};

	if (result != WAY_NEXT)
		return result;
	do
		result = ask_source(&n);
	while (result == WAY_STAY);
	if (result == WAY_NEXT)
		result = get_and_show(&n);
	directory_destroy(n.offered);
	free(n.bytes);
	return sitting_left(result) ? result : WAY_BACK;
}
