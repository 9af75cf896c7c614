#include "tests/unit/unit.h"

#include <sodium.h>

#include "common/bytes/utc_time.h"
#include "common/json/json_text.h"
#include "common/notes/persons.h"

#define SPAN \
	"\"from\":\"2026-01-01T00:00:00Z\",\"until\":\"2027-01-01T00:00:00Z\""
#define JUNE 1780272000 /* 2026-06-01 */

static uint8_t seeds[3][32];
static struct vkey members[3]; /* two of the authority, and one outside */
static char courier_key[NOTE_VKEY_TEXT_BYTES], staff_key[NOTE_VKEY_TEXT_BYTES];
static uint8_t courier_seed[32];

static int
make_keys(void **state)
{
	struct vkey key;
	uint8_t seed[32];
	char name[32];

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		randombytes_buf(seeds[i], 32);
		(void)snprintf(name, sizeof(name), "authority.example/%zu", i);
		vkey_of_seed(name, seeds[i], &members[i]);
	}
	randombytes_buf(courier_seed, 32);
	vkey_of_seed("courier.example/c1", courier_seed, &key);
	vkey_format(&key, courier_key);
	randombytes_buf(seed, 32);
	vkey_of_seed("s1", seed, &key);
	vkey_format(&key, staff_key);
	return 0;
}

/* The directory that it belongs to: two of two sign. */
static struct directory
the_directory(void)
{
	struct directory d = {.version = 7,
	    .name = "directory.example",
	    .authority = {
		.threshold = 2, .n = 2, .keys = {members[0], members[1]}}};

	memset(d.hash, 0xab, sizeof(d.hash));
	return d;
}

/* A note of these lists, by the first `n` members; `change` is its directory.
 */
static struct byte_writer
note_of(const struct directory *d, const char *couriers, const char *staff,
    size_t first, size_t n)
{
	struct byte_writer text, note;
	struct reason reason;
	char *json;
	cJSON *body;

	assert_true(asprintf(&json, "{\"couriers\":[%s],\"staff\":[%s]}",
			couriers, staff) > 0);
	body = json_text_read(json, strlen(json), &reason);
	assert_non_null(body);
	byte_writer_init(&text, 1u << 20);
	byte_writer_init(&note, 1u << 20);
	assert_true(persons_format(d, body, &text));
	assert_true(persons_note_is(text.data, text.len));
	byte_writer_put(&note, text.data, text.len);
	byte_writer_text(&note, "\n");
	for (size_t i = first; i < first + n; i++)
		signed_note_add_signature(
		    &note, (char *)text.data, text.len, &members[i], seeds[i]);
	byte_writer_finish(&text);
	cJSON_Delete(body);
	free(json);
	return note;
}

/* Opened as that of `d`, and what was said where it is refused. */
static struct persons *
opened(const struct directory *d, const char *couriers, const char *staff,
    size_t first, size_t n, struct reason *reason)
{
	const struct directory own = the_directory();
	struct byte_writer note = note_of(&own, couriers, staff, first, n);
	struct persons *p = persons_open(note.data, note.len, d, reason);

	byte_writer_finish(&note);
	return p;
}

static char *
courier(const char *id, const char *key, const char *rest)
{
	char *text;

	assert_true(asprintf(&text, "{\"id\":\"%s\",\"key\":\"%s\",%s}", id,
			key, rest) > 0);
	return text;
}

static void
couriers_serve_their_intakes_in_their_time(void **state)
{
	char *one = courier("courier.example/c1", courier_key,
	    "\"intakes\":[\"reprisals\"]," SPAN);
	const struct directory d = the_directory();
	struct reason reason = {""};
	struct signed_note note;
	struct byte_writer text;
	struct persons *p = opened(&d, one, "", 0, 2, &reason);
	struct vkey key;

	(void)state;
	assert_non_null(p);
	assert_int_equal(p->n_couriers, 1);
	assert_int_equal(p->n_staff, 0);
	assert_non_null(
	    persons_courier(p, "courier.example/c1", "reprisals", JUNE));
	assert_null(persons_courier(p, "courier.example/c1", "other", JUNE));
	assert_null(
	    persons_courier(p, "courier.example/c2", "reprisals", JUNE));
	assert_null(persons_courier(
	    p, "courier.example/c1", "reprisals", JUNE + 365 * 86400));
	assert_null(
	    persons_courier(NULL, "courier.example/c1", "reprisals", JUNE));
	/* Who signed is told by the signature alone. */
	byte_writer_init(&text, 4096);
	vkey_of_seed("courier.example/c1", courier_seed, &key);
	signed_note_sign(&text, "a\n", 2, &key, courier_seed);
	assert_int_equal(
	    signed_note_parse(text.data, text.len, &note), NOTE_OK);
	assert_non_null(persons_who_signed(p, &note, "reprisals", JUNE));
	assert_null(persons_who_signed(p, &note, "other", JUNE));
	assert_null(persons_who_signed(p, &note, "reprisals", 0));
	byte_writer_finish(&text);
	persons_destroy(p);
	free(one);
}

