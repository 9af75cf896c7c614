#include "tests/unit/unit.h"

#include <sodium.h>

#include "common/notes/directory_changes.h"
#include "client/defender/trust/directory_update.h"
#include "common/bytes/utc_time.h"
#include "common/json/json_text.h"

#define MEMBERS 4
#define NAME "directory.example"
#define NOW 1796083200 /* 2026-12-01 */

static uint8_t seeds[MEMBERS][32];
static struct vkey members[MEMBERS];

static struct key_set
only(size_t member)
{
	struct key_set set = {.threshold = 1, .n = 1};

	set.keys[0] = members[member];
	return set;
}

/* A change from one member to another, signed by both, as a JSON string. */
static char *
link_of(size_t from, size_t to)
{
	struct key_set old_set = only(from), new_set = only(to);
	struct byte_writer text, note;
	cJSON *string;
	char *printed;

	byte_writer_init(&text, 1u << 16);
	byte_writer_init(&note, 1u << 16);
	authority_change_format(&old_set, &new_set, &text);
	signed_note_sign(
	    &note, (char *)text.data, text.len, &members[from], seeds[from]);
	signed_note_add_signature(
	    &note, (char *)text.data, text.len, &members[to], seeds[to]);
	string = cJSON_CreateString((char *)note.data);
	printed = cJSON_PrintUnformatted(string);
	cJSON_Delete(string);
	byte_writer_finish(&text);
	byte_writer_finish(&note);
	return printed;
}

struct made {
	const char *name;
	unsigned version;
	const char *expires; /* a day */
	const char *links;   /* the items of the list */
	size_t member;       /* who signs */
	const char *staff;   /* to make another text of it */
};

/* A signed directory, to be finished. */
static void
make(const struct made *m, struct byte_writer *note)
{
	char key[NOTE_VKEY_TEXT_BYTES];
	struct byte_writer json, text;
	struct reason reason;
	cJSON *body;

	vkey_format(&members[m->member], key);
	byte_writer_init(&json, 1u << 16);
	byte_writer_init(&text, 1u << 20);
	byte_writer_init(note, 1u << 20);
	byte_writer_printf(&json,
	    "{\"version\":%u,\"issued\":\"2026-11-01T00:00:00Z\","
	    "\"expires\":\"%sT00:00:00Z\",\"intakes\":[],"
	    "\"critical\":[],\"staff\":[%s],\"witnesses\":[],\"lists\":[],"
	    "\"links\":[%s],"
	    "\"authority\":{\"threshold\":1,\"keys\":[\"%s\"]}}",
	    m->version, m->expires, m->staff, m->links, key);
	body = json_text_read((char *)json.data, json.len, &reason);
	assert_non_null(body);
	assert_true(directory_format(m->name, body, &text));
	signed_note_sign(note, (char *)text.data, text.len, &members[m->member],
	    seeds[m->member]);
	cJSON_Delete(body);
	byte_writer_finish(&json);
	byte_writer_finish(&text);
}

/* What is said of `offered` where `here` is trusted. */
static enum directory_update_status
judge(const struct made *here, const struct made *offered)
{
	struct directory *old = NULL, *got = NULL;
	enum directory_update_status status;
	struct byte_writer a, b;
	struct reason reason = {""};
	struct key_set set;

	make(here, &a);
	make(offered, &b);
	set = only(here->member);
	assert_int_equal(
	    directory_open_pinned(a.data, a.len, &set, &old, &reason),
	    DIRECTORY_OK);
	reason.text[0] = '\0';
	status = directory_update_judge(old, b.data, b.len, NOW, &got, &reason);
	assert_int_equal(got == NULL, status == DIRECTORY_UPDATE_UNTRUSTED);
	assert_int_equal(reason.text[0] == '\0',
	    status == DIRECTORY_UPDATE_NEWER ||
		status == DIRECTORY_UPDATE_SAME);
	if (got != NULL)
		assert_int_equal(got->version, offered->version);
	directory_destroy(got);
	directory_destroy(old);
	byte_writer_finish(&a);
	byte_writer_finish(&b);
	return status;
}

