#include "tests/unit/unit.h"

#include <sodium.h>

#include "common/notes/cosignature.h"
#include "common/notes/witness_answer.h"
#include "common/notes/witnesses.h"

#define DASH "\xe2\x80\x94 "

/* A checkpoint of a public log of certificates as its witnesses left it. */
static const char real_note[] =
    "arche2025h1.staging.ct.transparency.dev\n"
    "1432088532\n"
    "U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n"
    "\n" DASH
    "arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQa"
    "bg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=\n" DASH
    "witness1.smartit.nu/witness1 pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+"
    "eebl8eO0WH+/iEcxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==\n" DASH
    "remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg"
    "9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==\n";
static const char real_witness[] =
    "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2";
static const char real_log[] =
    "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprL"
    "I8HKM+dJ472xgFYh15f";

/* Made by node:crypto from the seeds 01..01 and 02..02. */
static const char text[] = "relay.example/reprisals\n2\n"
			   "ZDF/L04qJebwDnaWLiCPiLq8peLl/9PuMotPMefiqc0=\n";
static const char vkey_one[] =
    "witness.example/"
    "w1+0ad7d35e+BIqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c";
static const char vkey_two[] =
    "witness.example/"
    "w2+92e6b37c+BIE5dw6ofRdfVqNUZsNMfszLjYqRtO43ol32D1uPybOU";
static const char note_key[] =
    "witness.example/"
    "w1+52f2363b+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c";
#define LINE_ONE \
	DASH "witness.example/w1 CtfTXgAAAABrBtA0bDLEb3oDPUw3JaCt3/" \
	     "MKjoD0FxDpkKcbeytu/u4KNG2Dgz/vRzHj/ScU4Rb8JnWa9+B03+WgQog" \
	     "ixGxoxSz8BA==\n"
#define LINE_LATER \
	DASH "witness.example/w1 CtfTXgAAAABrBtGnU7rzukL8jGi0Msgn0eNWpO" \
	     "hll0/tJf8lRBGvvPnedi1RBysnGIJwDYMtXN8DPdEPQuipICwpnmegukK" \
	     "JZKFJDw==\n"
#define LINE_TWO \
	DASH "witness.example/w2 kuazfAAAAABrBtB8h8W+KQMrPDe+Q8wzPpJgLl" \
	     "IZ2WnUzB9N4W0r6ifFmhHI7wbcvWpdHGeKTwdlc97QWO1rA41Pjs0zCf+" \
	     "kpbLTBw==\n"
#define LINE_ZERO \
	DASH "witness.example/w2 kuazfAAAAAAAAAAANiX4t1pfw5Q3HUEn8wlEqv" \
	     "mKGrwdFntpWNrkqxE/VtEOzA+xcJuOk9L7zhZv15JrFxAL/Vzu1AP6CDo" \
	     "KOn3ZAQ==\n"
#define LINE_MOST \
	DASH "witness.example/w2 kuazfH//////////1obEZLU30St97LYLujMtGI" \
	     "MHzrpxPMOFU6yWaHgzKPiUeIpxY9KPoXBoD9lYbzSb5hvv6YHhhq4orWt" \
	     "gr3IJAQ==\n"
#define LINE_OVER \
	DASH "witness.example/w2 kuazfIAAAAAAAAAAfwbfW1Xngnln9oqEmG3kxV" \
	     "15jolW7JpT2LBt8KQujWdzOmSxoUYuORsIa2FtMlkBSZxYR/lkuhCOlQD" \
	     "9xgnoDg==\n"

static struct vkey
key_of(const char *vkey)
{
	struct vkey key;

	assert_true(vkey_parse_as(VKEY_COSIGNATURE, vkey, strlen(vkey), &key));
	return key;
}

/* The verdict on lines under `text`, or under another. */
static enum cosignature_status
verdict(const char *under, const char *lines, const char *vkey, int64_t *time)
{
	const struct vkey key = key_of(vkey);
	struct signed_note note;
	char whole[4096];

	(void)snprintf(whole, sizeof(whole), "%s\n%s", under, lines);
	assert_int_equal(
	    signed_note_parse(whole, strlen(whole), &note), NOTE_OK);
	return cosignature_verify(&note, &key, time);
}

