/* What a directory says of an intake: relays, epoch keys, series (DIRECTORY 2).
 */
#include "tests/unit/unit.h"

#include <sodium.h>

#include "directory_make.h"

#define ZEROES \
	"0000000000000000000000000000000000000000000000000000000000000000"
#define ONES "1111111111111111111111111111111111111111111111111111111111111111"
#define ANCHOR(number, hash) "{\"number\":" number ",\"sha256\":\"" hash "\"}"
#define NONE ANCHOR("0", ZEROES)

/* A relay from and until those years, with that period. */
static void
put_relay(struct byte_writer *w, const char *name, const char *from,
    const char *until, const char *period)
{
	char key[NOTE_VKEY_TEXT_BYTES];

	vkey_format(&directory_members[0], key);
	byte_writer_printf(w,
	    "{\"name\":\"%s\",\"url\":\"https://r.example\","
	    "\"promise_key\":\"%s\",\"log_key\":\"%s\","
	    "\"period_seconds\":%s,\"from\":\"%s-01-01T00:00:00Z\","
	    "\"until\":\"%s-01-01T00:00:00Z\"}",
	    name, key, key, period, from, until);
}

/* What is put in the place of what in the intake; or NULL. */
static const char *changed_from, *changed_to;

static void
change(struct byte_writer *w)
{
	const char *text = (const char *)w->data, *at;
	struct byte_writer other;

	if (changed_from == NULL)
		return;
	at = strstr(text, changed_from);
	assert_non_null(at);
	byte_writer_init(&other, 1u << 16);
	byte_writer_put(&other, text, (size_t)(at - text));
	byte_writer_text(&other, changed_to);
	byte_writer_text(&other, at + strlen(changed_from));
	byte_writer_finish(w);
	*w = other;
}

/* The directory with one intake; two relays where `second` is a period. */
static struct directory *
with_intake(const char *id, const char *period, const char *second,
    const char *second_name, const char *second_from, const char *series)
{
	char key[NOTE_VKEY_TEXT_BYTES];
	struct byte_writer w;
	struct directory *d;

	vkey_format(&directory_members[1], key);
	byte_writer_init(&w, 1u << 16);
	byte_writer_printf(&w,
	    "[{\"id\":\"%s\",\"names\":{\"en\":\"x\"},\"mechanisms\":[],"
	    "\"epoch_keys\":[],\"desk_keys\":{\"threshold\":1,\"keys\":["
	    "\"%s\"]},%s\"relays\":[",
	    id, key, series);
	put_relay(&w, "r.example", "2025", "2026", period);
	if (second != NULL) {
		byte_writer_text(&w, ",");
		put_relay(&w, second_name, second_from, "2027", second);
	}
	byte_writer_text(&w, "]}]");
	change(&w);
	d = directory_make_with("intakes", (char *)w.data, "");
	byte_writer_finish(&w);
	return d;
}

/* With one epoch key: its recipient begins so, and it is destroyed then. */
static bool
takes_epoch(const char *recipient, const char *destroyed_after)
{
	char keys[512];
	struct directory *d;

	(void)snprintf(keys, sizeof(keys),
	    "\"epoch_keys\":[{\"recipient\":\"%s\","
	    "\"from\":\"2026-01-01T00:00:00Z\","
	    "\"until\":\"2026-01-15T00:00:00Z\","
	    "\"destroyed_after\":\"%s\"}]",
	    recipient, destroyed_after);
	changed_from = "\"epoch_keys\":[]";
	changed_to = keys;
	d = with_intake("ok", "60", NULL, NULL, NULL,
	    "\"series\":{\"bulletin\":" NONE ",\"import\":" NONE "},");
	changed_from = NULL;
	directory_destroy(d);
	return d != NULL;
}

static void
epoch_keys_are_hybrid_and_kept(void **state)
{
	(void)state;
	/* 180 days behind its end, to the second. */
	assert_true(takes_epoch("age1pq1abc", "2026-07-14T00:00:00Z"));
	assert_false(takes_epoch("age1pq1abc", "2026-07-13T23:59:59Z"));
	assert_false(takes_epoch("age1abc", "2026-07-14T00:00:00Z"));
	assert_false(takes_epoch("age1pq", "2026-07-14T00:00:00Z"));
}

