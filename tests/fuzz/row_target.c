/* Fuzz target of the rows in the desk's store: any JSON in each of its tables.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "client/desk/cases/case_row.h"
#include "client/desk/cases/case_tables.h"
#include "client/desk/cases/cases.h"
#include "client/desk/cases/follow_ups.h"
#include "client/desk/out/outbox.h"
#include "client/desk/vault/log_seen.h"
#include "common/json/json_text.h"
#include "fuzz.h"
#include "tests/unit/client/desk/temp_store.h"

#define ID "00000001"
#define ITEM "00000001.0001"

static struct temp_store temp;

static void
tidy(void)
{
	temp_store_close(&temp);
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	return sodium_init() < 0 || !temp_store_open(&temp) ||
	    atexit(tidy) != 0;
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
	uint8_t key[AGE_FILE_KEY_BYTES];
	struct age_recipient to;
	struct reason reason;
	cJSON *report;
	bool wanted;

	(void)context;
	check(row->n_entries <= CASE_ENTRIES_MAX);
	check(case_row_report(row, &report, &reason));
	json_text_wipe(report);
	(void)case_row_file_key(row, key);
	(void)case_row_work(row);
	(void)case_row_each_reference(row, is_digits, NULL);
	(void)case_row_has_reference(row, "1234 5678 9012");
	check(outbox_recipient(row, &to, &wanted, &reason));
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

	check(cases_each(temp.store, look_at_case, NULL, &none, &reason));
	f = follow_ups_read(temp.store, &none, &reason);
	check(f != NULL);
	follow_ups_destroy(f);
	row = cases_get_typed(temp.store, "1", &reason);
	case_row_destroy(row);
	row = cases_get_typed(temp.store, "1.1", &reason);
	case_row_destroy(row);
	(void)cases_items(temp.store, ID);
	(void)cases_find_file(temp.store, ID, id, &reason);
	check(outbox_each(temp.store, look_at_message, NULL, &none, &reason));
	(void)log_seen_each(temp.store, look_at_log, NULL, &none, &reason);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const tables[] = {
	    TABLE_CASES, TABLE_FILES, "outbox", "log"};
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
