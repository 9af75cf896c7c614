#include "vocabulary.h"

#include <stdlib.h>
#include <string.h>

#include "common/bytes/byte_reader.h"
#include "common/bytes/printable_text.h"

#define CELLS (1 + LANGUAGES_N)
/* A code and six labels of a byte each, tabs, LF. */
#define LINE_BYTES_MIN (2 * CELLS)

/* What vocabulary_read() gives: the list first, so that its address is ours. */
struct owned_list {
	struct vocabulary_list list;
	char *text; /* the file, with NULs for tabs and line ends */
	struct vocabulary_item items[];
};

static bool
refuse(size_t line, const char *why, struct reason *reason)
{
	reason_set(reason, "line %zu %s", line, why);
	return false;
}

/* Every character of a line but its tabs can be shown as it is. */
static bool
line_is_plain(const char *line, size_t len)
{
	const uint8_t *at = (const uint8_t *)line;
	uint32_t point;
	size_t step;

	for (; len > 0; at += step, len -= step) {
		step = printable_text_decode(at, len, &point);
		if (step == 0 ||
		    (point != '\t' && printable_text_unsafe(point)))
			return false;
	}
	return true;
}

static bool
cell_is_sound(const char *cell)
{
	size_t len = strlen(cell);

	return len >= 1 && len <= VOCABULARY_LABEL_MAX && cell[0] != ' ' &&
	    cell[len - 1] != ' ';
}

/* Cuts a line, already ended by a NUL, at its tabs. */
static bool
cut_line(char *line, char *ret_cells[static CELLS])
{
	for (size_t i = 0; i < CELLS; i++) {
		char *tab = strchr(line, '\t');

		if ((tab != NULL) != (i + 1 < CELLS))
			return false;
		if (tab != NULL)
			*tab++ = '\0';
		if (!cell_is_sound(line))
			return false;
		ret_cells[i] = line;
		line = tab;
	}
	return true;
}

static bool
check_header(enum vocabulary_order order, const char *const cells[static CELLS])
{
	const char *first = order == VOCABULARY_ASCENDING ? "code" : "word";
	bool same = strcmp(cells[0], first) == 0;

	for (int i = 0; i < LANGUAGES_N; i++)
		same = same &&
		    strcmp(cells[1 + i], language_code((enum language)i)) == 0;
	return same;
}

static bool
add_item(struct owned_list *owned, char *const cells[static CELLS], size_t line,
    struct reason *reason)
{
	struct vocabulary_list *list = &owned->list;
	struct vocabulary_item *item = &owned->items[list->n];

	if (!vocabulary_code_wellformed(cells[0]))
		return refuse(line, "has a code that is none", reason);
	if (list->order == VOCABULARY_ASCENDING) {
		if (list->n > 0 &&
		    strcmp(owned->items[list->n - 1].code, cells[0]) >= 0)
			return refuse(
			    line, "has a code that does not ascend", reason);
	} else if (list->n == VOCABULARY_WORDS_MAX) {
		return refuse(
		    line, "is more than a list of words may have", reason);
	} else if (vocabulary_item(list, cells[0]) != NULL) {
		return refuse(line, "has a code for the second time", reason);
	}
	item->code = cells[0];
	for (size_t i = 0; i < LANGUAGES_N; i++)
		item->labels[i] = cells[1 + i];
	list->n++;
	return true;
}

static bool
read_lines(struct owned_list *owned, size_t len, struct reason *reason)
{
	struct byte_reader r;
	char *cells[CELLS];
	char *line = owned->text;
	const char *at;
	size_t line_len, number;

	byte_reader_init(&r, owned->text, len);
	for (number = 1; byte_reader_line(&r, &at, &line_len); number++) {
		if (!line_is_plain(line, line_len))
			return refuse(number,
			    "has a character that a list may not have", reason);
		line[line_len] = '\0';
		if (!cut_line(line, cells))
			return refuse(
			    number, "is not a code and six labels", reason);
		if (number > 1 && !add_item(owned, cells, number, reason))
			return false;
		if (number == 1 &&
		    !check_header(
			owned->list.order, (const char *const *)cells))
			return refuse(
			    number, "is not the header of this list", reason);
		line += line_len + 1;
	}
	if (r.left > 0)
		return refuse(number, "is cut short", reason);
	if (owned->list.n == 0)
		return refuse(number, "is missing: there are no items", reason);
	return true;
}

struct vocabulary_list *
vocabulary_read(const struct vocabulary_list *older, const char *text,
    size_t len, struct reason *ret_reason)
{
	struct owned_list *owned;

	if (len > VOCABULARY_FILE_MAX) {
		reason_set(ret_reason, "the list is longer than 1 MiB");
		return NULL;
	}
	owned = calloc(
	    1, sizeof(*owned) + (len / LINE_BYTES_MIN) * sizeof(*owned->items));
	if (owned != NULL)
		owned->text = malloc(len + 1);
	if (owned == NULL || owned->text == NULL) {
		reason_set(ret_reason, "there is not enough memory");
		free(owned);
		return NULL;
	}
	memcpy(owned->text, text, len);
	owned->list = (struct vocabulary_list){
	    older->name, older->order, 0, owned->items};
	if (!read_lines(owned, len, ret_reason)) {
		vocabulary_destroy(&owned->list);
		return NULL;
	}
	return &owned->list;
}

void
vocabulary_destroy(struct vocabulary_list *list)
{
	struct owned_list *owned = (struct owned_list *)list;

	if (owned != NULL)
		free(owned->text);
	free(owned);
}
