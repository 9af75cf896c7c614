/* Fuzz target of the rows in the desk's store: any JSON in each of its tables.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "client/desk/cases/case_cells.h"
#include "client/desk/cases/case_looks.h"
#include "client/desk/cases/case_row.h"
#include "client/desk/cases/case_source.h"
#include "client/desk/cases/case_tables.h"
#include "client/desk/cases/cases.h"
#include "client/desk/cases/follow_ups.h"
#include "client/desk/out/outbox.h"
#include "client/desk/vault/log_seen.h"
#include "common/bytes/secret.h"
#include "common/json/json_text.h"
#include "common/notes/desk_note.h"
#include "fuzz.h"
#include "tests/unit/client/desk/temp_store.h"

#define ID "00000001"
#define ITEM "00000001.0001"

static struct temp_store temp;
static struct age_identity *holder;

static void
tidy(void)
{
	temp_store_close(&temp);
	secret_free(holder);
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	if (sodium_init() < 0 || !temp_store_open(&temp))
		return 1;
	holder = secret_alloc(sizeof(*holder));
	if (holder == NULL)
		return 1;
	case_source_trial(temp.store, holder);
	return atexit(tidy) != 0;
}

static bool
is_digits(void *context, const char *digits)
{
	(void)context;
	check(strlen(digits) < 64);
	return true;
}

static bool
look_at_case(void *context, const struct case_row *row)
{
	static const struct case_said said = {
	    .kind = REPLY_OPENED, .text = "2026-W48", .len = 8};
	struct case_source *source;
	struct byte_writer cells;
	struct reason reason;
	cJSON *report;

	(void)context;
	check(row->n_entries <= CASE_ENTRIES_MAX);
	check(case_row_report(row, &report, &reason));
	json_text_wipe(report);
	(void)case_row_work(row);
	(void)case_row_each_reference(row, is_digits, NULL);
	(void)case_row_has_reference(row, "1234 5678 9012");
	byte_writer_init(&cells, BULLETIN_CELL_BYTES);
	if (case_cells_add(row->received, &said, &cells) != CASE_CELLS_GOOD)
		check(cells.len == 0);
	byte_writer_finish(&cells);
	source = case_source_open(
	    temp.store, row, CASE_TRIAL_HOLDER, holder, &reason);
	check(source == NULL || source->told != NULL);
	case_source_close(source);
	return true;
}

static bool
look_at_message(void *context, const struct outbox_message *message)
{
	(void)context;
	check(message->id != NULL);
	return true;
}

static bool
look_at_look(void *context, const struct case_look *look)
{
	(void)context;
	check(look->why == NULL || strlen(look->why) <= 4u << 20);
	return true;
}

static bool
look_at_holder(void *context, const char *id)
{
	(void)context;
	check(id != NULL);
	return true;
}

static bool
look_at_log(void *context, const struct log_seen *seen)
{
	(void)context;
	check(strlen(seen->log.relay) <= NOTE_NAME_MAX);
	return true;
}

static void
take_event(void *context, const struct desk_event *event)
{
	(void)context;
	check(event->why == NULL || strlen(event->why) < 4096);
}

/* The row of what was changed must not hide the ones beside it, nor break. */
static void
look(void)
{
	const struct desk_events none = {take_event, NULL};
	struct follow_ups *f;
	struct case_row *row;
	struct reason reason;
	char id[CASE_ID_BYTES];
	uint64_t n;

	check(cases_each(temp.store, look_at_case, NULL, &none, &reason));
	f = follow_ups_read(temp.store, &none, &reason);
	check(f != NULL);
	follow_ups_destroy(f);
	row = cases_get_typed(temp.store, "1", &reason);
	case_row_destroy(row);
	row = cases_get_typed(temp.store, "1.1", &reason);
	case_row_destroy(row);
	(void)cases_items(temp.store, ID, &n, &reason);
	(void)cases_find_file(temp.store, ID, id, &reason);
	check(outbox_each(temp.store, look_at_message, NULL, &none, &reason));
	check(case_looks_each(temp.store, look_at_look, NULL, &none, &reason));
	(void)case_source_each(temp.store, ID, look_at_holder, NULL, &reason);
	(void)log_seen_each(temp.store, look_at_log, NULL, &none, &reason);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const tables[] = {TABLE_CASES, TABLE_FILES,
	    TABLE_SOURCES, TABLE_LOOKS, "outbox", "log"};
	struct reason reason;
	cJSON *row = json_text_read((const char *)data, size, &reason);
	bool ok;

	if (row == NULL)
		return 0;
	ok = desk_store_begin(temp.store);
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]) && ok; i++)
		ok = desk_store_put(temp.store, tables[i], ID, row);
	ok = ok && desk_store_put(temp.store, TABLE_CASES, ITEM, row);
	look();
	/* Nothing of it stays: each input is by itself. */
	(void)desk_store_end(temp.store, false);
	cJSON_Delete(row);
	return 0;
}
