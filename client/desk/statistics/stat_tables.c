#include "stat_tables.h"

#include <stdio.h>
#include <string.h>

#include "common/report/vocabulary.h"

static const struct stat_table tables[STAT_TABLES] = {
    {"flow", STAT_FLOW, STAT_CASES, "before received again concluded after",
	NULL, "", ""},
    {"stand", STAT_PARTS, STAT_CASES, "examined credible not-established ended",
	"flow.received", "", ""},
    {"acts", STAT_WITHIN, STAT_CASES, "@acts", "flow.received", "A05", ""},
    {"channels", STAT_WITHIN, STAT_CASES, "@channels", "flow.received", "", ""},
    {"actors", STAT_WITHIN, STAT_CASES, "@actors", "flow.received", "", ""},
    {"bodies", STAT_WITHIN, STAT_CASES, "@mechanisms", "flow.received", "", ""},
    {"persons", STAT_WITHIN, STAT_PERSONS, "all women minors indigenous",
	"persons.all", "minors indigenous", ""},
    {"profiles", STAT_WITHIN, STAT_PERSONS, "@profiles", "persons.all", "",
	"R12"},
    {"groups", STAT_ALONE, STAT_GROUPS, "organisations groups", NULL, "", ""},
    {"letters", STAT_PARTS, STAT_LETTERS, "all UA AL OL", "letters.all", "",
	""},
    {"answers", STAT_PARTS, STAT_LETTERS, "none acknowledged late substantive",
	"letters.all", "", ""},
    {"entries", STAT_PARTS, STAT_ENTRIES, "all body I II", "entries.all", "",
	""},
    {"left-out", STAT_ALONE, STAT_ENTRIES, "fear", NULL, "", ""},
    {"states", STAT_WITHIN, STAT_STATES,
	"all anonymity self-censorship surveillance laws transnational",
	"states.all", "", ""},
};

static struct stat_cell cells[STAT_CELLS_MAX];
static size_t n_cells;

const struct stat_table *
stat_table(size_t index)
{
	return &tables[index];
}

static bool
is_among(const char *codes, const char *code)
{
	const size_t len = strlen(code);

	for (const char *at = codes; (at = strstr(at, code)) != NULL; at++)
		if ((at == codes || at[-1] == ' ') &&
		    (at[len] == ' ' || at[len] == '\0'))
			return true;
	return false;
}

static void
add(size_t table, const char *code, size_t len)
{
	struct stat_cell *cell = &cells[n_cells];

	if (n_cells == STAT_CELLS_MAX)
		return;
	cell->table = table;
	(void)snprintf(cell->code, sizeof(cell->code), "%.*s", (int)len, code);
	cell->delicate = is_among(tables[table].delicate, cell->code);
	cell->whole = STAT_NONE;
	n_cells++;
}

static void
add_table(size_t table)
{
	const char *at = tables[table].codes;
	const struct vocabulary_list *list;

	if (*at == '@') {
		list = vocabulary_find(at + 1);
		for (size_t i = 0; list != NULL && i < list->n; i++)
			if (!is_among(tables[table].skip, list->items[i].code))
				add(table, list->items[i].code,
				    strlen(list->items[i].code));
		return;
	}
	for (; *at != '\0'; at += strspn(at, " ")) {
		const size_t len = strcspn(at, " ");

		add(table, at, len);
		at += len;
	}
}

/* "flow.received", which is a cell of another table or of its own. */
static size_t
whole_of(const char *name)
{
	char table[STAT_CODE_BYTES];
	const char *dot = name == NULL ? NULL : strchr(name, '.');

	if (dot == NULL)
		return STAT_NONE;
	(void)snprintf(table, sizeof(table), "%.*s", (int)(dot - name), name);
	return stat_cell_find(table, dot + 1);
}

size_t
stat_cells(const struct stat_cell **ret_cells)
{
	if (n_cells == 0) {
		for (size_t i = 0; i < STAT_TABLES; i++)
			add_table(i);
		for (size_t i = 0; i < n_cells; i++) {
			const size_t whole =
			    whole_of(tables[cells[i].table].whole);

			cells[i].whole = whole == i ? STAT_NONE : whole;
		}
	}
	*ret_cells = cells;
	return n_cells;
}

size_t
stat_cell_find(const char *table, const char *code)
{
	const struct stat_cell *all;
	const size_t n = n_cells > 0 ? n_cells : stat_cells(&all);

	for (size_t i = 0; i < n && code != NULL; i++)
		if (strcmp(tables[cells[i].table].id, table) == 0 &&
		    strcmp(cells[i].code, code) == 0)
			return i;
	return STAT_NONE;
}

unsigned
stat_cell_asked(const struct stat_cell *cell)
{
	return cell->delicate ? 2 * STAT_ASKED : STAT_ASKED;
}
