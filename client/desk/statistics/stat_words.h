/* What tables and counts are called in six languages. */
#ifndef VALISE_DESK_STAT_WORDS_H
#define VALISE_DESK_STAT_WORDS_H

#include "common/report/language.h"
#include "stat_tables.h"

const char *stat_words_cell(size_t cell, enum language language);
const char *stat_words_table(size_t table, enum language language);
const char *stat_words_unit(enum stat_unit unit, enum language language);

#endif
