/* What tsv_to_c.py makes of lists/; for vocabulary.c alone. */
#ifndef VALISE_REPORT_VOCABULARY_LISTS_H
#define VALISE_REPORT_VOCABULARY_LISTS_H

#include "vocabulary.h"

extern const struct vocabulary_list vocabulary_lists[];
extern const size_t vocabulary_lists_n;

#endif