static void
versions_decide(void **state)
{
	struct made here = {NAME, 3, "2027-01-01", "", 0, ""}, offered = here;

	(void)state;
	assert_int_equal(judge(&here, &offered), DIRECTORY_UPDATE_SAME);
	offered.staff = "1";
	assert_int_equal(judge(&here, &offered), DIRECTORY_UPDATE_FORKED);
	offered.version = 4;
	assert_int_equal(judge(&here, &offered), DIRECTORY_UPDATE_NEWER);
	offered.version = 2;
	assert_int_equal(judge(&here, &offered), DIRECTORY_UPDATE_OLDER);
	/* Expiry is asked of a newer one alone. */
	offered.expires = "2026-12-01";
	assert_int_equal(judge(&here, &offered), DIRECTORY_UPDATE_OLDER);
	offered.version = 4;
	assert_int_equal(judge(&here, &offered), DIRECTORY_UPDATE_EXPIRED);
	/* One that is over still finds the next. */
	here.expires = "2026-11-20";
	assert_int_equal(judge(&here, &here), DIRECTORY_UPDATE_SAME);
	offered.expires = "2027-01-01";
	assert_int_equal(judge(&here, &offered), DIRECTORY_UPDATE_NEWER);
}

static void
only_the_same_authority_follows(void **state)
{
	char *ab = link_of(0, 1), *cb = link_of(2, 1), *bc = link_of(1, 2);
	struct made here = {NAME, 3, "2027-01-01", "", 0, ""};
	struct made offered = {NAME, 4, "2027-01-01", "", 1, ""};
	char both[8192];

	(void)state;
	assert_int_equal(judge(&here, &offered), DIRECTORY_UPDATE_UNTRUSTED);
	offered.links = ab;
	assert_int_equal(judge(&here, &offered), DIRECTORY_UPDATE_NEWER);
	/* From now on whoever signed before has nothing to say. */
	here = offered;
	offered = (struct made){NAME, 5, "2027-01-01", "", 0, ""};
	assert_int_equal(judge(&here, &offered), DIRECTORY_UPDATE_UNTRUSTED);
	/* The chain is neither cut at its beginning nor another one. */
	offered.member = 1;
	assert_int_equal(judge(&here, &offered), DIRECTORY_UPDATE_UNTRUSTED);
	offered.links = cb;
	assert_int_equal(judge(&here, &offered), DIRECTORY_UPDATE_UNTRUSTED);
	(void)snprintf(both, sizeof(both), "%s,%s", ab, bc);
	offered.links = both;
	offered.member = 2;
	assert_int_equal(judge(&here, &offered), DIRECTORY_UPDATE_NEWER);
	offered.name = "other.example";
	assert_int_equal(judge(&here, &offered), DIRECTORY_UPDATE_UNTRUSTED);
	free(ab);
	free(cb);
	free(bc);
}

static void
nonsense_is_not_trusted(void **state)
{
	struct made here = {NAME, 3, "2027-01-01", "", 0, ""};
	struct directory *old = NULL, *got = NULL;
	struct byte_writer note;
	struct reason reason = {""};
	struct key_set set = only(0);

	(void)state;
	make(&here, &note);
	assert_int_equal(
	    directory_open_pinned(note.data, note.len, &set, &old, &reason),
	    DIRECTORY_OK);
	assert_int_equal(directory_update_judge(old, "", 0, NOW, &got, &reason),
	    DIRECTORY_UPDATE_UNTRUSTED);
	for (size_t i = 0; i < note.len; i++) { /* cut short anywhere */
		assert_int_equal(directory_update_judge(
				     old, note.data, i, NOW, &got, &reason),
		    DIRECTORY_UPDATE_UNTRUSTED);
		note.data[i] ^= 1; /* one bit is another */
		assert_int_equal(directory_update_judge(old, note.data,
				     note.len, NOW, &got, &reason),
		    DIRECTORY_UPDATE_UNTRUSTED);
		note.data[i] ^= 1;
	}
	assert_null(got);
	directory_destroy(old);
	byte_writer_finish(&note);
}

/* --- what changed --- */

static char told[4096];

static void
keep_line(void *context, const char *text)
{
	size_t len = strlen(told);

	(void)context;
	(void)snprintf(told + len, sizeof(told) - len, "%s\n", text);
}

static struct directory_relay
relay(const char *name, const char *url, size_t key)
{
	struct directory_relay r = {.name = name, .url = url};

	r.promise_key = members[0];
	r.period_seconds = 60 * key;
	r.log_key = members[key];
	return r;
}

