/*
 * The members of report.json as a table, and the vocabulary list of each that
 * has one; no code stands here (docs/REPORT.md 3).
 */
#ifndef VALISE_REPORT_REPORT_FIELDS_H
#define VALISE_REPORT_REPORT_FIELDS_H

#include <stddef.h>

enum report_field_kind {
	FIELD_TEXT,    /* a string of at most `max` bytes; `list` is offered */
	FIELD_DATE,    /* 2026, 2026-05 or 2026-05-17, of Gregory's calendar */
	FIELD_EXACT,   /* the string `list` itself */
	FIELD_CODE,    /* a code of `list`, which is part of the format */
	FIELD_LISTED,  /* a code of the lists in `list`, or of newer ones */
	FIELD_EACH,    /* a member for each code of the list `name`: as CODE */
	FIELD_INTEGER, /* 0 .. 2^53 - 1 */
	FIELD_OBJECT,  /* `members` */
	FIELD_ARRAY    /* at most `max` items like the one in `members` */
};

struct report_field {
	const char *name;
	enum report_field_kind kind;
	size_t max;
	const char *list; /* names of lists, with blanks between */
	const struct report_field *members;
};

/* The report's own members; ends with one whose name is NULL. */
extern const struct report_field report_fields[];

#endif
