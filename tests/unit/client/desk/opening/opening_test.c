/*
 * Goal: a child that an envelope took over can neither answer for another one,
 * nor name a key, nor find one of an epoch in its memory, nor outlive its
 * clock; and what opens well opens, whichever key it is to.
 */
#include "client/desk/opening/opener.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sodium.h>

#include "client/desk/opening/opening_parts.h"
#include "common/bytes/byte_writer.h"
#include "common/bytes/secret.h"
#include "common/bytes/steady_clock.h"
#include "common/bytes/stream.h"
#include "common/crypto/keccak.h"
#include "common/crypto/self_test.h"
#include "common/envelope/seal.h"
#include "common/report/padding.h"
#include "common/report/ustar.h"
#include "tests/unit/unit.h"

#define KEYS 5
#define MASK 0x5a

static const char report[] =
    "{\"attachments\":[],\"consent\":[{\"C0\":\"yes\",\"C8\":\"yes\","
    "\"person\":\"self\"}],\"format\":\"valise-report/1\",\"kind\":\"new\","
    "\"narrative\":\"invented\",\"state_concerned\":[\"unknown\"],"
    "\"text_language\":\"eng\",\"why_linked\":\"unsure\"}";
static struct age_identity *keys[KEYS];
#define SOUGHT 8
/*
 * Of the first and the last the seed and what it is expanded to (X-Wing 5.2: d,
 * z, and X25519's), masked: what is looked for is not what is found.  Children
 * see it too.
 */
static uint8_t (*masked)[32];

/* The four of one seed. */
static void
mask(const uint8_t seed[static AGE_SECRET_BYTES], uint8_t (*ret_masked)[32])
{
	uint8_t sought[4][32];
	struct keccak k;

	memcpy(sought[0], seed, 32);
	keccak_shake256_init(&k);
	keccak_absorb(&k, seed, 32);
	keccak_pad(&k);
	keccak_squeeze(&k, sought[1], 96);
	for (size_t s = 0; s < 4; s++)
		for (size_t i = 0; i < 32; i++)
			ret_masked[s][i] = sought[s][i] ^ MASK;
	keccak_wipe(&k);
	sodium_memzero(sought, sizeof(sought));
}

static void
new_keys(void)
{
	for (size_t i = 0; i < KEYS; i++)
		randombytes_buf(keys[i]->secret, AGE_SECRET_BYTES);
	mask(keys[0]->secret, masked);
	mask(keys[KEYS - 1]->secret, masked + 4);
}

/* A file without a name, sealed to key `at` (KEYS: to nobody's). */
static int
envelope(size_t at, const void *plain, size_t len)
{
	struct age_identity other = {.type = AGE_HYBRID};
	struct age_recipient to;
	struct byte_writer sealed;
	struct byte_sink sink = byte_sink_writer(&sealed);
	int fd = memfd_create("envelope", MFD_CLOEXEC);

	randombytes_buf(other.secret, sizeof(other.secret));
	age_identity_recipient(at < KEYS ? keys[at] : &other, &to);
	byte_writer_init(&sealed, SIZE_MAX / 2);
	assert_int_equal(seal_bytes(&to, plain, len, &sink), ENVELOPE_OK);
	assert_true(fd >= 0);
	assert_true(stream_write_all(fd, sealed.data, sealed.len));
	byte_writer_finish(&sealed);
	return fd;
}

/* The archive of a report, as the client makes it. */
static int
genuine(size_t at)
{
	static uint8_t archive[PADDING_LEAST];

	memset(archive, 0, sizeof(archive));
	ustar_header("report.json", strlen(report), archive);
	memcpy(archive + USTAR_BLOCK_BYTES, report, strlen(report));
	return envelope(at, archive, sizeof(archive));
}

/* What came back of one. */
struct came {
	char report[512];
	uint8_t file_key[AGE_FILE_KEY_BYTES];
	uint32_t epoch;
	bool has_key;
};

static bool
keep_report(void *context, const char *json, size_t len)
{
	struct came *c = context;

	assert_true(len < sizeof(c->report));
	memcpy(c->report, json, len);
	c->report[len] = '\0';
	return true;
}