/* Keys of those that come, go and change, in each of two directories. */
static void
add_witnesses(struct directory *before, struct directory *after)
{
	static struct directory_witness witnesses_before[] = {
	    {.id = "w1"}, {.id = "w4", .url = "https://e"}, {.id = "w2"}};
	static struct directory_witness witnesses_after[] = {
	    {.id = "w2"}, {.id = "w3"}, {.id = "w4", .url = "https://f"}};

	witnesses_before[2].key = members[0];
	witnesses_after[0].key = members[1];
	before->n_witnesses = after->n_witnesses = 3;
	before->witnesses = witnesses_before;
	after->witnesses = witnesses_after;
}

static void
changes_are_told_in_a_line_each(void **state)
{
	struct directory_relay relays_before[] = {
	    relay("one", "https://a", 1), relay("two", "https://b", 1)};
	struct directory_relay relays_after[] = {relay("one", "https://c", 2),
	    relay("three\x1b[2J", "https://d", 1)};
	struct directory_epoch epochs_before[] = {{.recipient = "x"},
	    {.recipient = "y"}, {.recipient = "v", .revoked = true}};
	struct directory_epoch epochs_after[] = {
	    {.recipient = "y", .revoked = true}, {.recipient = "z"},
	    {.recipient = "v"}};
	struct directory_intake intakes_before[] = {{.id = "gone"},
	    {.id = "stays",
		.n_relays = 2,
		.relays = relays_before,
		.n_epochs = 3,
		.epochs = epochs_before,
		.desk_keys = only(0)}};
	struct directory_intake intakes_after[] = {{.id = "stays",
						       .n_relays = 2,
						       .relays = relays_after,
						       .n_epochs = 3,
						       .epochs = epochs_after,
						       .desk_keys = only(1)},
	    {.id = "came"}};
	struct directory before = {
	    .authority = only(0), .n_intakes = 2, .intakes = intakes_before};
	struct directory after = {.authority = only(0),
	    .n_intakes = 2,
	    .intakes = intakes_after,
	    .witness_threshold = 1};

	(void)state;
	add_witnesses(&before, &after);
	told[0] = '\0';
	assert_int_equal(
	    directory_changes(&before, &before, keep_line, NULL), 0);
	assert_int_equal(
	    directory_changes(&before, &after, keep_line, NULL), 14);
	assert_string_equal(told,
	    "intake removed: gone\n"
	    "stays: relay one has another address: https://c\n"
	    "stays: relay one has other keys\n"
	    "stays: relay one publishes every 120 seconds, before 60\n"
	    "stays: relay removed: two\n"
	    "stays: relay added: three<U+001B>[2J, https://d\n"
	    "stays: sealing keys: 1 added, 1 removed, 1 revoked, 1 no longer "
	    "revoked\n"
	    "stays: the desk has other keys\n"
	    "intake added: came\n"
	    "witness removed: w1\n"
	    "witness w4 has another address: https://f\n"
	    "witness w2 has another key\n"
	    "witness added: w3\n"
	    "witnesses expected to cosign: 1, before 0\n");
}

static void
a_change_of_the_authority_is_told(void **state)
{
	struct directory before = {.authority = only(0)};
	struct directory after = {.authority = only(1)};

	(void)state;
	told[0] = '\0';
	assert_int_equal(
	    directory_changes(&before, &after, keep_line, NULL), 1);
	assert_memory_equal(told,
	    "authority changed: 1 of 1 keys, before 1 of "
	    "1; signed by both; fingerprint now ",
	    79);
}

static int
make_members(void **state)
{
	char name[32];

	(void)state;
	if (sodium_init() < 0)
		return -1;
	for (size_t i = 0; i < MEMBERS; i++) {
		memset(seeds[i], (int)i + 1, sizeof(seeds[i]));
		(void)snprintf(name, sizeof(name), "member.example/%zu", i);
		vkey_of_seed(name, seeds[i], &members[i]);
	}
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(versions_decide),
	    cmocka_unit_test(only_the_same_authority_follows),
	    cmocka_unit_test(nonsense_is_not_trusted),
	    cmocka_unit_test(changes_are_told_in_a_line_each),
	    cmocka_unit_test(a_change_of_the_authority_is_told),
	};

	return cmocka_run_group_tests(tests, make_members, NULL);
}
