/* What a picture carries, in words, and whether it goes along like that. */
#include <string.h>

#include "client/defender/session/session.h"
#include "client/sitting/menu.h"
#include "client/words/defender_words.h"
#include "client/words/shared_words.h"
#include "common/bytes/byte_writer.h"
#include "common/bytes/printable_text.h"
#include "file_look.h"

#define TEXT_MAX 8192

static const struct {
	uint32_t bit;
	const struct word *word;
} carried[] = {{PICTURE_PLACE, WORD_LABEL_CARRIES_PLACE},
    {PICTURE_CAMERA, WORD_LABEL_CARRIES_CAMERA},
    {PICTURE_TIME, WORD_LABEL_CARRIES_TIME},
    {PICTURE_SOFTWARE, WORD_LABEL_CARRIES_SOFTWARE},
    {PICTURE_SERIAL, WORD_LABEL_CARRIES_SERIAL},
    {PICTURE_PERSON, WORD_LABEL_CARRIES_PERSON},
    {PICTURE_THUMBNAIL, WORD_LABEL_CARRIES_THUMBNAIL},
    {PICTURE_COMMENT, WORD_LABEL_CARRIES_COMMENT},
    {PICTURE_XMP, WORD_LABEL_CARRIES_XMP},
    {PICTURE_IPTC, WORD_LABEL_CARRIES_IPTC},
    {PICTURE_PROFILE, WORD_LABEL_CARRIES_PROFILE},
    {PICTURE_SETTINGS, WORD_LABEL_CARRIES_SETTINGS},
    {PICTURE_MORE, WORD_LABEL_CARRIES_MORE},
    {PICTURE_BEHIND, WORD_LABEL_CARRIES_BEHIND},
    {PICTURE_OTHER, WORD_LABEL_CARRIES_OTHER},
    {PICTURE_DAMAGED, WORD_LABEL_CARRIES_DAMAGED}};

/* One choice that is offered. */
struct offer {
	const struct word *label;
	enum file_choice choice;
};

static bool
is_cleanable(const struct picture_result *r)
{
	return r->status == PICTURE_LOOKED &&
	    file_kind_cleanable((enum picture_kind)r->found.kind);
}

/* The picture's own words, on a line of their own behind ours. */
static void
put_value(struct byte_writer *out, const struct session *s,
    const struct word *key, const char *value, const char *more)
{
	char line[4 * PICTURE_VALUE_BYTES];

	if (value[0] == '\0' && more[0] == '\0')
		return;
	byte_writer_printf(out, "\n%s: ", sitting_word(&s->sitting, key));
	printable_text_line(value, strlen(value), line, sizeof(line));
	byte_writer_text(out, line);
	printable_text_line(more, strlen(more), line, sizeof(line));
	if (value[0] != '\0' && more[0] != '\0')
		byte_writer_u8(out, ' ');
	byte_writer_text(out, line);
}

static void
put_carried(struct byte_writer *out, const struct session *s,
    const struct picture_found *found)
{
	const char *between = " ";

	byte_writer_text(out, sitting_word(&s->sitting, WORD_LABEL_CARRIES));
	for (size_t i = 0; i < sizeof(carried) / sizeof(carried[0]); i++) {
		if ((found->carries & carried[i].bit) == 0)
			continue;
		byte_writer_printf(out, "%s%s", between,
		    sitting_word(&s->sitting, carried[i].word));
		between = "; ";
	}
	put_value(out, s, WORD_LABEL_CARRIES_CAMERA, found->make, found->model);
	put_value(out, s, WORD_LABEL_CARRIES_TIME, found->time, "");
	put_value(out, s, WORD_LABEL_CARRIES_SOFTWARE, found->software, "");
}

/* Why it can't be looked into, or has no copy. */
static const struct word *
warning_of(const struct picture_result *r)
{
	static const struct word *const no_look[] = {
	    [PICTURE_TOO_LARGE] = WORD_WARN_LARGE_LOOK,
	    [PICTURE_BROKE] = WORD_WARN_NO_LOOK,
	    [PICTURE_NO_CHILD] = WORD_WARN_NO_SERVICE};

	if (r->status != PICTURE_LOOKED)
		return no_look[r->status];
	if (r->found.kind == PICTURE_PDF || r->found.kind == PICTURE_OFFICE)
		return WORD_WARN_METADATA;
	if (!is_cleanable(r))
		return WORD_WARN_NOT_LOOKED;
	if (r->copy == PICTURE_COPY_LARGE)
		return WORD_WARN_NO_COPY_LARGE;
	return r->copy == PICTURE_COPY_ANIMATED ? WORD_WARN_NO_COPY_ANIMATED
						: WORD_WARN_NO_COPY_DAMAGED;
}