static bool
keep_key(
    void *context, const uint8_t key[static AGE_FILE_KEY_BYTES], uint32_t epoch)
{
	struct came *c = context;

	memcpy(c->file_key, key, AGE_FILE_KEY_BYTES);
	c->epoch = epoch;
	c->has_key = true;
	return true;
}

static struct opening *
start(const struct opening_plan *plan)
{
	struct reason reason = {""};
	struct opening *o = opening_start(plan, &reason);

	assert_non_null(o);
	assert_true(opening_give(
	    o, (const struct age_identity *const *)keys, KEYS, &reason));
	return o;
}

static enum opener_verdict
open_it(struct opening *o, int fd, const uint8_t *file_key, struct came *came,
    struct reason *why)
{
	const struct opener_events events = {keep_key, keep_report, NULL, came};

	memset(came, 0, sizeof(*came));
	return opener_open(o, fd, file_key, &events, why);
}

static void
each_key_opens_and_the_file_key_opens_again(void **state)
{
	struct opening *o = start(NULL);
	struct came came, again;
	struct reason why;
	int fd;

	(void)state;
	for (size_t i = 0; i < KEYS; i++) {
		fd = genuine(i);
		if (open_it(o, fd, NULL, &came, &why) != OPENER_GOOD)
			fail_msg("%s", why.text);
		assert_string_equal(came.report, report);
		assert_true(came.has_key);
		/* By that key alone, when there is none of the epochs. */
		opening_take_back(o);
		assert_int_equal(
		    open_it(o, fd, NULL, &again, &why), OPENER_BAD);
		assert_int_equal(
		    open_it(o, fd, came.file_key, &again, &why), OPENER_GOOD);
		assert_string_equal(again.report, report);
		/* Which one it was, and that a kept key is none of them. */
		assert_int_equal(came.epoch, i);
		assert_int_equal(again.epoch, OPENING_NO_EPOCH);
		came.file_key[0] ^= 1;
		assert_int_not_equal(
		    open_it(o, fd, came.file_key, &again, &why), OPENER_GOOD);
		assert_true(opening_give(
		    o, (const struct age_identity *const *)keys, KEYS, &why));
		(void)close(fd);
	}
	opening_end(o);
}

/* Each costs itself, and says why. */
static void
what_does_not_open_says_why(void **state)
{
	static uint8_t zeroes[OPENING_HEADER_MAX + 1];
	struct opening *o = start(NULL);
	struct came came;
	struct reason why;
	int fd = genuine(KEYS);

	(void)state;
	assert_int_equal(open_it(o, fd, NULL, &came, &why), OPENER_BAD);
	assert_string_equal(why.text, envelope_status_text(ENVELOPE_NO_MATCH));
	(void)close(fd);
	fd = memfd_create("none", MFD_CLOEXEC);
	assert_int_equal(open_it(o, fd, NULL, &came, &why), OPENER_BAD);
	assert_string_equal(
	    why.text, envelope_status_text(ENVELOPE_HEADER_MALFORMED));
	/* A header without an end. */
	memset(zeroes, 'a', sizeof(zeroes));
	memcpy(zeroes, "age-encryption.org/v1\n", 22);
	assert_true(stream_write_all(fd, zeroes, sizeof(zeroes)));
	assert_int_equal(open_it(o, fd, NULL, &came, &why), OPENER_BAD);
	assert_string_equal(
	    why.text, envelope_status_text(ENVELOPE_HEADER_TOO_LONG));
	(void)close(fd);
	fd = envelope(0, zeroes, 1000); /* no archive */
	assert_int_equal(open_it(o, fd, NULL, &came, &why), OPENER_BAD);
	assert_false(came.has_key);
	(void)close(fd);
	fd = genuine(1);
	assert_int_equal(open_it(o, fd, NULL, &came, &why), OPENER_GOOD);
	(void)close(fd);
	opening_end(o);
}

/* --- children that were taken over --- */

