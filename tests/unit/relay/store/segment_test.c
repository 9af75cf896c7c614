#include "tests/unit/unit.h"

#include <fcntl.h>
#include <unistd.h>

#include <sodium.h>

#include "common/crypto/sha256.h"
#include "relay/commit/publication.h"
#include "relay/store/segment.h"

static struct record
record_of(const uint8_t *body, size_t len)
{
	struct record r = {.type = RECORD_INLINE,
	    .sequence = 7,
	    .intake = "reprisals",
	    .entry = {.size = len,
		.publication = "2026-11-25",
		.stamp_day = "2026-11-24",
		.stamp_nonce = {1, 2, 3}}};

	sha256_hash(body, len, r.entry.sha256);
	randombytes_buf(r.entry.nonce, sizeof(r.entry.nonce));
	return r;
}

static void
heads_come_back(void **state)
{
	struct record r = record_of((const uint8_t *)"x", 1), back;
	uint8_t head[SEGMENT_HEAD_BYTES];

	(void)state;
	segment_head(&r, head);
	assert_true(segment_head_parse(head, &back));
	assert_int_equal(back.sequence, 7);
	assert_string_equal(back.intake, "reprisals");
	assert_memory_equal(back.entry.sha256, r.entry.sha256, 32);
	assert_memory_equal(back.entry.nonce, r.entry.nonce, 32);
	assert_int_equal(back.entry.size, r.entry.size);
	assert_string_equal(back.entry.stamp_day, r.entry.stamp_day);
	assert_memory_equal(back.entry.stamp_nonce, r.entry.stamp_nonce,
	    sizeof(r.entry.stamp_nonce));
	assert_string_equal(back.entry.publication, r.entry.publication);
	for (size_t i = 0; i < SEGMENT_HEAD_BYTES; i++)
		for (int bit = 0; bit < 8; bit++) {
			head[i] ^= (uint8_t)(1 << bit);
			assert_false(segment_head_parse(head, &back));
			head[i] ^= (uint8_t)(1 << bit);
		}
}

/* With a check that is right. */
static void
records_are_no_longer_than_a_segment_takes(void **state)
{
	uint8_t body[10] = {0}, head[SEGMENT_HEAD_BYTES];
	struct record r = record_of(body, sizeof(body)), back;

	(void)state;
	r.entry.size = SEGMENT_INLINE_MAX;
	segment_head(&r, head);
	assert_true(segment_head_parse(head, &back));
	r.entry.size = SEGMENT_INLINE_MAX + 1;
	segment_head(&r, head);
	assert_false(segment_head_parse(head, &back));
	r.type = RECORD_FILE;
	segment_head(&r, head);
	assert_true(segment_head_parse(head, &back));
}

static void
torn_records_are_the_end(void **state)
{
	char path[] = "/tmp/segment-XXXXXX";
	int fd = mkstemp(path);
	uint8_t body[1000], head[SEGMENT_HEAD_BYTES];
	struct record r, back;

	(void)state;
	assert_true(fd >= 0);
	randombytes_buf(body, sizeof(body));
	r = record_of(body, sizeof(body));
	segment_head(&r, head);
	assert_int_equal(ftruncate(fd, 65536), 0);
	assert_int_equal(segment_look(fd, 65536, 0, &back), SEGMENT_END);
	assert_int_equal(
	    pwrite(fd, head, sizeof(head), 0), (ssize_t)sizeof(head));
	/* The head alone, then a part of the body: never a record ... */
	assert_int_equal(pwrite(fd, body, 500, SEGMENT_HEAD_BYTES), 500);
	assert_int_equal(segment_look(fd, 65536, 0, &back), SEGMENT_END);
	/* ... the whole is one, and so is one that was erased. */
	assert_int_equal(pwrite(fd, body, 1000, SEGMENT_HEAD_BYTES), 1000);
	assert_int_equal(segment_look(fd, 65536, 0, &back), SEGMENT_RECORD);
	assert_int_equal(segment_record_bytes(&back), 256 + 1024);
	assert_true(segment_zero(fd, SEGMENT_HEAD_BYTES, 1000));
	assert_int_equal(segment_look(fd, 65536, 0, &back), SEGMENT_RECORD);
	/* Longer than the segment, or at its very end. */
	assert_int_equal(segment_look(fd, 1000, 0, &back), SEGMENT_END);
	assert_int_equal(segment_look(fd, 65536, 65500, &back), SEGMENT_END);
	(void)close(fd);
	(void)unlink(path);
}

static void
publications_are_named_by_their_start(void **state)
{
	char name[PUBLICATION_MAX + 1];
	int64_t end;

	(void)state;
	publication_name(1795600000, 86400, name, &end);
	assert_string_equal(name, "2026-11-25");
	assert_int_equal(end % 86400, 0);
	publication_name(1795600001, 2, name, &end);
	assert_string_equal(name, "2026-11-25T094640Z");
	assert_true(publication_valid(name, strlen(name)));
	assert_int_equal(end, 1795600002);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(heads_come_back),
	    cmocka_unit_test(records_are_no_longer_than_a_segment_takes),
	    cmocka_unit_test(torn_records_are_the_end),
	    cmocka_unit_test(publications_are_named_by_their_start),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
