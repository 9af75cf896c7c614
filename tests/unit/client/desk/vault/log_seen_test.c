#include "tests/unit/unit.h"

#include <string.h>
#include <unistd.h>

#include <cjson/cJSON.h>
#include <sodium.h>

#include "client/desk/vault/log_seen.h"
#include "tests/unit/client/desk/temp_store.h"

#define TABLE_LOGS "log"

static struct temp_store temp;

static int
set_up(void **state)
{
	(void)state;
	assert_true(temp_store_open(&temp));
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	temp_store_close(&temp);
	return 0;
}

static bool
is_held(void *context, const uint8_t entry[static RECEIPT_ENTRY_BYTES])
{
	(void)context;
	(void)entry;
	return false;
}

static bool
keep(uint64_t size)
{
	struct log_looked looked = {
	    .log = {.relay = "relay.example", .publication = "2026-11-28"},
	    .is_held = is_held};
	struct reason reason;

	looked.log.size = size;
	return log_seen_keep(temp.store, &looked, &reason);
}

static bool
read_size(void *context, const struct log_seen *seen)
{
	*(uint64_t *)context = seen->log.size;
	return true;
}

static bool
read_id(void *context, const char *id, const cJSON *row)
{
	(void)row;
	(void)strcpy(context, id);
	return true;
}

static void
a_shorter_log_does_not_take_its_place(void **state)
{
	struct reason reason;
	uint64_t size = 0;

	(void)state;
	assert_true(keep(7));
	assert_true(keep(3));
	assert_true(log_seen_each(temp.store, read_size, &size, NULL, &reason));
	assert_int_equal(size, 7);
}

/* It would begin anew at what a stick of today shows, however old. */
static void
what_can_not_be_read_is_not_forgotten(void **state)
{
	struct reason reason;
	char id[128] = "";
	cJSON *row = cJSON_CreateObject();

	(void)state;
	assert_true(keep(7));
	assert_true(desk_store_each(
	    temp.store, TABLE_LOGS, read_id, id, NULL, &reason));
	assert_non_null(cJSON_AddNumberToObject(row, "kept", 1));
	assert_true(desk_store_begin(temp.store) &&
	    desk_store_end(
		temp.store, desk_store_put(temp.store, TABLE_LOGS, id, row)));
	cJSON_Delete(row);
	assert_false(keep(3));
	row = desk_store_get(temp.store, TABLE_LOGS, id, &reason);
	assert_true(cJSON_HasObjectItem(row, "kept"));
	cJSON_Delete(row);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		a_shorter_log_does_not_take_its_place, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		what_can_not_be_read_is_not_forgotten, set_up, tear_down),
	};

	return sodium_init() < 0 ? 1
				 : cmocka_run_group_tests(tests, NULL, NULL);
}
