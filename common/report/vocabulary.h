/*
 * The code lists of a report, with labels in six languages: those compiled in
 * from lists/, and newer ones that came as files (docs/VOCABULARY.md).
 */
#ifndef VALISE_REPORT_VOCABULARY_H
#define VALISE_REPORT_VOCABULARY_H

#include <stdbool.h>
#include <stddef.h>

#include "common/bytes/reason.h"
#include "language.h"

#define VOCABULARY_FILE_MAX (1u << 20) /* bytes of one list's file */
#define VOCABULARY_CODE_MAX 32         /* bytes, without the NUL */
#define VOCABULARY_LABEL_MAX 240       /* the same */
#define VOCABULARY_WORDS_MAX 64        /* items of a list AS_WRITTEN */

enum vocabulary_order {
	VOCABULARY_ASCENDING, /* by code, as bytes; header "code" */
	VOCABULARY_AS_WRITTEN /* as a person should see them; header "word" */
};

/* NUL-terminated UTF-8, one line each, none empty. */
struct vocabulary_item {
	const char *code;
	const char *labels[LANGUAGES_N];
};

struct vocabulary_list {
	const char *name; /* of the file, without .tsv */
	enum vocabulary_order order;
	size_t n;
	const struct vocabulary_item *items; /* in the list's order */
};

/* The compiled list number `index`, by name ascending; NULL past the last. */
const struct vocabulary_list *vocabulary_at(size_t index);

/* The compiled list of that name, or NULL. Lives as long as the program. */
const struct vocabulary_list *vocabulary_find(const char *name);

/* The item of that code, or NULL. Lives as long as the list. */
const struct vocabulary_item *vocabulary_item(
    const struct vocabulary_list *list, const char *code);

/* The item's label in that language; never NULL or empty. */
const char *vocabulary_label(
    const struct vocabulary_item *item, enum language language);

/*
 * What people call the item of that code otherwise, in any language, to be
 * found by and never shown; NULL where nothing is known (docs/VOCABULARY.md 4).
 * Lives as long as the program.
 */
const char *vocabulary_names(const char *code);

/* 1 to 32 of A-Z a-z 0-9 . - _ (docs/VOCABULARY.md 1). */
bool vocabulary_code_wellformed(const char *code);

/*
 * Reads a newer file of the compiled list `older` (docs/VOCABULARY.md 1, 2):
 * its columns, well-formed codes once each and ascending where the older list
 * does, UTF-8 without control, bidirectional or invisible characters. NULL
 * otherwise; the reason then names the line. The caller destroys the list,
 * which keeps nothing of `text` and borrows the older one's name.
 */
struct vocabulary_list *vocabulary_read(const struct vocabulary_list *older,
    const char *text, size_t len, struct reason *ret_reason);

/* Ends a list that vocabulary_read() gave; takes NULL. */
void vocabulary_destroy(struct vocabulary_list *list);

#endif
