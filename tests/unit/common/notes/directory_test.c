#include "tests/unit/unit.h"

#include <sodium.h>

#include "common/json/json_text.h"
#include "directory_make.h"

/* Signed by members first..first+n-1. */
static void
sign(const char *json, size_t first, size_t n, struct byte_writer *note)
{
	struct byte_writer text;
	struct reason reason;
	cJSON *body = json_text_read(json, strlen(json), &reason);

	assert_non_null(body);
	byte_writer_init(&text, 1u << 20);
	byte_writer_init(note, 1u << 20);
	assert_true(directory_format("directory.example", body, &text));
	byte_writer_put(note, text.data, text.len);
	byte_writer_text(note, "\n");
	for (size_t i = first; i < first + n; i++)
		signed_note_add_signature(note, (char *)text.data, text.len,
		    &directory_members[i], directory_seeds[i]);
	byte_writer_finish(&text);
	cJSON_Delete(body);
}

static enum directory_status
open_with(const struct byte_writer *note, const struct key_set *trusted)
{
	char fingerprint[FINGERPRINT_TEXT_BYTES];
	struct directory *d = NULL;
	enum directory_status status;
	struct reason reason;

	authority_fingerprint(trusted, fingerprint);
	status =
	    directory_open(note->data, note->len, fingerprint, &d, &reason);
	directory_destroy(d);
	return status;
}

static void
a_threshold_is_needed(void **state)
{
	struct key_set two = directory_make_set(2, 0, 3),
		       one = directory_make_set(1, 0, 1);
	char *json = directory_make_body(&two, "", "");
	struct byte_writer note;

	(void)state;
	sign(json, 0, 1, &note);
	assert_int_equal(open_with(&note, &two), DIRECTORY_SIGNATURES);
	byte_writer_finish(&note);
	sign(json, 0, 2, &note);
	assert_int_equal(open_with(&note, &two), DIRECTORY_OK);
	assert_int_equal(open_with(&note, &one), DIRECTORY_FINGERPRINT);
	note.data[60] ^= 1;
	assert_int_not_equal(open_with(&note, &two), DIRECTORY_OK);
	byte_writer_finish(&note);
	sign(json, 2, 2, &note); /* one of them is no member */
	assert_int_equal(open_with(&note, &two), DIRECTORY_SIGNATURES);
	byte_writer_finish(&note);
	free(json);
}

/* A change of the set, signed by members a and b, as a JSON string. */
static char *
link_of(
    const struct key_set *from, const struct key_set *to, size_t a, size_t b)
{
	struct byte_writer text, note;
	cJSON *string;
	char *printed;

	byte_writer_init(&text, 1u << 16);
	byte_writer_init(&note, 1u << 16);
	authority_change_format(from, to, &text);
	signed_note_sign(&note, (char *)text.data, text.len,
	    &directory_members[a], directory_seeds[a]);
	signed_note_add_signature(&note, (char *)text.data, text.len,
	    &directory_members[b], directory_seeds[b]);
	string = cJSON_CreateString((char *)note.data);
	printed = cJSON_PrintUnformatted(string);
	cJSON_Delete(string);
	byte_writer_finish(&text);
	byte_writer_finish(&note);
	return printed;
}

static void
trust_follows_the_links(void **state)
{
	struct key_set first = directory_make_set(1, 0, 1),
		       second = directory_make_set(1, 1, 1);
	struct key_set third = directory_make_set(1, 2, 1);
	char *ab = link_of(&first, &second, 0, 1);
	char *forged = link_of(&first, &second, 1, 2);
	char *bc = link_of(&second, &third, 1, 2);
	char links[20000], *json;
	struct byte_writer note;

	(void)state;
	(void)snprintf(links, sizeof(links), "%s,%s", ab, bc);
	json = directory_make_body(&third, links, "");
	sign(json, 2, 1, &note);
	/* A sheet of any set in the chain leads to the current one. */
	assert_int_equal(open_with(&note, &first), DIRECTORY_OK);
	assert_int_equal(open_with(&note, &second), DIRECTORY_OK);
	assert_int_equal(open_with(&note, &third), DIRECTORY_OK);
	byte_writer_finish(&note);
	free(json);
	/* The old set did not sign the change. */
	json = directory_make_body(&second, forged, "");
	sign(json, 1, 1, &note);
	assert_int_equal(open_with(&note, &first), DIRECTORY_MALFORMED);
	byte_writer_finish(&note);
	free(json);
	/* A link that leads elsewhere, and one that does not follow. */
	json = directory_make_body(&third, ab, "");
	sign(json, 2, 1, &note);
	assert_int_equal(open_with(&note, &first), DIRECTORY_MALFORMED);
	byte_writer_finish(&note);
	free(json);
	(void)snprintf(links, sizeof(links), "%s,%s", bc, ab);
	json = directory_make_body(&second, links, "");
	sign(json, 1, 1, &note);
	assert_int_equal(open_with(&note, &first), DIRECTORY_MALFORMED);
	byte_writer_finish(&note);
	free(json);
	free(ab);
	free(bc);
	free(forged);
}