static void
put_finding(struct byte_writer *out, const struct session *s, const char *path,
    const struct picture_result *r)
{
	char name[FILE_NAME_BYTES];

	file_name_shown(path, name);
	byte_writer_text(out, name);
	byte_writer_u8(out, '\n');
	if (is_cleanable(r))
		put_carried(out, s, &r->found);
	if (is_cleanable(r) && r->copy != PICTURE_COPY_CLEAN)
		byte_writer_u8(out, '\n');
	if (!is_cleanable(r) || r->copy != PICTURE_COPY_CLEAN)
		byte_writer_text(out, sitting_word(&s->sitting, warning_of(r)));
	byte_writer_u8(out, '\0');
}

/*
 * Enter alone never sends what the person has not chosen to: the cursor is on
 * the copy, or else on leaving it out.
 */
static enum way
ask(struct session *s, const char *finding, const struct offer *offers,
    size_t n, size_t start, enum file_choice *ret_choice)
{
	struct menu_item items[3] = {{.text = NULL}};
	const struct menu menu = {.title = WORD_TITLE_PICTURE,
	    .ask = sitting_word(&s->sitting, WORD_ASK_PICTURE),
	    .help = finding,
	    .more = WORD_TEXT_HELP_PICTURE,
	    .items = items,
	    .n = n,
	    .start = start,
	    .offers = OFFERS_LANGUAGE};
	enum way result;
	size_t choice = start;

	for (size_t i = 0; i < n; i++)
		items[i].label = offers[i].label;
	result = menu_ask(&s->sitting, &menu, &choice);
	if (result == WAY_NEXT)
		*ret_choice = offers[choice].choice;
	return result;
}

static enum way
ask_about(struct session *s, const char *path, const struct picture_result *r,
    enum file_choice *ret_choice)
{
	static const struct offer three[] = {
	    {WORD_LABEL_ATTACH_CLEANED, FILE_CLEANED},
	    {WORD_LABEL_ATTACH_ORIGINAL, FILE_ORIGINAL},
	    {WORD_LABEL_ATTACH_NOT, FILE_NOT}};
	static const struct offer two[] = {
	    {WORD_LABEL_ATTACH_AS_IS, FILE_ORIGINAL},
	    {WORD_LABEL_ATTACH_NOT, FILE_NOT}};
	bool clean = r->copy == PICTURE_COPY_CLEAN;
	enum way result = WAY_BACK;
	struct byte_writer finding;

	byte_writer_init(&finding, TEXT_MAX);
	put_finding(&finding, s, path, r);
	if (finding.failed)
		sitting_say(&s->sitting, WORD_ERROR_NO_MEMORY);
	else
		result = ask(s, (const char *)finding.data, clean ? three : two,
		    clean ? 3 : 2, clean ? 0 : 1, ret_choice);
	byte_writer_finish(&finding);
	return result;
}

enum way
file_choice_screen(struct session *s, const char *path,
    const struct picture_result *look, enum file_choice *ret_choice)
{
	enum way result;

	*ret_choice = FILE_ORIGINAL;
	if (look->status == PICTURE_LOOKED &&
	    (look->found.kind == PICTURE_NONE ||
		(is_cleanable(look) && look->found.carries == 0))) {
		sitting_say(&s->sitting,
		    is_cleanable(look) ? WORD_LABEL_NOTHING_FOUND
				       : WORD_LABEL_ATTACHED);
		return WAY_NEXT;
	}
	*ret_choice = FILE_NOT;
	do
		result = sitting_aside(
		    &s->sitting, ask_about(s, path, look, ret_choice));
	while (result == WAY_STAY);
	if (sitting_left(result))
		return result;
	sitting_say(&s->sitting,
	    *ret_choice == FILE_NOT           ? WORD_LABEL_NOT_ATTACHED
		: *ret_choice == FILE_CLEANED ? WORD_LABEL_ATTACHED_CLEANED
					      : WORD_LABEL_ATTACHED);
	return WAY_NEXT;
}
