/* What people are called, looked for in a text in which they are not to be. */
#include "consent.h"

#include <ctype.h>
#include <string.h>

#include "client/ui/text/text_fold.h"
#include "common/json/json_text.h"
#include "work.h"

/* Of a name's single words those that long are looked for, in bytes. */
#define LETTERS_MIN 4
#define LETTERS_MIN_OTHER 6 /* of other scripts: three characters and more */

static bool
is_other_script(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] >= 0x80)
			return true;
	return false;
}

/* Where a word of our letters ends; other scripts' characters go on. */
static bool
is_edge(char c)
{
	return (unsigned char)c < 0x80 && !isalnum((unsigned char)c);
}

/*
 * Whether a word stands in a text, both folded: as a whole one, and of a script
 * that parts no words, or joins them with others, anywhere.
 */
static bool
has_word(const char *text, const char *word, size_t len)
{
	const bool other = is_other_script(word, len);

	for (const char *at = text; *at != '\0'; at++)
		if (strncmp(at, word, len) == 0 &&
		    (other ||
			((at == text || is_edge(at[-1])) && is_edge(at[len]))))
			return true;
	return false;
}

/* Parts of a folded name. */
static size_t
next_word(const char **at)
{
	*at += strspn(*at, " -'.,");
	return strcspn(*at, " -'.,");
}

static bool
each_word_in(const char *text, const char *name)
{
	size_t n = 0, len;

	for (const char *at = name; (len = next_word(&at)) > 0; at += len, n++)
		if (!has_word(text, at, len))
			return false;
	return n > 0 && strlen(name) >= 2;
}

/* Whether that word is of the name of one who may be named. */
static bool
is_of_named(const cJSON *work, const cJSON *named, const char *word, size_t len)
{
	const cJSON *person;
	bool found = false;

	cJSON_ArrayForEach (person, work_look(work, WORK_PEOPLE)) {
		static const char *const members[] = {"name", "name_latin"};

		for (size_t i = 0; i < 2 && !found; i++) {
			const char *name = work_text(person, members[i]);
			char *folded;

			if (!work_has_number(named, work_number(person)))
				continue;
			folded = text_fold(name, strlen(name));
			found = folded != NULL && has_word(folded, word, len);
			text_fold_free(folded);
		}
	}
	return found;
}

static bool
a_word_in(
    const cJSON *work, const cJSON *named, const char *text, const char *name)
{
	size_t len;

	for (const char *at = name; (len = next_word(&at)) > 0; at += len)
		if (len >= (is_other_script(at, len) ? LETTERS_MIN_OTHER
						     : LETTERS_MIN) &&
		    has_word(text, at, len) &&
		    !is_of_named(work, named, at, len))
			return true;
	return false;
}

/* How much of a name stands in the folded text. */
static enum consent_stray
look_for(
    const cJSON *work, const cJSON *named, const char *text, const char *name)
{
	enum consent_stray found = STRAY_NONE;
	char *folded;

	if (*name == '\0')
		return STRAY_NONE;
	folded = text_fold(name, strlen(name));
	/* It can't be ruled out. */
	if (folded == NULL || text == NULL || each_word_in(text, folded))
		found = STRAY_NAME;
	else if (a_word_in(work, named, text, folded))
		found = STRAY_WORD;
	text_fold_free(folded);
	return found;
}

enum consent_stray
consent_stray_name(const cJSON *work, const cJSON *named,
    const cJSON *looked_at, const char *text, uint64_t *ret_person)
{
	char *folded = text_fold(text, strlen(text));
	enum consent_stray found = STRAY_NONE;
	const cJSON *person;

	cJSON_ArrayForEach (person, work_look(work, WORK_PEOPLE)) {
		const uint64_t number = work_number(person);
		enum consent_stray one, latin;

		if (work_has_number(named, number))
			continue;
		one = look_for(work, named, folded, work_text(person, "name"));
		latin = look_for(
		    work, named, folded, work_text(person, "name_latin"));
		one = latin > one ? latin : one;
		if (one == STRAY_WORD && work_has_number(looked_at, number))
			one = STRAY_NONE;
		if (one <= found)
			continue;
		found = one;
		*ret_person = number;
	}
	text_fold_free(folded);
	return found;
}
