/* Fuzz target of a newer list of codes, read as each kind of list. */
#include <string.h>

#include "common/bytes/byte_writer.h"
#include "common/report/vocabulary.h"
#include "fuzz.h"

/* What is accepted comes out the same, byte for byte. */
static void
read_as(const char *name, const uint8_t *data, size_t size)
{
	const struct vocabulary_list *older = vocabulary_find(name);
	struct vocabulary_list *list;
	struct byte_writer again;
	struct reason reason;

	list = vocabulary_read(older, (const char *)data, size, &reason);
	if (list == NULL)
		return;
	byte_writer_init(&again, 2 * VOCABULARY_FILE_MAX);
	byte_writer_text(
	    &again, older->order == VOCABULARY_ASCENDING ? "code" : "word");
	for (int l = 0; l < LANGUAGES_N; l++)
		byte_writer_printf(
		    &again, "\t%s", language_code((enum language)l));
	byte_writer_text(&again, "\n");
	check(list->n > 0);
	for (size_t i = 0; i < list->n; i++) {
		const struct vocabulary_item *item = &list->items[i];

		check(vocabulary_item(list, item->code) == item);
		byte_writer_text(&again, item->code);
		for (int l = 0; l < LANGUAGES_N; l++)
			byte_writer_printf(&again, "\t%s",
			    vocabulary_label(item, (enum language)l));
		byte_writer_text(&again, "\n");
	}
	check(!again.failed && again.len == size &&
	    memcmp(again.data, data, size) == 0);
	byte_writer_finish(&again);
	vocabulary_destroy(list);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	read_as("acts", data, size);
	read_as("kinds", data, size);
	return 0;
}