static void
keys_of_witnesses_are_of_their_own_type(void **state)
{
	char again[NOTE_VKEY_TEXT_BYTES];
	struct vkey key;

	(void)state;
	key = key_of(real_witness);
	vkey_format_as(VKEY_COSIGNATURE, &key, again);
	assert_string_equal(again, real_witness);
	assert_false(vkey_parse(real_witness, strlen(real_witness), &key));
	assert_false(
	    vkey_parse_as(VKEY_COSIGNATURE, note_key, strlen(note_key), &key));
	assert_true(vkey_parse(note_key, strlen(note_key), &key));
}

static void
a_real_checkpoint_is_cosigned(void **state)
{
	static const char *const parts[] = {
	    "32\nU7WM", "WM79jr", "iEgPlfF", "Plf", "WfBw=="};
	struct vkey witness = key_of(real_witness), log, one;
	char changed[sizeof(real_note)];
	struct signed_note note;
	int64_t time = 7;

	(void)state;
	assert_true(vkey_parse(real_log, strlen(real_log), &log));
	assert_int_equal(
	    signed_note_parse(real_note, strlen(real_note), &note), NOTE_OK);
	assert_int_equal(signed_note_verify(&note, &log, 1, 1), NOTE_OK);
	assert_int_equal(
	    cosignature_verify(&note, &witness, &time), COSIGNATURE_GOOD);
	assert_int_equal(time, 0x6a122120);
	one = key_of(vkey_one);
	assert_int_equal(
	    cosignature_verify(&note, &one, &time), COSIGNATURE_ABSENT);
	/* The log's own signature is none of a witness, nor the reverse. */
	assert_int_equal(
	    cosignature_verify(&note, &log, &time), COSIGNATURE_BAD);
	assert_int_equal(
	    signed_note_verify(&note, &witness, 1, 1), NOTE_BAD_SIGNATURE);
	/* Size, root, time and signature: a bit of each. */
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		(void)strcpy(changed, real_note);
		*strstr(changed, parts[i]) ^= 1;
		assert_int_equal(
		    signed_note_parse(changed, strlen(changed), &note),
		    NOTE_OK);
		assert_int_equal(cosignature_verify(&note, &witness, &time),
		    COSIGNATURE_BAD);
	}
}

static void
cosignatures_carry_their_time(void **state)
{
	int64_t time = 0;

	(void)state;
	assert_int_equal(
	    verdict(text, LINE_ONE, vkey_one, &time), COSIGNATURE_GOOD);
	assert_int_equal(time, 1795608628);
	/* Twice the same witness: once, with the latest. */
	assert_int_equal(verdict(text, LINE_LATER LINE_ONE, vkey_one, &time),
	    COSIGNATURE_GOOD);
	assert_int_equal(time, 1795608999);
	assert_int_equal(
	    verdict(text, LINE_ZERO, vkey_two, &time), COSIGNATURE_GOOD);
	assert_int_equal(time, 0);
	assert_int_equal(
	    verdict(text, LINE_MOST, vkey_two, &time), COSIGNATURE_GOOD);
	assert_true(time == INT64_MAX);
	/* Signed rightly, but a time over 2^63 - 1 is none. */
	assert_int_equal(
	    verdict(text, LINE_OVER, vkey_two, &time), COSIGNATURE_BAD);
	/* One bad line spoils the good one. */
	assert_int_equal(verdict(text, LINE_TWO LINE_OVER, vkey_two, &time),
	    COSIGNATURE_BAD);
	assert_int_equal(verdict("relay.example/other\n2\nAA==\n", LINE_ONE,
			     vkey_one, &time),
	    COSIGNATURE_BAD);
	/* Of the right key, but too short to hold a time. */
	assert_int_equal(
	    verdict(text, DASH "witness.example/w1 CtfTXgAAAABrBtA0\n",
		vkey_one, &time),
	    COSIGNATURE_BAD);
}

