#include "search_text.h"

#include <string.h>

#include "client/desk/rules/work.h"
#include "client/ui/text/text_fold.h"
#include "common/bytes/byte_writer.h"

#define TEXT_MAX (8u << 20) /* of one row, with its work */

/* Every text of a value, a line each; a work's log only repeats them. */
static void
gather(struct byte_writer *w, const cJSON *value)
{
	const char *text = cJSON_GetStringValue(value);
	const cJSON *item;

	if (text != NULL) {
		byte_writer_text(w, text);
		byte_writer_text(w, "\n");
		return;
	}
	cJSON_ArrayForEach (item, value)
		if (item->string == NULL || strcmp(item->string, WORK_LOG) != 0)
			gather(w, item);
}

char *
search_text_folded(const cJSON *report, const cJSON *work)
{
	struct byte_writer w;
	char *folded = NULL;

	byte_writer_init(&w, TEXT_MAX);
	gather(&w, report);
	gather(&w, work);
	if (!w.failed)
		folded = text_fold(
		    w.data == NULL ? "" : (const char *)w.data, w.len);
	byte_writer_finish(&w);
	return folded;
}
