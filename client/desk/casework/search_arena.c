#include "search_arena.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "client/desk/cases/case_work.h"
#include "client/desk/cases/cases.h"
#include "client/desk/rules/work.h"
#include "client/ui/text/text_fold.h"
#include "common/bytes/byte_writer.h"
#include "common/bytes/printable_text.h"
#include "common/cli/outside.h"
#include "common/json/json_text.h"
#include "search_text.h"

#define ENTRY_MAX (1u << 20) /* bytes of one, folded */

struct entry {
	size_t at;   /* of its folded text, NUL behind it */
	size_t told; /* of how it begins, as it is shown */
	char id[CASE_ID_BYTES];
};
struct search_arena {
	struct byte_writer text;
	size_t n, room;
	struct entry *entries;
};

struct filling {
	struct desk_store *s;
	struct search_arena *a;
	const struct desk_events *events;
};

static bool
add_entry(struct search_arena *a, const char *id)
{
	struct entry *grown;

	if (a->n == a->room) {
		const size_t room = a->room == 0 ? 256 : 2 * a->room;

		grown = reallocarray(a->entries, room, sizeof(*grown));
		if (grown == NULL)
			return false;
		a->entries = grown;
		a->room = room;
	}
	memset(&a->entries[a->n], 0, sizeof(a->entries[0]));
	memcpy(a->entries[a->n].id, id, strnlen(id, CASE_ID_BYTES - 1));
	a->n++;
	return true;
}

/* How it begins, harmless: cut at a character. */
static void
put_told(struct byte_writer *to, const char *text)
{
	size_t len = strnlen(text, SEARCH_ARENA_TEXT - 1);

	while (len > 0 && text[len] != '\0' &&
	    ((unsigned char)text[len] & 0xc0) == 0x80)
		len--;
	byte_writer_text(to, outside_mark());
	for (size_t i = 0, line; i < len; i += line + 1) {
		line = strcspn(text + i, "\n");
		line = line > len - i ? len - i : line;
		printable_text_put(to, text + i, line, PRINTABLE_ONE_LINE);
		byte_writer_text(to, " ");
	}
	byte_writer_put(to, "", 1);
}

static void
tell(const struct filling *f, const char *id, const char *why)
{
	const struct desk_event e = {
	    .kind = DESK_ROW_UNREADABLE, .table = "work", .id = id, .why = why};

	desk_event_tell(f->events, &e);
}

static bool
put(struct filling *f, const char *id, const cJSON *report, const cJSON *work)
{
	struct search_arena *a = f->a;
	char *folded = search_text_folded(report, work);
	bool ok;

	/* One that says too much, or that memory is short for, ends nothing. */
	if (folded == NULL || strlen(folded) > ENTRY_MAX) {
		tell(f, id, "it is too large to be searched");
		text_fold_free(folded);
		return true;
	}
	ok = add_entry(a, id);

	if (ok) {
		a->entries[a->n - 1].at = a->text.len;
		byte_writer_put(&a->text, folded, strlen(folded) + 1);
		a->entries[a->n - 1].told = a->text.len;
		put_told(&a->text,
		    case_work_is_folded(f->s, id)
			? ""
			: work_text(report, "narrative"));
	}
	text_fold_free(folded);
	return ok && !a->text.failed;
}

static bool
read_one(void *context, const struct case_row *row)
{
	struct filling *f = context;
	cJSON *report = NULL, *work = NULL;
	struct reason why = {""};
	bool ok = true;

	if (row->report == NULL || row->disposal != NULL)
		return true;
	if (case_link_is_item(row->id)
		? case_row_report(row, &report, &why)
		: case_work_read(f->s, row, &report, &work, &why)) {
		ok = put(f, row->id, report, work);
	} else {
		tell(f, row->id, why.text);
	}
	json_text_wipe(report);
	json_text_wipe(work);
	return ok;
}

struct search_arena *
search_arena_create(struct desk_store *s, const struct desk_events *events,
    struct reason *ret_reason)
{
	struct search_arena *a = calloc(1, sizeof(*a));
	struct filling f = {s, a, events};

	reason_set(ret_reason, "there is not enough memory to search in");
	if (a == NULL)
		return NULL;
	byte_writer_init(&a->text, SEARCH_ARENA_MAX);
	if (!cases_each(s, read_one, &f, events, ret_reason)) {
		search_arena_destroy(a);
		return NULL;
	}
	/* Off the disk, as far as this machine lets it. */
	if (a->text.data != NULL)
		(void)mlock(a->text.data, a->text.len);
	return a;
}

void
search_arena_destroy(struct search_arena *a)
{
	if (a == NULL)
		return;
	byte_writer_finish(&a->text);
	free(a->entries);
	free(a);
}

bool
search_arena_find(const struct search_arena *a, const char *words,
    struct search_arena_hit *ret_hits, size_t max, size_t *ret_n)
{
	char *folded = text_fold(words, strlen(words));
	const char *text = (const char *)a->text.data;

	*ret_n = 0;
	if (folded == NULL)
		return false;
	for (size_t i = 0; i < a->n && *ret_n < max; i++) {
		struct search_arena_hit *hit = &ret_hits[*ret_n];

		if (text_fold_match(text + a->entries[i].at, folded) ==
		    TEXT_FOLD_NONE)
			continue;
		memcpy(hit->id, a->entries[i].id, sizeof(hit->id));
		strncpy(hit->text, text + a->entries[i].told,
		    sizeof(hit->text) - 1);
		hit->text[sizeof(hit->text) - 1] = '\0';
		(*ret_n)++;
	}
	text_fold_free(folded);
	return true;
}
