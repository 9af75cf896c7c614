#include "tests/unit/unit.h"

#include <sodium.h>

#include "common/bytes/byte_writer.h"
#include "common/bytes/text_codec.h"
#include "common/crypto/sha256.h"
#include "common/json/json_text.h"
#include "common/report/padding.h"
#include "common/report/payload_reader.h"
#include "common/report/reply_cell.h"
#include "common/report/report.h"
#include "common/report/ustar.h"

/* Every length from 0 to 70,000 and around each power of two above. */
static void
only_buckets_come_out(void **state)
{
	(void)state;
	for (uint64_t len = 0; len <= 70000; len++) {
		uint64_t bucket = padding_bucket(len);

		assert_true(
		    bucket == 32768 || bucket == 65536 || bucket == 131072);
		assert_true(bucket >= len);
		assert_true(bucket == 32768 || bucket / 2 < len);
	}
	assert_int_equal(padding_bucket(1u << 20), 1u << 20);
	for (unsigned e = 20; e < 40; e++)
		for (int64_t d = -3; d <= 3; d++) {
			uint64_t len = (uint64_t)((int64_t)(1ull << e) + d);
			uint64_t bucket = padding_bucket(len);

			assert_true(bucket >= len);
			/* Padme: at most 12 % more, and its own bucket. */
			if (len > 1u << 20) {
				assert_true(bucket - len <= len / 8);
				assert_true(padding_bucket(bucket) == bucket);
			}
		}
	/* The paper's example: L = 1 MiB + 1 has E 20, S 5, so 2^15 steps. */
	assert_int_equal(padding_bucket((1u << 20) + 1), (1u << 20) + 32768);
}

static void
headers_come_back(void **state)
{
	uint8_t block[USTAR_BLOCK_BYTES];
	char name[USTAR_NAME_MAX + 1];
	uint64_t size;

	(void)state;
	ustar_header("report.json", 12345, block);
	assert_int_equal(ustar_read(block, name, &size), USTAR_FILE);
	assert_string_equal(name, "report.json");
	assert_int_equal(size, 12345);
	ustar_header("attachments/0001", USTAR_SIZE_MAX, block);
	assert_int_equal(ustar_read(block, name, &size), USTAR_FILE);
	assert_true(size == USTAR_SIZE_MAX);
	for (size_t i = 0; i < USTAR_BLOCK_BYTES; i++) {
		block[i] ^= 0x41; /* the checksum notices each byte */
		assert_int_equal(
		    ustar_read(block, name, &size), USTAR_MALFORMED);
		block[i] ^= 0x41;
	}
	memset(block, 0, sizeof(block));
	assert_int_equal(ustar_read(block, name, &size), USTAR_ZEROES);
}

/* With a checksum that is right: what else is wrong is seen by itself. */
static enum ustar_block
read_with(size_t at, uint8_t byte)
{
	uint8_t block[USTAR_BLOCK_BYTES];
	char name[USTAR_NAME_MAX + 1], digits[8];
	unsigned sum = 8 * ' ';
	uint64_t size;

	ustar_header("report.json", 100, block);
	block[at] = byte;
	for (size_t i = 0; i < sizeof(block); i++)
		sum += i >= 148 && i < 156 ? 0 : block[i];
	(void)snprintf(digits, sizeof(digits), "%06o", sum);
	memcpy(block + 148, digits, 7);
	return ustar_read(block, name, &size);
}

static void
headers_hold_plain_files_alone(void **state)
{
	(void)state;
	assert_int_equal(read_with(156, '0'), USTAR_FILE);
	for (char type = '1'; type <= '7'; type++)
		assert_int_equal(
		    read_with(156, (uint8_t)type), USTAR_MALFORMED);
	assert_int_equal(read_with(156, 'x'), USTAR_MALFORMED);
	assert_int_equal(read_with(157, 'a'), USTAR_MALFORMED); /* link */
	assert_int_equal(read_with(345, 'a'), USTAR_MALFORMED); /* prefix */
	assert_int_equal(read_with(0, '\0'), USTAR_MALFORMED);  /* no name */
	assert_int_equal(read_with(257, 'U'), USTAR_MALFORMED); /* magic */
	assert_int_equal(read_with(263, '1'), USTAR_MALFORMED); /* version */
}

/* --- archives as a hostile sender would make them --- */

static void
put_zeroes(struct byte_writer *w, size_t len)
{
	for (; len > 0; len--)
		byte_writer_u8(w, 0);
}

static void
put_file(struct byte_writer *w, const char *name, const void *bytes, size_t len)
{
	uint8_t block[USTAR_BLOCK_BYTES];

	ustar_header(name, len, block);
	byte_writer_put(w, block, sizeof(block));
	byte_writer_put(w, bytes, len);
	put_zeroes(w, ustar_file_bytes(len) - len - USTAR_BLOCK_BYTES);
}

