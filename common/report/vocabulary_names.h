/* The table of further names that tsv_to_c.py makes from names.tsv. */
#ifndef VALISE_REPORT_VOCABULARY_NAMES_H
#define VALISE_REPORT_VOCABULARY_NAMES_H

#include <stddef.h>

/* Both NUL-terminated UTF-8; by code ascending as bytes. */
struct vocabulary_name {
	const char *code;
	const char *names;
};

extern const struct vocabulary_name vocabulary_name_table[];
extern const size_t vocabulary_name_table_n;

#endif
