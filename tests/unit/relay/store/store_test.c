#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "common/crypto/sha256.h"
#include "relay/store/index_sql.h"
#include "relay/store/store.h"

#define BODY 1000u

struct spool {
	char folder[64];
	struct store *store;
	uint8_t bodies[3][BODY];
	struct store_item items[3];
};

static void
start(struct spool *p)
{
	struct reason reason = {""};

	p->store =
	    store_open(disk_folder(p->folder, &reason), 4u << 20, 0, &reason);
	if (p->store == NULL)
		fail_msg("%s", reason.text);
}

static void
begin(struct spool *p)
{
	(void)strcpy(p->folder, "/tmp/store-test-XXXXXX");
	assert_non_null(mkdtemp(p->folder));
	memset(p->items, 0, sizeof(p->items));
	for (size_t i = 0; i < 3; i++) {
		struct store_item *it = &p->items[i];

		randombytes_buf(p->bodies[i], BODY);
		it->body = p->bodies[i];
		it->record.type = RECORD_INLINE;
		it->record.entry.size = BODY;
		sha256_hash(p->bodies[i], BODY, it->record.entry.sha256);
		randombytes_buf(it->record.entry.nonce, 32);
		(void)strcpy(it->record.entry.publication, "2026-11-28");
		(void)strcpy(it->record.intake, "reprisals");
	}
	start(p);
}

static void
finish(struct spool *p)
{
	char command[96];

	store_close(p->store);
	(void)snprintf(command, sizeof(command), "rm -rf '%s'", p->folder);
	assert_int_equal(system(command), 0);
}

static void
all_whole(struct spool *p)
{
	struct envelope_row row;

	for (size_t i = 0; i < 3; i++) {
		assert_true(index_find(store_index(p->store), "reprisals",
		    p->items[i].record.entry.sha256, &row));
		assert_int_equal(
		    store_check_envelope(p->store, &row), STORE_WHOLE);
	}
}

static void
what_was_not_noted_is_caught_up(void **state)
{
	struct spool p;

	(void)state;
	begin(&p);
	assert_true(store_write(p.store, p.items, 2));
	assert_true(store_note(p.store, p.items, 1));
	assert_true(store_write(p.store, p.items + 2, 1));
	store_close(p.store);
	start(&p);
	all_whole(&p);
	finish(&p);
}

/* An index that says "up to the first" and knows the last all the same. */
static void
what_the_index_knows_is_never_zeroed(void **state)
{
	struct index_append appends[2];
	struct spool p;
	uint64_t upto;

	(void)state;
	begin(&p);
	assert_true(store_write(p.store, p.items, 3));
	assert_true(store_note(p.store, p.items, 1));
	upto = p.items[0].offset + segment_record_bytes(&p.items[0].record);
	for (size_t i = 0; i < 2; i++)
		appends[i] =
		    (struct index_append){.record = &p.items[i + 1].record,
			.segment = p.items[i + 1].segment,
			.offset = p.items[i + 1].offset};
	assert_true(index_append(
	    store_index(p.store), appends, 2, p.items[0].segment, upto));
	store_close(p.store);
	start(&p);
	all_whole(&p);
	/* And it goes on elsewhere. */
	assert_true(store_write(p.store, p.items, 1));
	assert_int_not_equal(p.items[0].segment, p.items[1].segment);
	finish(&p);
}

static void
noted_twice_is_noted_once(void **state)
{
	struct index_counts counts;
	struct spool p;
	uint64_t used;

	(void)state;
	begin(&p);
	assert_true(store_write(p.store, p.items, 3));
	assert_true(store_note(p.store, p.items, 3));
	assert_true(store_note(p.store, p.items, 3));
	assert_true(index_counts(store_index(p.store), "reprisals", &counts));
	assert_int_equal(counts.entries, 3);
	assert_int_equal(counts.envelopes[ENVELOPE_STORED], 3);
	assert_true(index_used_bytes(store_index(p.store), &used));
	assert_int_equal(used, 3 * BODY);
	finish(&p);
}

/* Takes a table away under the open index, as a damaged page does. */
static struct index *
begin_without(struct spool *p, const char *drop)
{
	struct index *x;

	begin(p);
	assert_true(store_write(p->store, p->items, 1));
	assert_true(store_note(p->store, p->items, 1));
	x = store_index(p->store);
	sql_lock(&x->sql);
	assert_true(sql_run(&x->sql, drop, ""));
	sql_unlock(&x->sql);
	return x;
}

static void
what_can_not_be_counted_is_no_zero(void **state)
{
	static const char *const drops[] = {"DROP TABLE envelope",
	    "DROP TABLE entry", "DROP TABLE upload", "DROP TABLE forward"};
	struct index_counts counts;
	struct spool p;

	(void)state;
	for (size_t i = 0; i < sizeof(drops) / sizeof(drops[0]); i++) {
		assert_false(index_counts(
		    begin_without(&p, drops[i]), "reprisals", &counts));
		finish(&p);
	}
}

static void
what_can_not_be_read_is_not_well(void **state)
{
	uint8_t hashes[1][32], stamp[32] = {1};
	struct envelope_row row;
	struct index *x;
	struct spool p;
	uint64_t n;
	bool known;

	(void)state;
	begin(&p);
	assert_false(index_stamp_used(store_index(p.store), "reprisals",
	    p.items[0].record.entry.sha256, stamp));
	finish(&p);
	x = begin_without(&p, "DROP TABLE entry");
	assert_false(index_orphans(x, "reprisals", hashes, 1, &n));
	assert_false(index_unlogged(x, "reprisals", "2026-11-29", &n));
	assert_true(index_stamp_used(
	    x, "reprisals", p.items[0].record.entry.sha256, stamp));
	finish(&p);
	x = begin_without(&p, "DROP TABLE envelope");
	assert_false(index_look(
	    x, "reprisals", p.items[0].record.entry.sha256, &row, &known));
	finish(&p);
}

/* It would give numbers again, or count a full disk as an empty one. */
static void
a_store_that_can_not_be_counted_does_not_open(void **state)
{
	static const char *const drops[] = {
	    "DROP TABLE entry", "DROP TABLE meta"};
	struct reason reason = {""};
	struct spool p;

	(void)state;
	for (size_t i = 0; i < sizeof(drops) / sizeof(drops[0]); i++) {
		(void)begin_without(&p, drops[i]);
		store_close(p.store);
		p.store = store_open(
		    disk_folder(p.folder, &reason), 4u << 20, 0, &reason);
		assert_null(p.store);
		assert_string_equal(reason.text, "the index can't be read");
		finish(&p);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_was_not_noted_is_caught_up),
	    cmocka_unit_test(what_the_index_knows_is_never_zeroed),
	    cmocka_unit_test(noted_twice_is_noted_once),
	    cmocka_unit_test(what_can_not_be_counted_is_no_zero),
	    cmocka_unit_test(what_can_not_be_read_is_not_well),
	    cmocka_unit_test(a_store_that_can_not_be_counted_does_not_open),
	};

	return sodium_init() < 0 ? 1
				 : cmocka_run_group_tests(tests, NULL, NULL);
}
