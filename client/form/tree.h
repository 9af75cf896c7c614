/* The answers as they are given: report.json while it is written.  No screen.
 */
#ifndef VALISE_FORM_TREE_H
#define VALISE_FORM_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include <cjson/cJSON.h>

#include "common/bytes/byte_writer.h"
#include "common/report/vocabulary.h"
#include "question.h"

/* The value at a member or path such as "sender.role"; NULL where none is. */
cJSON *tree_find(const cJSON *object, const char *path);
/* Its text, or NULL where it is no string. */
const char *tree_text(const cJSON *object, const char *path);

/*
 * Puts a value in the place of what is there; takes it over, also on failure.
 * NULL removes it.  False when out of memory: nothing changed.
 */
bool tree_put(cJSON *object, const char *path, cJSON *value);
/* The same with `len` bytes of UTF-8; none removes it. */
bool tree_put_text(
    cJSON *object, const char *path, const char *text, size_t len);
/* The object at a path, made where there is none; NULL when out of memory. */
cJSON *tree_open(cJSON *object, const char *path);

/* Removes empty texts, objects and arrays, at every depth. */
void tree_prune(cJSON *value);

/* One of the lists, named with blanks between, that has the code; or NULL. */
const struct vocabulary_item *tree_item(const char *lists, const char *code);
/* Its label, or the code itself where no list has it. */
const char *tree_label(
    const char *lists, const char *code, enum language language);

enum tree_show { TREE_SHORT, TREE_WHOLE };

/*
 * What was answered, in words: on one line, without the names of members, or
 * whole, in lines that begin with `indent` blanks.  Nothing where there is no
 * answer.
 */
void tree_show(const struct question *q, const cJSON *object,
    enum language language, enum tree_show how, unsigned indent,
    struct byte_writer *out);

/* The same of one record of an array that `q` asks for. */
void tree_show_record(const struct question *q, const cJSON *record,
    enum language language, enum tree_show how, unsigned indent,
    struct byte_writer *out);

/*
 * Number `gone` is no more: it is taken out, and those above it move up.  True
 * where it was the only one.
 */
bool tree_renumber(cJSON *numbers, size_t gone);

/* Whether there is one. */
bool tree_has(const struct question *q, const cJSON *object);

#endif