static void
other_spellings_are_refused(void **state)
{
	struct key_set one = directory_make_set(1, 0, 1);
	char *json = directory_make_body(&one, "", "");
	struct byte_writer note, text;
	struct directory *d = NULL;
	struct reason reason;
	char *at;

	(void)state;
	sign(json, 0, 1, &note);
	/* The same values with one space more, signed all the same. */
	byte_writer_init(&text, 1u << 20);
	at = strstr((char *)note.data, "\"version\":3");
	assert_non_null(at);
	byte_writer_put(&text, note.data, (size_t)(at - (char *)note.data));
	byte_writer_text(&text, " ");
	byte_writer_put(&text, at, strstr((char *)note.data, "\n\n") + 1 - at);
	assert_int_equal(
	    directory_read_text((char *)text.data, text.len, &d, &reason),
	    DIRECTORY_MALFORMED);
	assert_string_equal(
	    reason.text, "the directory's JSON is not in its canonical form");
	byte_writer_finish(&text);
	byte_writer_finish(&note);
	free(json);
}

static void
values_out_of_range_are_refused(void **state)
{
	static const struct {
		const char *from, *to;
	} changes[] = {{"\"version\":3", "\"version\":0"},
	    {"2027-01-01T00:00:00Z", "2027-02-01T00:00:00Z"}, /* over 90 days */
	    {"2027-01-01T00:00:00Z", "2026-11-01T00:00:00Z"},
	    {"\"intakes\":[]", "\"intakes\":{}"},
	    {"\"threshold\":1", "\"threshold\":0"},
	    {"\"threshold\":1", "\"threshold\":2"}, {"\"lists\":[],", ""},
	    {"\"critical\":[],", ""}, {"\"critical\":[]", "\"critical\":[1]"},
	    /* What this program does not know, and must. */
	    {"\"critical\":[]", "\"critical\":[\"quorum\"]"}};
	struct key_set one = directory_make_set(1, 0, 1);
	char *json = directory_make_body(&one, "", ""), text[20000];
	struct byte_writer note;

	(void)state;
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		const char *at = strstr(json, changes[i].from);

		(void)snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - json),
		    json, changes[i].to, at + strlen(changes[i].from));
		sign(text, 0, 1, &note);
		assert_int_equal(open_with(&note, &one), DIRECTORY_MALFORMED);
		byte_writer_finish(&note);
	}
	free(json);
}

static void
fingerprints_are_typed_freely(void **state)
{
	struct key_set one = directory_make_set(1, 0, 1),
		       ab = directory_make_set(2, 0, 2);
	struct key_set ba = {.threshold = 2,
	    .n = 2,
	    .keys = {directory_members[1], directory_members[0]}};
	char text[FINGERPRINT_TEXT_BYTES], other[FINGERPRINT_TEXT_BYTES];
	char dashes[FINGERPRINT_TEXT_BYTES];

	(void)state;
	authority_fingerprint(&one, text);
	assert_int_equal(strlen(text), 59);
	assert_true(authority_fingerprint_matches(&one, text));
	(void)strcpy(dashes, text);
	for (char *c = dashes; *c != '\0'; c++)
		if (*c == ' ')
			*c = '-';
	assert_true(authority_fingerprint_matches(&one, dashes));
	text[7] = text[7] == '0' ? '1' : '0';
	assert_false(authority_fingerprint_matches(&one, text));
	assert_false(authority_fingerprint_matches(&one, ""));
	/* The order of keys does not matter, the threshold does. */
	authority_fingerprint(&ab, text);
	authority_fingerprint(&ba, other);
	assert_string_equal(text, other);
	ba.threshold = 1;
	authority_fingerprint(&ba, other);
	assert_string_not_equal(text, other);
}

