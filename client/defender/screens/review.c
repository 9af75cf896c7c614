#include "review.h"

#include <stdio.h>
#include <string.h>

#include "client/form/tree.h"
#include "client/ui/text/amount.h"
#include "common/bytes/printable_text.h"
#include "common/bytes/text_codec.h"
#include "common/bytes/utc_time.h"
#include "common/crypto/sha256.h"
#include "common/json/json_text.h"
#include "common/report/report.h"
#include "client/defender/evidence/files.h"
#include "client/words/defender_words.h"
#include "needs.h"
#include "screens.h"

static void
put_line(struct byte_writer *out, unsigned indent, const char *text)
{
	for (unsigned i = 0; i < indent; i++)
		byte_writer_u8(out, ' ');
	printable_text_put(out, text, strlen(text), PRINTABLE_KEEP_LINES);
	byte_writer_u8(out, '\n');
}

static void
put_filled(struct byte_writer *out, const struct session *s, unsigned indent,
    const struct word *key, const char *value)
{
	const char *const values[] = {value};
	char text[1024];

	(void)words_fill(
	    key, s->sitting.language, values, 1, text, sizeof(text));
	put_line(out, indent, text);
}

static void
put_needs(struct byte_writer *out, const struct session *s)
{
	const struct word *needs[NEEDS_MAX];
	size_t n = needs_of(s->writing.report, needs);

	if (n == 0)
		return;
	put_line(out, 0, sitting_word(&s->sitting, WORD_NEED_HEADING));
	for (size_t i = 0; i < n; i++) {
		byte_writer_text(out, "  ! ");
		put_line(out, 0, sitting_word(&s->sitting, needs[i]));
	}
	put_line(out, 0, "");
}

/* The key that it is sealed to: the start of its hash, as hexadecimal. */
static void
put_recipient(struct byte_writer *out, const struct session *s)
{
	const struct directory_epoch *epoch;
	uint8_t hash[SHA256_BYTES];
	char hex[2 * SHA256_BYTES + 1], digits[SITTING_GROUPS_BYTES];

	if (s->trust.intake == NULL)
		return;
	put_filled(out, s, 0, WORD_REVIEW_GOES_TO,
	    intake_name(s->trust.intake, s->sitting.language));
	epoch = directory_epoch(s->trust.intake, utc_time_now());
	if (epoch != NULL) {
		sha256_hash(epoch->recipient, strlen(epoch->recipient), hash);
		hex_encode(hash, 16, hex);
		put_filled(out, s, 2, WORD_REVIEW_KEY, hex);
	}
	put_line(out, 2, sitting_word(&s->sitting, WORD_REVIEW_DIGITS));
	sitting_groups(s->trust.fingerprint, digits);
	put_line(out, 4, digits);
	put_line(out, 0, "");
}

static void
put_files(struct byte_writer *out, const struct session *s)
{
	char number[24], size[32], name[600];
	size_t n = files_count(s->writing.files);

	if (n == 0)
		return;
	(void)snprintf(number, sizeof(number), "%zu", n);
	put_filled(out, s, 0, WORD_REVIEW_FILES, number);
	for (size_t i = 0; i < n; i++) {
		const struct file_entry *f = files_at(s->writing.files, i);
		const char *slash = strrchr(f->path, '/');
		const char *base = slash == NULL ? f->path : slash + 1;

		printable_text_line(base, strlen(base), name, sizeof(name));
		amount_bytes(f->size, size, sizeof(size));
		byte_writer_printf(out, "  %zu. %s, %s, %s\n", i + 1, name,
		    size,
		    tree_label("attachment_forms",
			f->form == EVIDENCE_CLEANED ? "cleaned" : "original",
			s->sitting.language));
		for (const cJSON *about = f->about == NULL ? NULL
							   : f->about->child;
		     about != NULL; about = about->next)
			if (cJSON_IsString(about))
				put_line(out, 5,
				    tree_label("makers", about->valuestring,
					s->sitting.language));
	}
	put_line(out, 0, "");
}

/* Members that the form has no question for. */
static bool
is_asked(const char *member)
{
	const struct question *q = question_form;
	size_t len = strlen(member);

	while (q->member != NULL &&
	    (strncmp(q->member, member, len) != 0 ||
		(q->member[len] != '\0' && q->member[len] != '.')))
		q++;
	return q->member != NULL;
}

static void
put_rest(struct byte_writer *out, const struct session *s)
{
	struct byte_writer json;
	const cJSON *member;

	cJSON_ArrayForEach (member, s->writing.report) {
		if (is_asked(member->string))
			continue;
		put_line(out, 0, member->string);
		byte_writer_init(&json, REVIEW_MAX);
		json_text_write(&json, member);
		printable_text_put(
		    out, json.data, json.len, PRINTABLE_KEEP_LINES);
		byte_writer_finish(&json);
		put_line(out, 0, "");
	}
}

static void
put_blanks(struct byte_writer *out, const struct session *s)
{
	bool any = false;

	for (const struct question *q = question_form; q->member != NULL; q++) {
		if (q->kind == QUESTION_OWN || tree_has(q, s->writing.report))
			continue;
		byte_writer_text(out, any ? "; " : "");
		if (!any)
			byte_writer_printf(out, "%s: ",
			    sitting_word(&s->sitting, WORD_REVIEW_BLANK));
		byte_writer_text(out, question_title(q, s->sitting.language));
		any = true;
	}
	put_line(out, 0, "");
}

void
review_in_words(const struct session *s, struct byte_writer *out)
{
	put_needs(out, s);
	put_recipient(out, s);
	for (const struct question *q = question_form; q->member != NULL; q++) {
		if (!tree_has(q, s->writing.report))
			continue;
		put_line(out, 0, question_title(q, s->sitting.language));
		tree_show(q, s->writing.report, s->sitting.language, TREE_WHOLE,
		    2, out);
		put_line(out, 0, "");
	}
	put_files(out, s);
	put_line(out, 0,
	    sitting_word(&s->sitting,
		s->writing.no_reply ? WORD_LABEL_REPLIES_NO
				    : WORD_LABEL_REPLIES_YES));
	put_line(out, 0, "");
	put_rest(out, s);
	put_blanks(out, s);
}

void
review_to_the_byte(const struct session *s, struct byte_writer *out)
{
	cJSON *copy = cJSON_Duplicate(s->writing.report, true);
	struct byte_writer json;

	byte_writer_init(&json, REVIEW_MAX);
	if (copy != NULL && files_describe(s->writing.files, copy))
		json_text_write(&json, copy); /* laid out, to be read */
	else
		out->failed = true;
	/* It escapes controls; what reorders or hides is shown as such. */
	printable_text_put(out, json.data, json.len, PRINTABLE_KEEP_LINES);
	out->failed |= json.failed;
	byte_writer_finish(&json);
	cJSON_Delete(copy);
}
