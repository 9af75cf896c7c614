#include "stat_words.h"

#include <string.h>

#include "client/words/statistics_words.h"
#include "common/report/vocabulary.h"

const char *
stat_words_table(size_t table, enum language language)
{
	const struct word *const words[STAT_TABLES] = {WORD_TABLE_FLOW,
	    WORD_TABLE_STAND, WORD_TABLE_ACTS, WORD_TABLE_CHANNELS,
	    WORD_TABLE_ACTORS, WORD_TABLE_BODIES, WORD_TABLE_PERSONS,
	    WORD_TABLE_PROFILES, WORD_TABLE_GROUPS, WORD_TABLE_LETTERS,
	    WORD_TABLE_ANSWERS, WORD_TABLE_ENTRIES, WORD_TABLE_LEFT_OUT,
	    WORD_TABLE_STATES};

	return words_get(words[table], language);
}

const char *
stat_words_unit(enum stat_unit unit, enum language language)
{
	const struct word *const words[STAT_UNITS] = {WORD_UNIT_CASES,
	    WORD_UNIT_PERSONS, WORD_UNIT_GROUPS, WORD_UNIT_LETTERS,
	    WORD_UNIT_ENTRIES, WORD_UNIT_STATES};

	return words_get(words[unit], language);
}

static const struct word *
own_word(const char *code)
{
	const struct {
		const char *code;
		const struct word *word;
	} own[] = {{"before", WORD_STAT_BEFORE},
	    {"received", WORD_STAT_RECEIVED}, {"again", WORD_STAT_AGAIN},
	    {"concluded", WORD_STAT_CONCLUDED}, {"after", WORD_STAT_AFTER},
	    {"examined", WORD_STAT_EXAMINED}, {"credible", WORD_STAT_CREDIBLE},
	    {"not-established", WORD_STAT_NOT_ESTABLISHED},
	    {"ended", WORD_STAT_ENDED}, {"all", WORD_STAT_ALL},
	    {"women", WORD_STAT_WOMEN}, {"minors", WORD_STAT_MINORS},
	    {"indigenous", WORD_STAT_INDIGENOUS},
	    {"organisations", WORD_STAT_ORGANISATIONS},
	    {"groups", WORD_STAT_GROUPS}, {"none", WORD_STAT_NONE},
	    {"acknowledged", WORD_STAT_ACKNOWLEDGED}, {"late", WORD_STAT_LATE},
	    {"substantive", WORD_STAT_SUBSTANTIVE}, {"body", WORD_STAT_BODY},
	    {"I", WORD_STAT_ANNEX_ONE}, {"II", WORD_STAT_ANNEX_TWO},
	    {"fear", WORD_STAT_FEAR}, {"anonymity", WORD_STAT_ANONYMITY},
	    {"self-censorship", WORD_STAT_SELF_CENSORSHIP},
	    {"surveillance", WORD_STAT_SURVEILLANCE}, {"laws", WORD_STAT_LAWS},
	    {"transnational", WORD_STAT_TRANSNATIONAL}};

	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (strcmp(own[i].code, code) == 0)
			return own[i].word;
	return NULL;
}

const char *
stat_words_cell(size_t cell, enum language language)
{
	const struct stat_cell *cells;
	const struct stat_table *of;
	const struct vocabulary_item *item;
	const struct word *word;

	(void)stat_cells(&cells);
	of = stat_table(cells[cell].table);
	if (*of->codes == '@') {
		item = vocabulary_item(
		    vocabulary_find(of->codes + 1), cells[cell].code);
		return item == NULL ? cells[cell].code
				    : vocabulary_label(item, language);
	}
	word = own_word(cells[cell].code);
	/* The codes of letters are the same in each language. */
	return word == NULL ? cells[cell].code : words_get(word, language);
}