static void
a_directory_says_who_counts(void **state)
{
	struct directory_witness two[] = {
	    {.id = "one", .key = key_of(vkey_one), .until = 1795609000},
	    {.id = "two", .key = key_of(vkey_two), .until = 1795608700}};
	struct directory d = {
	    .n_witnesses = 2, .witnesses = two, .witness_threshold = 2};
	static const char whole[] = LINE_ONE LINE_TWO;
	struct witness_verdict v;
	struct signed_note note;
	char bytes[4096];

	(void)state;
	(void)snprintf(bytes, sizeof(bytes), "%s\n%s", text, whole);
	assert_int_equal(
	    signed_note_parse(bytes, strlen(bytes), &note), NOTE_OK);
	witnesses_judge(&d, &note, &v); /* the second's time is over */
	assert_int_equal(v.n, 1);
	assert_string_equal(v.by[0].id, "one");
	assert_int_equal(v.by[0].time, 1795608628);
	assert_false(witnesses_enough(&v));
	two[1].until++;
	witnesses_judge(&d, &note, &v);
	assert_int_equal(v.n, 2);
	assert_true(witnesses_enough(&v));
	two[0].from = 1795608629; /* the first's is not yet */
	witnesses_judge(&d, &note, &v);
	assert_int_equal(v.n, 1);
	d.witness_threshold = 1;
	*strstr(bytes, "ZDF/") = 'A';
	witnesses_judge(&d, &note, &v);
	assert_string_equal(v.bad, "one");
	assert_false(witnesses_enough(&v));
}

static enum witness_answer
answer(const char *body, struct byte_writer *w)
{
	const struct vkey key = key_of(vkey_one);
	int64_t time = 0;

	byte_writer_init(w, 4096);
	return witness_answer_read(
	    body, strlen(body), text, strlen(text), &key, w, &time);
}

static void
answers_are_read_strictly(void **state)
{
	static const char *const malformed[] = {"", "\n", "nonsense\n",
	    "<html></html>\n", "\n" LINE_ONE, LINE_ONE "\n",
	    LINE_TWO "\n" LINE_ONE, DASH "witness.example/w1 CtfTXg\n"};
	struct byte_writer w;
	uint64_t size = 9;

	(void)state;
	assert_int_equal(answer(LINE_TWO LINE_ONE, &w), WITNESS_COSIGNED);
	assert_string_equal((char *)w.data, LINE_ONE); /* and no other */
	byte_writer_finish(&w);
	assert_int_equal(answer(LINE_TWO, &w), WITNESS_OTHER_KEY);
	assert_int_equal(w.len, 0);
	assert_int_equal(
	    answer(DASH "witness.example/w1 CtfTXgAAAABrBtA0\n", &w),
	    WITNESS_FALSE);
	assert_int_equal(w.len, 0);
	for (size_t i = 0; i < sizeof(malformed) / sizeof(malformed[0]); i++)
		assert_int_equal(answer(malformed[i], &w), WITNESS_NO_LINES);
	assert_true(witness_size_read("20852014\n", 9, &size));
	assert_int_equal(size, 20852014);
	assert_true(witness_size_read("0\n", 2, &size));
	assert_false(witness_size_read("", 0, &size));
	assert_false(witness_size_read("\n", 1, &size));
	assert_false(witness_size_read("12", 2, &size));
	assert_false(witness_size_read("012\n", 4, &size));
	assert_false(witness_size_read("-1\n", 3, &size));
	assert_false(witness_size_read("12\n\n", 4, &size));
	assert_false(witness_size_read("9223372036854775808\n", 20, &size));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(keys_of_witnesses_are_of_their_own_type),
	    cmocka_unit_test(a_real_checkpoint_is_cosigned),
	    cmocka_unit_test(cosignatures_carry_their_time),
	    cmocka_unit_test(a_directory_says_who_counts),
	    cmocka_unit_test(answers_are_read_strictly),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