static void
put_report(struct byte_writer *w, const char *attachments)
{
	char json[4096];

	(void)snprintf(json, sizeof(json),
	    "{\"format\":\"valise-report/1\",\"kind\":\"new\","
	    "\"attachments\":[%s]}",
	    attachments);
	put_file(w, "report.json", json, strlen(json));
}

static const char *
describe(const char *content, unsigned number, size_t size, char *out)
{
	uint8_t hash[32];
	char hex[65];

	sha256_hash(content, strlen(content), hash);
	hex_encode(hash, 32, hex);
	(void)snprintf(out, 256,
	    "{\"number\":%u,\"name\":\"x\",\"size\":%zu,\"sha256\":\"%s\"}",
	    number, size, hex);
	return out;
}

/* Reads it whole, and a byte at a time, with the same outcome. */
static bool
reads(const struct byte_writer *w, const char **ret_why)
{
	static struct reason why;
	const struct payload_events none = {NULL, NULL, NULL, NULL};
	struct payload_reader *p = payload_reader_create(&none);
	bool whole, pieces = true;

	whole =
	    payload_reader_feed(p, w->data, w->len) && payload_reader_finish(p);
	why = *payload_reader_reason(p);
	payload_reader_destroy(p);
	p = payload_reader_create(&none);
	for (size_t i = 0; i < w->len && pieces; i++)
		pieces = payload_reader_feed(p, w->data + i, 1);
	pieces = pieces && payload_reader_finish(p);
	payload_reader_destroy(p);
	assert_int_equal(whole, pieces);
	*ret_why = why.text;
	return whole;
}

enum hostile {
	HONEST,
	NO_REPORT,
	REPORT_SECOND,
	EXTRA_FILE,
	WRONG_NAME,
	PATH_NAME,
	TWICE,
	WRONG_SIZE,
	LESS_SIZE,
	WRONG_HASH,
	MISSING,
	NO_END,
	ONE_END,
	BEHIND_END,
	IN_FILL,
	BAD_JSON,
	NOTHING,
	N_HOSTILE
};

static const char *
make(enum hostile kind, struct byte_writer *w)
{
	char a[256], b[256], both[600];

	byte_writer_init(w, 1u << 20);
	(void)snprintf(both, sizeof(both), "%s,%s",
	    describe("one", 1,
		kind == WRONG_SIZE      ? 4
		    : kind == LESS_SIZE ? 2
					: 3,
		a),
	    describe(kind == WRONG_HASH ? "owt" : "two", 2, 3, b));
	if (kind == NOTHING)
		return "the archive inside ends too early";
	if (kind == NO_REPORT)
		put_file(w, "attachments/0001", "one", 3);
	if (kind == REPORT_SECOND) {
		put_file(w, "attachments/0001", "one", 3);
		put_report(w, both);
	}
	if (kind == BAD_JSON)
		put_file(w, "report.json", "{\"format\":1}", 12);
	else
		put_report(w, both);
	if (kind == IN_FILL)
		w->data[w->len - 1] = 'x';
	put_file(w,
	    kind == WRONG_NAME      ? "attachments/1"
		: kind == PATH_NAME ? "../../etc/passwd"
				    : "attachments/0001",
	    "one", 3);
	if (kind == TWICE)
		put_file(w, "attachments/0001", "one", 3);
	if (kind != MISSING)
		put_file(w, "attachments/0002", "two", 3);
	if (kind == EXTRA_FILE)
		put_file(w, "attachments/0003", "three", 5);
	if (kind != NO_END)
		put_zeroes(w, kind == ONE_END ? 512 : 4096);
	if (kind == BEHIND_END)
		byte_writer_text(w, "hidden");
	switch (kind) {
	case NO_REPORT:
	case REPORT_SECOND:
		return "the archive has no report first";
	case EXTRA_FILE:
	case WRONG_NAME:
	case PATH_NAME:
	case TWICE:
		return "the archive holds a file that it should not";
	case WRONG_SIZE:
	case LESS_SIZE:
		return "an attachment has not the size that the report gives";
	case WRONG_HASH:
		return "attachment 2 is not the file that the report describes";
	case MISSING:
		return "an attachment is missing";
	case NO_END:
	case ONE_END:
		return "the archive inside ends too early";
	case BEHIND_END:
	case IN_FILL:
		return "something is hidden behind the archive";
	case BAD_JSON:
		return "the member format must be a text";
	default:
		return "";
	}
}

static void
hostile_archives_are_refused(void **state)
{
	struct byte_writer w;
	const char *wanted, *why;

	(void)state;
	for (int kind = HONEST; kind < N_HOSTILE; kind++) {
		wanted = make((enum hostile)kind, &w);
		assert_int_equal(reads(&w, &why), kind == HONEST);
		assert_string_equal(why, wanted);
		byte_writer_finish(&w);
	}
}