static void
staff_act_in_their_time_and_roles(void **state)
{
	char *one = courier("s1", staff_key,
	    "\"recipient\":\"age1pq1x\",\"roles\":[\"officer\",\"intake\"]"
	    "," SPAN);
	const struct directory d = the_directory();
	struct reason reason = {""};
	struct persons *p = opened(&d, "", one, 0, 2, &reason);
	const struct staff_entry *e;
	char role[32];

	(void)state;
	assert_non_null(p);
	e = persons_staff(p, "s1", JUNE);
	assert_non_null(e);
	assert_null(persons_staff(p, "s2", JUNE));
	assert_null(persons_staff(p, "s1", JUNE - 365 * 86400));
	assert_null(persons_staff(p, "s1", JUNE + 365 * 86400));
	assert_null(persons_staff(NULL, "s1", JUNE));
	/* From its first second to before its last. */
	assert_non_null(persons_staff(p, "s1", e->from));
	assert_null(persons_staff(p, "s1", e->until));
	assert_true(staff_role(e, NULL, role, sizeof(role)));
	assert_string_equal(role, "officer");
	assert_true(staff_role(e, "head intake officer", role, sizeof(role)));
	assert_string_equal(role, "intake");
	assert_false(staff_role(e, "head", role, sizeof(role)));
	assert_false(staff_role(e, "", role, sizeof(role)));
	assert_false(staff_role(e, "offic", role, sizeof(role)));
	assert_false(staff_role(e, "officers", role, sizeof(role)));
	assert_false(staff_role(e, "intake", role, 6));
	persons_destroy(p);
	free(one);
}

static void
it_belongs_to_one_directory(void **state)
{
	const struct directory d = the_directory();
	struct reason reason = {""};
	struct directory other;
	struct persons *p;

	(void)state;
	p = opened(&d, "", "", 0, 2, &reason);
	assert_non_null(p);
	persons_destroy(p);
	/* One of two; one of them none of its members. */
	assert_null(opened(&d, "", "", 0, 1, &reason));
	assert_null(opened(&d, "", "", 1, 2, &reason));
	other = d;
	other.version = 8;
	assert_null(opened(&other, "", "", 0, 2, &reason));
	assert_non_null(strstr(reason.text, "belongs to another directory"));
	other = d;
	other.hash[31] ^= 1;
	assert_null(opened(&other, "", "", 0, 2, &reason));
	other = d;
	(void)strcpy(other.name, "other.example");
	assert_null(opened(&other, "", "", 0, 2, &reason));
	assert_non_null(strstr(reason.text, "belongs to another directory"));
}

static void
refused(const char *couriers, const char *staff, const char *member)
{
	const struct directory d = the_directory();
	struct reason reason = {""};

	assert_null(opened(&d, couriers, staff, 0, 2, &reason));
	assert_non_null(strstr(reason.text, member));
}

static void
values_out_of_range_are_refused(void **state)
{
	static const char roles[] = "\"recipient\":\"age1pq1x\","
				    "\"roles\":[\"officer\"]," SPAN;
	char *good =
	    courier("courier.example/c1", courier_key, "\"intakes\":[]," SPAN);
	char *member = courier("s1", staff_key, roles);
	char *text, *twice;
	static const char *const couriers[] = {"\"intakes\":[]",
	    "\"intakes\":{}," SPAN, "\"intakes\":[1]," SPAN,
	    "\"intakes\":[\"\"]," SPAN,
	    "\"intakes\":[],\"from\":\"2027-01-01T00:00:00Z\","
	    "\"until\":\"2026-01-01T00:00:00Z\""};
	static const char *const staff[] = {"\"recipient\":\"age1pq1x\"," SPAN,
	    "\"recipient\":\"age1pq1x\",\"roles\":[]," SPAN,
	    "\"recipient\":\"age1x\",\"roles\":[\"officer\"]," SPAN,
	    "\"roles\":[\"officer\"]," SPAN,
	    "\"recipient\":\"age1pq1x\",\"roles\":[\"officer\"]"};
	const struct directory d = the_directory();
	struct reason reason = {""};
	struct persons *p = opened(&d, good, member, 0, 2, &reason);

	(void)state;
	assert_non_null(p);
	persons_destroy(p);
	for (size_t i = 0; i < sizeof(couriers) / sizeof(couriers[0]); i++) {
		text = courier("courier.example/c1", courier_key, couriers[i]);
		refused(text, "", "couriers");
		free(text);
	}
	for (size_t i = 0; i < sizeof(staff) / sizeof(staff[0]); i++) {
		text = courier("s1", staff_key, staff[i]);
		refused("", text, "staff");
		free(text);
	}
	/* An id is its key's name, and no one's twice. */
	text =
	    courier("courier.example/c2", courier_key, "\"intakes\":[]," SPAN);
	refused(text, "", "couriers");
	free(text);
	assert_true(asprintf(&twice, "%s,%s", good, good) > 0);
	refused(twice, "", "couriers");
	free(twice);
	assert_true(asprintf(&twice, "%s,%s", member, member) > 0);
	refused("", twice, "staff");
	free(twice);
	free(good);
	free(member);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(couriers_serve_their_intakes_in_their_time),
	    cmocka_unit_test(staff_act_in_their_time_and_roles),
	    cmocka_unit_test(it_belongs_to_one_directory),
	    cmocka_unit_test(values_out_of_range_are_refused),
	};

	return cmocka_run_group_tests(tests, make_keys, NULL);
}
