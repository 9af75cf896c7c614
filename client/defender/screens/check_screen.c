/*
 * The answers to a report, read on any machine: the code is typed, everything
 * that the desk published is downloaded, and what the code opens is shown.
 */
#include <stdio.h>

#include "follow_up.h"
#include "client/defender/send/replies.h"
#include "client/sitting/ask_line.h"
#include "common/bytes/printable_text.h"
#include "common/bytes/secret.h"
#include "common/bytes/utc_time.h"
#include "client/sitting/reading.h"
#include "client/sitting/progress.h"
#include "client/words/defender_words.h"
#include "client/words/shared_words.h"
#include "screens.h"

#define TYPED_BYTES 256 /* digits of four bytes, with spaces between */

/* Guarded, as it is whole: the code's digits and keys, and the answers. */
struct check {
	struct session *session;
	struct reply_keys keys;
	struct reply_list replies;
	char typed[TYPED_BYTES];
	char digits[REPLY_CODE_DIGITS + 1];
	bool has_replies;
};

static enum way
ask_code_once(struct check *c)
{
	struct session *s = c->session;
	const struct ask_line ask = {.title = WORD_TITLE_CHECK,
	    .ask = sitting_word(&s->sitting, WORD_ASK_CHECK),
	    .help = sitting_word(&s->sitting, WORD_HELP_CHECK),
	    .clusters = TYPED_BYTES / 4,
	    .left_to_right = true,
	    .offers = OFFERS_LANGUAGE};

	return sitting_aside(&s->sitting,
	    ask_line(&s->sitting, &ask, c->typed, sizeof(c->typed)));
}

/* What was wrong with it is said, until it is a code. */
static enum way
ask_code(struct check *c)
{
	enum way result;

	for (;;) {
		result = ask_code_once(c);
		if (result == WAY_STAY)
			continue;
		if (result != WAY_NEXT)
			return result;
		switch (reply_code_read(c->typed, c->digits)) {
		case REPLY_CODE_OK:
			return WAY_NEXT;
		case REPLY_CODE_MISTYPED:
			sitting_say(
			    &c->session->sitting, WORD_ERROR_CODE_MISTYPED);
			break;
		case REPLY_CODE_MALFORMED:
			sitting_say(
			    &c->session->sitting, WORD_ERROR_CODE_SHORT);
			break;
		}
	}
}

static bool
fetch(void *context, const struct task_follow *follow, struct reason *reason)
{
	struct check *c = context;
	struct session *s = c->session;
	struct http_options http = options_http(s->options);
	struct http_client *client;
	char base[1024];

	http.stop = follow->stop;
	if (options_find_relay(s->options, s->trust.intake, base, sizeof(base),
		reason) == NULL)
		return false;
	if (!reply_code_keys(c->digits, s->trust.intake->id, &c->keys)) {
		reason_set(reason, "%s",
		    sitting_word(&s->sitting, WORD_ERROR_CODE_MEMORY));
		return false;
	}
	client = http_client_create(&http);
	if (client == NULL) {
		reason_set(reason, "%s",
		    sitting_word(&s->sitting, WORD_ERROR_NO_MEMORY));
		return false;
	}
	c->has_replies =
	    replies_fetch(client, base, s->trust.directory, s->trust.intake,
		&c->keys.identity, utc_time_now(), &c->replies, reason);
	http_client_destroy(client);
	return c->has_replies;
}

static void
put_reply(
    const struct reply *r, const struct sitting *s, struct byte_writer *out)
{
	static const struct word *const headings[] = {
	    [REPLY_RESEND] = WORD_LABEL_RESEND,
	    [REPLY_MESSAGE] = WORD_LABEL_MESSAGE,
	    [REPLY_STATE] = WORD_LABEL_CASE_STATE};
	char sequence[24], week[64];
	const char *const values[] = {sequence, r->week};
	const char *const opened[] = {week};

	if (r->kind == REPLY_NOTHING)
		return;
	(void)snprintf(sequence, sizeof(sequence), "%llu",
	    (unsigned long long)r->sequence);
	byte_writer_u8(out, '\n');
	reading_put(out, s, WORD_LABEL_BULLETIN, values, 2);
	if (r->kind == REPLY_OPENED) {
		printable_text_line(
		    r->text.data, r->text.len, week, sizeof(week));
		reading_put(out, s, WORD_LABEL_OPENED, opened, 1);
	} else {
		byte_writer_printf(
		    out, "%s\n\n", sitting_word(s, headings[r->kind]));
		reading_put_outside(out, r->text.data, r->text.len);
		byte_writer_u8(out, '\n');
	}
	if (!r->complete)
		reading_put(out, s, WORD_LABEL_PARTS_MISSING, NULL, 0);
}

/* Silence is not all well. */
static void
put_findings(const struct reply_findings *f, const struct sitting *s,
    uint64_t version, struct byte_writer *out)
{
	char one[24], other[24];
	const char *const values[] = {one, other};

	if (f->none)
		reading_put(out, s, WORD_WARN_BULLETINS_NONE, NULL, 0);
	if (f->missing > 0) {
		(void)snprintf(
		    one, sizeof(one), "%llu", (unsigned long long)f->missing);
		(void)snprintf(other, sizeof(other), "%llu",
		    (unsigned long long)f->first_missing);
		reading_put(out, s, WORD_WARN_BULLETINS_MISSING, values, 2);
	}
	if (f->refused > 0) {
		(void)snprintf(
		    one, sizeof(one), "%llu", (unsigned long long)f->refused);
		reading_put(out, s, WORD_WARN_BULLETINS_REFUSED, values, 1);
	}
	if (f->old)
		reading_put(out, s, WORD_WARN_BULLETINS_OLD, NULL, 0);
	if (f->other_directory) {
		(void)snprintf(one, sizeof(one), "%llu",
		    (unsigned long long)f->directory_version);
		(void)snprintf(
		    other, sizeof(other), "%llu", (unsigned long long)version);
		reading_put(out, s, WORD_WARN_DIRECTORY_OTHER, values, 2);
	}
}

