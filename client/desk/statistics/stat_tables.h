/*
 * What a report of a period counts: tables of cells, and how the cells of one
 * hang together, which whoever attacks them knows too (docs/STATISTICS.md 2).
 */
#ifndef VALISE_DESK_STAT_TABLES_H
#define VALISE_DESK_STAT_TABLES_H

#include <stdbool.h>
#include <stddef.h>

#define STAT_TABLES 14
#define STAT_CELLS_MAX 192
#define STAT_NONE ((size_t)-1)
#define STAT_CODE_BYTES 40
#define STAT_ASKED 5u /* values that are left of each count */

enum stat_kind {
	STAT_ALONE,  /* nothing adds up */
	STAT_PARTS,  /* each of the whole is in one of them */
	STAT_WITHIN, /* each of the whole may be in several, or in none */
	STAT_FLOW    /* before + received + again = concluded + after */
};
enum stat_unit {
	STAT_CASES,
	STAT_PERSONS,
	STAT_GROUPS,
	STAT_LETTERS,
	STAT_ENTRIES,
	STAT_STATES,
	STAT_UNITS
};

struct stat_table {
	const char *id;
	enum stat_kind kind;
	enum stat_unit unit;
	const char *codes;    /* with blanks between; or "@list" */
	const char *whole;    /* "table.code" of the cell it is of, or NULL */
	const char *delicate; /* codes that ask for twice the base */
	const char *skip;     /* codes of the list that another cell is */
};
struct stat_cell {
	size_t table;
	char code[STAT_CODE_BYTES];
	bool delicate;
	size_t whole; /* of which cell it is a part; STAT_NONE */
};

/* In the order in which they are printed. */
const struct stat_table *stat_table(size_t index);
/* All cells, table after table; the same each time. */
size_t stat_cells(const struct stat_cell **ret_cells);
/* STAT_NONE where the table has none of that code, also of NULL. */
size_t stat_cell_find(const char *table, const char *code);

/* How wide a range each count of the cell is kept to: 5, or 10. */
unsigned stat_cell_asked(const struct stat_cell *cell);

#endif