/* The head alone says so: nothing of it is read. */
static void
a_report_has_a_limit(void **state)
{
	uint8_t block[USTAR_BLOCK_BYTES];
	struct byte_writer w;
	const char *why;

	(void)state;
	ustar_header("report.json", REPORT_MAX + 1, block);
	byte_writer_init(&w, 4096);
	byte_writer_put(&w, block, sizeof(block));
	assert_false(reads(&w, &why));
	assert_string_equal(why, "the report is too long");
	w.len = 0;
	ustar_header("report.json", REPORT_MAX, block);
	byte_writer_put(&w, block, sizeof(block));
	assert_false(reads(&w, &why));
	assert_string_equal(why, "the archive inside ends too early");
	byte_writer_finish(&w);
}

static void
members_are_checked_by_name(void **state)
{
	static const struct {
		const char *json, *why;
	} cases[] = {
	    {"{\"kind\":\"other\"}", "the member kind is not one of its codes"},
	    {"{\"kind\":\"\"}", "the member kind is not one of its codes"},
	    {"{\"kind\":\"new|risk\"}",
		"the member kind is not one of its codes"},
	    {"{\"victims\":{}}", "the member victims must be a list"},
	    {"{\"victims\":[1]}", "the member victims[1] must be an object"},
	    {"{\"victims\":[{},{\"name\":[]}]}",
		"the member victims[2].name must be a text"},
	    {"{\"acts\":[{\"place\":{\"m49\":\"a b\"}}]}",
		"the member acts[1].place.m49 is not a code of a list"},
	    {"{\"victims\":[{\"count\":{\"number\":-1}}]}",
		"the member victims[1].count.number must be a whole number "
		"from 0 up"},
	    {"{\"consent\":[{\"C3\":true}]}",
		"the member consent[1].C3 must be a text"},
	    {"[]", "the report is not a JSON object"},
	};
	struct reason reason;
	cJSON *json;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		json = cJSON_Parse(cases[i].json);
		assert_false(report_check(json, REPORT_SEALED, &reason));
		assert_string_equal(reason.text, cases[i].why);
		cJSON_Delete(json);
	}
}

static void
five_answers_are_needed(void **state)
{
	static const char full[] =
	    "{\"kind\":\"new\",\"narrative\":\"x\",\"why_linked\":\"unsure\","
	    "\"state_concerned\":[\"unknown\"],\"consent\":[{\"C0\":\"yes\"}]}";
	static const char *const needed[] = {
	    "kind", "narrative", "why_linked", "state_concerned", "consent"};
	struct reason reason;
	cJSON *json = cJSON_Parse(full);

	(void)state;
	assert_true(report_check(json, REPORT_DRAFT, &reason));
	for (size_t i = 0; i < 5; i++) {
		cJSON *part = cJSON_Duplicate(json, 1);

		cJSON_DeleteItemFromObjectCaseSensitive(part, needed[i]);
		assert_false(report_check(part, REPORT_DRAFT, &reason));
		/* Three are enough for a law, a trend, a withdrawal. */
		if (i > 0) {
			cJSON_ReplaceItemInObjectCaseSensitive(
			    part, "kind", cJSON_CreateString("withdraw"));
			assert_int_equal(
			    report_check(part, REPORT_DRAFT, &reason),
			    i == 2 || i == 3);
		}
		cJSON_Delete(part);
	}
	cJSON_Delete(json);
}

static void
cells_come_back(void **state)
{
	struct reply_cell cell = {.kind = REPLY_MESSAGE,
			      .part = 2,
			      .total = 3,
			      .len = 5,
			      .text = "hello"},
			  back;
	uint8_t plain[REPLY_CELL_PLAIN_BYTES];

	(void)state;
	reply_cell_format(&cell, plain);
	assert_true(reply_cell_parse(plain, sizeof(plain), &back));
	assert_memory_equal(&cell, &back, sizeof(cell));
	assert_false(reply_cell_parse(plain, sizeof(plain) - 1, &back));
	plain[sizeof(plain) - 1] = 1; /* hidden behind the text */
	assert_false(reply_cell_parse(plain, sizeof(plain), &back));
	assert_int_equal(back.len, 0); /* nothing of it is left */
	assert_int_equal(back.text[0], 0);
	plain[sizeof(plain) - 1] = 0;
	plain[9] = 4; /* part 4 of 3 */
	assert_false(reply_cell_parse(plain, sizeof(plain), &back));
	plain[9] = 0;
	assert_false(reply_cell_parse(plain, sizeof(plain), &back));
	plain[9] = 2;
	plain[11] = 0xff; /* longer than the cell */
	assert_false(reply_cell_parse(plain, sizeof(plain), &back));
	plain[11] = 0;
	plain[0] = 9;
	assert_false(reply_cell_parse(plain, sizeof(plain), &back));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(only_buckets_come_out),
	    cmocka_unit_test(headers_come_back),
	    cmocka_unit_test(headers_hold_plain_files_alone),
	    cmocka_unit_test(a_report_has_a_limit),
	    cmocka_unit_test(hostile_archives_are_refused),
	    cmocka_unit_test(members_are_checked_by_name),
	    cmocka_unit_test(five_answers_are_needed),
	    cmocka_unit_test(cells_come_back),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