static void
frame(int out, char type, const char *text)
{
	const uint32_t len = (uint32_t)strlen(text);
	uint8_t head[12] = {0, 0, 0, (uint8_t)type};

	head[10] = (uint8_t)(len >> 8);
	head[11] = (uint8_t)len;
	(void)!write(out, head, sizeof(head));
	(void)!write(out, text, len);
}

static void
say_file_key(const struct opening_child *child)
{
	frame(child->out, 'S', "");
	frame(child->out, 'K', "another's key...");
	frame(child->out, 'G', "");
	_exit(0);
}

/* As the desk's process would, to whatever descriptor there is. */
static void
say_as_the_service(const struct opening_child *child)
{
	for (uint32_t number = 1; number < 8; number++) {
		const struct opening_message m = {.word = OPENING_ENDED,
		    .number = number,
		    .end = OPENING_WELL};

		for (int fd = 0; fd < 64; fd++)
			if (fd != child->out)
				(void)!write(fd, &m, sizeof(m));
	}
	frame(child->out, 'S', "");
	frame(child->out, 'R', "{}");
	frame(child->out, 'G', "");
	_exit(1);
}

static void
never_end(const struct opening_child *child)
{
	frame(child->out, 'S', "");
	for (;;)
		(void)pause();
}

/* Whether the bytes of a mapping have a masked secret. */
static bool
has_secret(const uint8_t *bytes, size_t len)
{
	for (size_t at = 0; at + AGE_SECRET_BYTES <= len; at++)
		for (size_t s = 0; s < SOUGHT; s++) {
			size_t i = 0;

			while (i < AGE_SECRET_BYTES &&
			    (bytes[at + i] ^ MASK) == masked[s][i])
				i++;
			if (i == AGE_SECRET_BYTES)
				return true;
		}
	return false;
}

/* Reads all of its memory, by the kernel, so that guard pages end nothing. */
static void
look_for_keys(const struct opening_child *child)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	int memory = open("/proc/self/mem", O_RDONLY);
	static uint8_t bytes[1 << 16];
	unsigned long from, to;
	size_t looked = 0;
	char line[512], r;

	frame(child->out, 'S', "");
	if (maps == NULL || memory < 0)
		_exit(1);
	while (fgets(line, sizeof(line), maps) != NULL) {
		if (sscanf(line, "%lx-%lx %c", &from, &to, &r) != 3 ||
		    r != 'r' || to - from > 256ul << 20)
			continue; /* the sanitizers map terabytes */
		/* A window overlaps the next by what a secret may span. */
		for (; from < to; from += sizeof(bytes) - AGE_SECRET_BYTES) {
			size_t len = to - from < sizeof(bytes) ? to - from
							       : sizeof(bytes);
			ssize_t got = pread(memory, bytes, len, (off_t)from);

			if (got > 0 && has_secret(bytes, (size_t)got)) {
				frame(child->out, 'B', "found");
				_exit(0);
			}
			looked += got > 0 ? (size_t)got : 0;
		}
	}
	frame(child->out, 'B', looked > 100000 ? "nothing" : "not looked");
	_exit(0);
}

static void
a_child_names_no_key(void **state)
{
	const struct opening_plan plan = {say_file_key, 0};
	struct opening *o = start(&plan);
	struct came came;
	struct reason why;
	int fd = genuine(0);

	(void)state;
	assert_int_equal(open_it(o, fd, NULL, &came, &why), OPENER_BROKE);
	assert_false(came.has_key);
	(void)close(fd);
	opening_end(o);
}

static void
a_child_answers_for_no_other(void **state)
{
	const struct opening_plan plan = {say_as_the_service, 0};
	struct opening *o = start(&plan);
	struct opener_job one, other;
	const struct opener_events none = {NULL, NULL, NULL, NULL};
	struct reason why;
	int fds[2] = {genuine(0), genuine(1)};

	(void)state;
	assert_true(opener_begin(o, fds[0], NULL, &one, &why));
	assert_true(opener_begin(o, fds[1], NULL, &other, &why));
	/* It said well of each, and itself ended badly: so each did. */
	assert_int_equal(opener_finish(&other, &none, &why), OPENER_BROKE);
	assert_int_equal(opener_finish(&one, &none, &why), OPENER_BROKE);
	(void)close(fds[0]);
	(void)close(fds[1]);
	opening_end(o);
}