static void
the_clock_is_judged(void **state)
{
	struct directory d = {.issued = 1000000000, .expires = 1005000000};

	(void)state;
	assert_int_equal(directory_time(&d, 1000000001), DIRECTORY_CURRENT);
	assert_int_equal(
	    directory_time(&d, 1004999999), DIRECTORY_EXPIRES_SOON);
	assert_int_equal(directory_time(&d, 1005000000), DIRECTORY_EXPIRED);
	assert_int_equal(directory_time(&d, 900000000), DIRECTORY_FROM_FUTURE);
}

#define SPAN \
	"\"from\":\"2026-01-01T00:00:00Z\",\"until\":\"2027-01-01T00:00:00Z\""
#define KEY_1 \
	"w.example/1+e49b0a06+BIqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c"
#define KEY_2 \
	"w.example/2+d370bc94+BIE5dw6ofRdfVqNUZsNMfszLjYqRtO43ol32D1uPybOU"
#define WITNESS(id, key, url) \
	"{" SPAN ",\"id\":\"" id "\",\"vkey\":\"" key "\",\"url\":\"" url "\"" \
	"}"
#define ONE WITNESS("one", KEY_1, "https://w.example/1")

/* The directory with these witnesses; NULL where it is refused. */
static struct directory *
with_witnesses(const char *witnesses, const char *threshold)
{
	char extra[64];

	(void)snprintf(extra, sizeof(extra), "%s%s%s",
	    *threshold == '\0' ? "" : "\"witness_threshold\":", threshold,
	    *threshold == '\0' ? "" : ",");
	return directory_make_with("witnesses", witnesses, extra);
}

static void
witnesses_are_read_strictly(void **state)
{
	static const struct {
		const char *witnesses, *threshold;
	} bad[] = {{"{}", ""}, {"[{}]", ""}, {"[1]", ""}, {"[]", "1"},
	    {"[" ONE "]", "2"}, {"[" ONE "]", "\"1\""}, {"[" ONE "]", "-1"},
	    {"[" ONE "," WITNESS("two", KEY_1, "https://w") "]", ""},
	    {"[" ONE "," WITNESS("one", KEY_2, "https://w") "]", ""},
	    {"[" WITNESS("One", KEY_1, "https://w.example") "]", ""},
	    {"[" WITNESS("one", KEY_1, "ftp://w.example") "]", ""},
	    {"[" WITNESS("one", KEY_1, "https://w.example/?a") "]", ""},
	    {"[" WITNESS("one", KEY_1, "https://w.example/#a") "]", ""},
	    {"[" WITNESS("one", KEY_1, "https://w.example/ a") "]", ""},
	    /* Another id, and a key of the type that signs notes. */
	    {"[" WITNESS("one",
		 "w.example/1+e49b0a07+BIqI4910CfGV/"
		 "VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c",
		 "https://w") "]",
		""},
	    {"[" WITNESS("one",
		 "PeterNeumann+c74f20a3+"
		 "ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
		 "https://w") "]",
		""}};
	struct directory *d;

	(void)state;
	d = with_witnesses(
	    "[" ONE "," WITNESS("two", KEY_2, "http://abc.onion/w") "]", "2");
	assert_non_null(d);
	assert_int_equal(d->n_witnesses, 2);
	assert_int_equal(d->witness_threshold, 2);
	assert_string_equal(d->witnesses[1].id, "two");
	assert_string_equal(d->witnesses[1].url, "http://abc.onion/w");
	assert_string_equal(d->witnesses[1].key.name, "w.example/2");
	directory_destroy(d);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_null(with_witnesses(bad[i].witnesses, bad[i].threshold));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_threshold_is_needed),
	    cmocka_unit_test(trust_follows_the_links),
	    cmocka_unit_test(other_spellings_are_refused),
	    cmocka_unit_test(values_out_of_range_are_refused),
	    cmocka_unit_test(fingerprints_are_typed_freely),
	    cmocka_unit_test(the_clock_is_judged),
	    cmocka_unit_test(witnesses_are_read_strictly),
	};

	if (sodium_init() < 0)
		return 1;
	directory_make_members();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
