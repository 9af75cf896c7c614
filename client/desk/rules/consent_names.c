/* What people are called, looked for in a text in which they are not to be. */
#include "consent.h"

#include <ctype.h>
#include <string.h>

#include "client/ui/text/text_fold.h"
#include "common/json/json_text.h"
#include "work.h"

/* Of a name's single words those that long are looked for, in bytes. */
#define WORDS_MAX 32 /* of one name that are looked for */
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

/* Where a word of our letters ends: also beside any other script. */
static bool
is_edge(char c)
{
	return (unsigned char)c >= 0x80 || !isalnum((unsigned char)c);
}

/*
 * Whether a word stands in a text, both folded: as a whole one, and of a script
 * that parts no words, or joins them with others, anywhere.
 */
static bool
has_word(const char *text, const char *word, size_t len)
{
	const size_t text_len = strlen(text);
	const bool other = is_other_script(word, len);
	const char *at = text;

	while ((at = memmem(at, text_len - (size_t)(at - text), word, len)) !=
	    NULL) {
		if (other ||
		    ((at == text || is_edge(at[-1])) && is_edge(at[len])))
			return true;
		at++;
	}
	return false;
}

/* What parts a name beside ASCII: middle dots, apostrophes, hyphens. */
static size_t
other_edge(const char *at)
{
	static const char *const edges[] = {"\xc2\xb7", "\xe3\x83\xbb",
	    "\xe2\x80\x98", "\xe2\x80\x99", "\xe2\x80\x90", "\xe2\x80\x91",
	    "\xe2\x80\x93", "\xe2\x80\xa2"};

	for (size_t i = 0; i < sizeof(edges) / sizeof(edges[0]); i++)
		if (strncmp(at, edges[i], strlen(edges[i])) == 0)
			return strlen(edges[i]);
	return 0;
}

static size_t
edge_at(const char *at)
{
	if ((unsigned char)*at < 0x80)
		return *at != '\0' && !isalnum((unsigned char)*at);
	return other_edge(at);
}

/* Parts of a folded name. */
static size_t
next_word(const char **at)
{
	size_t len = 0, edge;

	while ((edge = edge_at(*at)) > 0)
		*at += edge;
	while ((*at)[len] != '\0' && edge_at(*at + len) == 0)
		len++;
	return len;
}

static bool
each_word_in(const char *text, const char *name)
{
	size_t n = 0, len;

	for (const char *at = name; n < WORDS_MAX && (len = next_word(&at)) > 0;
	     at += len, n++)
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
	size_t len, n = 0;

	for (const char *at = name;
	     n++ < WORDS_MAX && (len = next_word(&at)) > 0; at += len)
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

/* By all that the person is called, or was. */
static enum consent_stray
look_for_all(const cJSON *work, const cJSON *named, const char *text,
    const cJSON *person)
{
	enum consent_stray found =
	    look_for(work, named, text, work_text(person, "name"));
	enum consent_stray one =
	    look_for(work, named, text, work_text(person, "name_latin"));
	const cJSON *former;

	found = one > found ? one : found;
	cJSON_ArrayForEach (
	    former, cJSON_GetObjectItemCaseSensitive(person, "former_names")) {
		const char *name = cJSON_GetStringValue(former);

		one = name == NULL ? STRAY_NONE
				   : look_for(work, named, text, name);
		found = one > found ? one : found;
	}
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
		enum consent_stray one;

		if (work_has_number(named, number))
			continue;
		one = look_for_all(work, named, folded, person);
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