/* How many, and their references; a reference is one number in any script. */
static void
put_references(const struct desk_seen *seen, desk_seen_name *name,
    const struct word *word, const struct sitting *s, struct byte_writer *out)
{
	char number[24], groups[DESK_SEEN_NAMED_MAX * 24] = "";
	const char *const values[] = {number, groups};
	struct byte_writer found;
	size_t n, len = 0;

	byte_writer_init(&found, 4096);
	n = name(seen, &found);
	(void)snprintf(number, sizeof(number), "%zu", n);
	for (size_t i = 0; i < found.len && len + 4 < sizeof(groups); i++) {
		const char *c = (const char *)found.data + i;
		bool inside = *c == ' ' && i > 0 && c[-1] != ',';

		len += (size_t)snprintf(groups + len, sizeof(groups) - len,
		    inside ? "\u00a0" : "%c", *c);
	}
	if (n > DESK_SEEN_NAMED_MAX || found.failed)
		(void)snprintf(groups + len, sizeof(groups) - len, " ...");
	if (n > 0)
		reading_put(out, s, word, values, 2);
	byte_writer_finish(&found);
}

/* What the desk lacks, whoever sent it: by its reference it is known. */
static void
put_seen(const struct desk_seen *seen, const struct sitting *s,
    struct byte_writer *out)
{
	put_references(
	    seen, desk_seen_unopenable, WORD_WARN_UNOPENABLE, s, out);
	put_references(seen, desk_seen_lacking, WORD_WARN_LACKING, s, out);
}

/* How many and of which week first, then each answer, the newest last. */
static void
put_replies(void *context, const struct sitting *s, struct byte_writer *out)
{
	const struct check *c = context;
	const struct reply_list *list = &c->replies;
	char number[24];
	const char *const bulletins[] = {number};
	const char *const week[] = {list->last_week};

	(void)snprintf(number, sizeof(number), "%llu",
	    (unsigned long long)list->n_bulletins);
	reading_put(out, s, WORD_LABEL_BULLETINS, bulletins, 1);
	if (list->n_bulletins == 0)
		reading_put(out, s, WORD_TEXT_NO_BULLETINS, NULL, 0);
	else
		reading_put(out, s, WORD_TEXT_NEWEST_WEEK, week, 1);
	put_findings(
	    &list->findings, s, c->session->trust.directory->version, out);
	put_seen(&list->seen, s, out);
	if (list->n == 0) {
		byte_writer_u8(out, '\n');
		reading_put(out, s, WORD_TEXT_NO_ANSWERS, NULL, 0);
	}
	for (size_t i = 0; i < list->n; i++)
		put_reply(&list->items[i], s, out);
}

/* Reads, and answers, until the person is done: WAY_BACK. */
static enum way
read_replies(struct check *c)
{
	const struct reading reading = {.title = WORD_TITLE_CHECK,
	    .more = WORD_TEXT_HELP_CHECK,
	    .own = WORD_KEY_ANSWER,
	    .put = put_replies,
	    .context = c};
	enum way result;

	do {
		result = reading_show(&c->session->sitting, &reading);
		if (result == WAY_MORE) {
			result = follow_up_screen(c->session, &c->keys);
			if (!sitting_left(result))
				result = WAY_STAY;
		}
	} while (result == WAY_STAY);
	return sitting_left(result) ? result : WAY_BACK;
}

/* WAY_NEXT: they are there. */
static enum way
get_replies(struct check *c)
{
	struct session *s = c->session;
	const struct sitting_task work = {
	    .title = WORD_TITLE_CHECK, .run = fetch, .context = c};
	struct reason reason = {""};
	const char *const values[] = {reason.text};
	enum way result;
	enum task_end end;
	char text[1024];

	for (;;) {
		result = ask_code(c);
		if (result != WAY_NEXT)
			return result;
		result = sitting_follow(&s->sitting, &work, &end, &reason);
		if (sitting_left(result) || end == TASK_DONE)
			return result;
		(void)words_fill(WORD_ERROR_NOT_READ, s->sitting.language,
		    values, 1, text, sizeof(text));
		sitting_tell(&s->sitting, "%s",
		    end == TASK_STOPPED
			? sitting_word(&s->sitting, WORD_LABEL_STOPPED)
			: text);
	}
}

enum way
check_screen(struct session *s)
{
	enum way result = directory_screen(s, DIRECTORY_TO_VERIFY);
	struct check *c;

	if (result != WAY_NEXT)
		return result;
	c = secret_alloc(sizeof(*c));
	if (c == NULL) {
		sitting_say(&s->sitting, WORD_ERROR_NO_MEMORY);
		return WAY_BACK;
	}
	c->session = s;
	result = get_replies(c);
	if (result == WAY_NEXT)
		result = read_replies(c);
	if (c->has_replies)
		replies_finish(&c->replies);
	secret_free(c);
	return result;
}