#define SERIES \
	"\"series\":{\"bulletin\":" ANCHOR("7", ONES) ",\"import\":" NONE "},"

static void
intakes_are_read_strictly(void **state)
{
	static const struct {
		const char *id, *period, *second, *name, *from, *series;
	} bad[] = {/* A word of the origins of promises. */
	    {"promises", "60", NULL, NULL, NULL, SERIES},
	    {"ok", "0", NULL, NULL, NULL, SERIES},
	    {"ok", "604801", NULL, NULL, NULL, SERIES},
	    {"ok", "\"60\"", NULL, NULL, NULL, SERIES},
	    /* Two periods of one relay at a time. */
	    {"ok", "60", "3600", "r.example", "2025", SERIES},
	    {"ok", "60", NULL, NULL, NULL, ""},
	    {"ok", "60", NULL, NULL, NULL,
		"\"series\":{\"bulletin\":" NONE "},"},
	    {"ok", "60", NULL, NULL, NULL,
		"\"series\":{\"bulletin\":" ANCHOR("0", ONES) ",\"import\""
							      ":" NONE "},"},
	    {"ok", "60", NULL, NULL, NULL,
		"\"series\":{\"bulletin\":" ANCHOR("7", ZEROES) ",\""
								"import\":" NONE
								"},"}};
	struct directory *d;

	(void)state;
	d = with_intake("ok", "60", "3600", "r.example", "2026", SERIES);
	assert_non_null(d);
	assert_int_equal(d->intakes[0].bulletins.number, 7);
	assert_int_equal(d->intakes[0].bulletins.hash[31], 0x11);
	assert_int_equal(d->intakes[0].imports.number, 0);
	assert_int_equal(directory_relay_at(&d->intakes[0], "r.example",
			     d->intakes[0].relays[0].from)
			     ->period_seconds,
	    60);
	assert_int_equal(directory_relay_at(&d->intakes[0], "r.example",
			     d->intakes[0].relays[0].until)
			     ->period_seconds,
	    3600);
	assert_null(directory_relay_at(&d->intakes[0], "r.example", 0));
	directory_destroy(d);
	d = with_intake("ok", "60", "3600", "s.example", "2025", SERIES);
	assert_non_null(d);
	directory_destroy(d);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (with_intake(bad[i].id, bad[i].period, bad[i].second,
			bad[i].name, bad[i].from, bad[i].series) != NULL)
			fail_msg("intake %zu was taken", i);
}

/* Names and mechanisms are texts, and a relay's address has no path. */
static void
texts_and_origins_are_read_strictly(void **state)
{
	static const struct {
		const char *from, *to;
		bool taken;
	} changes[] = {{"{\"en\":\"x\"}", "{}", false},
	    {"{\"en\":\"x\"}", "{\"en\":1}", false},
	    {"{\"en\":\"x\"}", "[\"x\"]", false},
	    {"\"mechanisms\":[]", "\"mechanisms\":[1]", false},
	    {"\"mechanisms\":[]", "\"mechanisms\":[\"ASG\"]", true},
	    {"https://r.example", "https://r.example:8440/", true},
	    {"https://r.example", "http://[::1]:8440", true},
	    {"https://r.example", "https://r.example/a", false},
	    {"https://r.example", "https://r.example//", false},
	    {"https://r.example", "https://r.example?a", false},
	    {"https://r.example", "https://r.example#a", false},
	    {"https://r.example", "https://u@r.example", false},
	    {"https://r.example", "https://r.example\\\\a", false},
	    {"https://r.example", "https://r example", false},
	    {"https://r.example", "https://", false},
	    {"https://r.example", "https:///", false},
	    {"https://r.example", "ftp://r.example", false}};
	struct directory *d;

	(void)state;
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		changed_from = changes[i].from;
		changed_to = changes[i].to;
		d = with_intake("ok", "60", NULL, NULL, NULL, SERIES);
		if ((d != NULL) != changes[i].taken)
			fail_msg("%s: %s", changes[i].to,
			    d == NULL ? "refused" : "taken");
		directory_destroy(d);
	}
	changed_from = NULL;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(epoch_keys_are_hybrid_and_kept),
	    cmocka_unit_test(intakes_are_read_strictly),
	    cmocka_unit_test(texts_and_origins_are_read_strictly),
	};

	if (sodium_init() < 0)
		return 1;
	directory_make_members();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
