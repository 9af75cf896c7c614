#include "search.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "client/desk/cases/case_work.h"
#include "client/desk/cases/cases.h"
#include "client/desk/rules/work.h"
#include "client/ui/text/text_fold.h"
#include "common/bytes/byte_writer.h"
#include "common/json/json_text.h"
#include "search_text.h"

struct searching {
	struct desk_store *s;
	char *words; /* folded, with blanks between */
	bool (*each)(void *context, const struct search_hit *hit);
	void *context;
	struct search_result *result;
};

/* 1: it has them all, 0: not, -1: memory. */
static int
has_all(const struct searching *q, const cJSON *report, const cJSON *work)
{
	char *folded = search_text_folded(report, work);
	int fits = folded == NULL
	    ? -1
	    : text_fold_match(folded, q->words) != TEXT_FOLD_NONE;

	text_fold_free(folded);
	return fits;
}

static bool
look(void *context, const struct case_row *row)
{
	struct searching *q = context;
	cJSON *report = NULL, *work = NULL;
	struct search_hit hit = {.id = row->id};
	struct reason ignored;
	bool read, more = true;
	int fits;

	if (row->report == NULL || row->disposal != NULL)
		return true;
	q->result->looked_at++;
	read = case_link_is_item(row->id)
	    ? case_row_report(row, &report, &ignored)
	    : case_work_read(q->s, row, &report, &work, &ignored);
	if (!read) {
		q->result->unread++;
		return true;
	}
	fits = has_all(q, report, work);
	if (fits > 0) {
		q->result->n++;
		hit.text = case_work_is_folded(q->s, row->id)
		    ? ""
		    : work_text(report, "narrative");
		more = q->each(q->context, &hit);
	} else if (fits < 0) {
		q->result->unread++;
	}
	json_text_wipe(report);
	json_text_wipe(work);
	return more;
}

static char *
fold_words(const char *const *words, size_t n)
{
	struct byte_writer w;
	char *folded = NULL;

	byte_writer_init(&w, 4096);
	for (size_t i = 0; i < n; i++) {
		byte_writer_put(&w, words[i], strlen(words[i]));
		byte_writer_put(&w, " ", 1);
	}
	if (!w.failed)
		folded = text_fold((const char *)w.data, w.len);
	byte_writer_finish(&w);
	return folded;
}

bool
search_cases(struct desk_store *s, const char *const *words, size_t n,
    bool (*each)(void *context, const struct search_hit *hit), void *context,
    struct search_result *ret_result, const struct desk_events *events,
    struct reason *ret_reason)
{
	struct searching q = {.s = s,
	    .each = each,
	    .context = context,
	    .result = ret_result,
	    .words = fold_words(words, n)};
	bool ok;

	*ret_result = (struct search_result){0, 0, 0};
	reason_set(
	    ret_reason, "the words are no text, too long, or memory is short");
	ok = q.words != NULL && cases_each(s, look, &q, events, ret_reason);
	text_fold_free(q.words);
	return ok;
}