static void
a_child_does_not_outlive_its_clock(void **state)
{
	const struct opening_plan plan = {never_end, 300};
	struct opening *o = start(&plan);
	const int64_t began = steady_clock_ms();
	struct opener_job jobs[OPENING_JOBS], more;
	const struct opener_events none = {NULL, NULL, NULL, NULL};
	struct reason why;
	int fd = genuine(0);

	(void)state;
	for (size_t i = 0; i < OPENING_JOBS; i++)
		assert_true(opener_begin(o, fd, NULL, &jobs[i], &why));
	assert_false(opener_begin(o, fd, NULL, &more, &why));
	for (size_t i = 0; i < OPENING_JOBS; i++) {
		assert_int_equal(
		    opener_finish(&jobs[i], &none, &why), OPENER_BROKE);
		assert_non_null(strstr(why.text, "longer than any"));
	}
	assert_true(steady_clock_ms() - began >= 300);
	/* Each place is free again. */
	assert_true(opener_begin(o, fd, NULL, &more, &why));
	opener_drop(&more);
	assert_int_equal(more.number, 0);
	(void)close(fd);
	opening_end(o);
}

static void
a_child_finds_no_epoch_key(void **state)
{
	const struct opening_plan plan = {look_for_keys, 0};
	struct reason why;
	/* As at a desk, they come when it runs. */
	struct opening *o = opening_start(&plan, &why);
	struct came came;
	int fd;

	(void)state;
	assert_non_null(o);
	new_keys();
	assert_true(opening_give(
	    o, (const struct age_identity *const *)keys, KEYS, &why));
	/* To the last: all others were tried before. */
	fd = genuine(KEYS - 1);
	assert_int_equal(open_it(o, fd, NULL, &came, &why), OPENER_BAD);
	assert_string_equal(why.text, "nothing");
	(void)close(fd);
	opening_end(o);
	/* And it would be found. */
	for (size_t i = 0; i < AGE_SECRET_BYTES; i++)
		assert_int_equal(
		    masked[4][i] ^ MASK, keys[KEYS - 1]->secret[i]);
	assert_true(has_secret(keys[KEYS - 1]->secret, AGE_SECRET_BYTES));
}

/* What is killed is said to be gone, and nothing of it stays. */
static void
without_the_process_nothing_opens(void **state)
{
	struct opening *o = start(NULL);
	struct came came;
	struct reason why;
	int fd = genuine(0);
	pid_t pid = opening_pid(o);

	(void)state;
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(open_it(o, fd, NULL, &came, &why), OPENER_FAILED_HERE);
	assert_int_equal(open_it(o, fd, NULL, &came, &why), OPENER_FAILED_HERE);
	(void)close(fd);
	opening_end(o);
	assert_true(kill(pid, 0) != 0 && errno == ESRCH);
}

static int
make_keys(void **state)
{
	(void)state;
	/* As every program of the desk begins: the library of the ciphers has
	 * read its files by then. */
	assert_true(sodium_init() >= 0 && self_test_sealing());
	masked = mmap(NULL, SOUGHT * sizeof(*masked), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_true(masked != MAP_FAILED);
	for (size_t i = 0; i < KEYS; i++) {
		keys[i] = secret_alloc(sizeof(*keys[i]));
		assert_non_null(keys[i]);
		keys[i]->type = AGE_HYBRID;
	}
	new_keys();
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_key_opens_and_the_file_key_opens_again),
	    cmocka_unit_test(what_does_not_open_says_why),
	    cmocka_unit_test(a_child_names_no_key),
	    cmocka_unit_test(a_child_answers_for_no_other),
	    cmocka_unit_test(a_child_does_not_outlive_its_clock),
	    cmocka_unit_test(a_child_finds_no_epoch_key),
	    cmocka_unit_test(without_the_process_nothing_opens),
	};

	return cmocka_run_group_tests(tests, make_keys, NULL);
}
