/*
 * What the size of a sealed file tells: every length of text from 0 to 70,000
 * bytes, in six scripts, and a set of attachments above, through the code that
 * valise seal runs.  Every 31st text, so that each script has its turn, and
 * every attachment is opened again.
 *
 * The lengths are shared out among as many processes as there are processors,
 * and secrets lie in memory that is neither locked nor guarded: neither can
 * change a size, and locking was a third of the time.
 */
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sodium.h>

#include "client/defender/report/seal_report.h"
#include "common/bytes/byte_writer.h"
#include "common/bytes/secret.h"
#include "common/bytes/stream.h"
#include "common/envelope/open.h"
#include "common/envelope/seal.h"
#include "common/json/json_canonical.h"
#include "common/report/padding.h"
#include "common/report/payload_reader.h"
#include "common/report/ustar.h"

#define TEXT_MAX 70000u
#define FILE_MAX (16u << 20)
#define PROCESSES_MAX 16
#define OPENED_EACH 31 /* with 6 scripts: each of them in turn */

/* A sanitizer makes each some ten times slower: then it takes every 97th. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define STEP 97u
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define STEP 97u
#endif
#endif
#ifndef STEP
#define STEP 1u
#endif

static struct age_identity *identity;
static struct age_recipient to;
static int sealed; /* a file in memory, written over again and again */

/* In place of libc's, which libsodium would call for each secret. */
int
mlock(const void *at, size_t len)
{
	(void)at;
	(void)len;
	return 0;
}

int
munlock(const void *at, size_t len)
{
	(void)at;
	(void)len;
	return 0;
}

int
mprotect(void *at, size_t len, int protection)
{
	(void)at;
	(void)len;
	(void)protection;
	return 0;
}

static int
begin(void **state)
{
	(void)state;
	identity = secret_alloc(sizeof(*identity));
	sealed = memfd_create("sealed", MFD_CLOEXEC);
	if (identity == NULL || sealed < 0)
		return -1;
	identity->type = AGE_HYBRID;
	randombytes_buf(identity->secret, sizeof(identity->secret));
	age_identity_recipient(identity, &to);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	secret_free(identity);
	return close(sealed);
}

/* Exactly `len` bytes of a script, the rest of the last character as dots. */
static void
write_text(size_t len, char ret_text[static TEXT_MAX + 1])
{
	static const char *const scripts[] = {
	    "\xd8\xb4\xd9\x87\xd8\xa7\xd8\xaf\xd8\xa9 ", /* Arabic */
	    "testimony ",
	    "se\xc3\xb1"
	    "al ",            /* Spanish */
	    "t\xc3\xa9moin ", /* French */
	    "\xd1\x81\xd0\xb2\xd0\xb8\xd0\xb4\xd0\xb5\xd1\x82\xd0\xb5\xd0\xbb"
	    "\xd1\x8c ",                                         /* Russian */
	    "\xe8\xaf\x81\xe8\xaf\x8d\xf0\x9f\x95\x8a\xcc\x81"}; /* Chinese */
	const char *script = scripts[len % 6];
	size_t unit = strlen(script), at = 0;

	while (at + unit <= len) {
		memcpy(ret_text + at, script, unit);
		at += unit;
	}
	memset(ret_text + at, '.', len - at);
	ret_text[len] = '\0';
}

static uint64_t
seal(const cJSON *report, const struct evidence_list *evidence)
{
	struct reason reason;
	off_t size;

	assert_int_equal(lseek(sealed, 0, SEEK_SET), 0);
	assert_true(
	    seal_report_write(report, evidence, &to, sealed, NULL, &reason));
	/* What was written, not what an earlier one left behind it. */
	size = lseek(sealed, 0, SEEK_CUR);
	assert_true(size > 0);
	return (uint64_t)size;
}

static bool
take_report(void *context, const cJSON *json, const char *text, size_t len)
{
	const cJSON *told = cJSON_GetObjectItem(json, "told");

	(void)text;
	(void)len;
	assert_string_equal(cJSON_GetStringValue(told), context);
	return true;
}

/*
 * To its very end, and the text the same byte for byte.  It stands in a member
 * that the form does not know, since the form's own are limited.
 */
static void
open_again(char *text, uint64_t size)
{
	const struct payload_events events = {take_report, NULL, NULL, text};
	const struct open_keys keys = {
	    (const struct age_identity *const *)&identity, 1, NULL, NULL};
	struct payload_reader *reader = payload_reader_create(&events);
	const struct byte_source source = byte_source_fd(&sealed);
	struct byte_sink sink = payload_reader_sink(reader);

	assert_int_equal(ftruncate(sealed, (off_t)size), 0);
	assert_int_equal(lseek(sealed, 0, SEEK_SET), 0);
	assert_int_equal(open_source(&keys, &source, &sink, NULL), ENVELOPE_OK);
	assert_true(payload_reader_finish(reader));
	payload_reader_destroy(reader);
}

/* What one process saw: how many texts became which size. */
struct seen {
	size_t of[3];
};

/* Of all lengths those that are `first` modulo `apart`. */
static void
seal_texts(size_t first, size_t apart, struct seen *ret_seen)
{
	/* docs/ENVELOPE.md 4: what a bucket becomes when it is sealed. */
	static const uint64_t sizes[] = {34427, 67195, 132747};
	const struct evidence_list none = {0};
	char *text = malloc(TEXT_MAX + 1);
	/* The report's JSON with no text in it. */
	const size_t around = strlen(
	    "{\"format\":\"valise-report/1\",\"kind\":\"new\",\"told\":\"\"}");
	uint64_t size, tar;
	cJSON *report;
	size_t which;

	assert_non_null(text);
	for (size_t len = first * STEP; len <= TEXT_MAX; len += apart * STEP) {
		write_text(len, text);
		report = cJSON_CreateObject();
		assert_non_null(cJSON_AddStringToObject(
		    report, "format", "valise-report/1"));
		assert_non_null(cJSON_AddStringToObject(report, "kind", "new"));
		assert_non_null(cJSON_AddStringToObject(report, "told", text));
		tar = 512 + (around + len + 511) / 512 * 512 + 1024;
		which = tar <= 32768 ? 0 : tar <= 65536 ? 1 : 2;
		size = seal(report, &none);
		if (size != sizes[which])
			fail_msg("%zu bytes of text became %llu", len,
			    (unsigned long long)size);
		ret_seen->of[which]++;
		if (len % OPENED_EACH == 0)
			open_again(text, size);
		cJSON_Delete(report);
	}
	free(text);
}

static size_t
processes(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : n > PROCESSES_MAX ? PROCESSES_MAX : (size_t)n;
}

static void
text_shows_as_one_of_three_sizes(void **state)
{
	struct seen *seen = mmap(NULL, PROCESSES_MAX * sizeof(*seen),
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct seen all = {0};
	size_t n = processes();
	pid_t child[PROCESSES_MAX];
	int status;

	(void)state;
	assert_true(seen != MAP_FAILED);
	(void)fflush(stdout);
	for (size_t i = 0; i < n; i++) {
		child[i] = fork();
		assert_true(child[i] >= 0);
		if (child[i] > 0)
			continue;
		/* What fails here ends the child as failed, by cmocka. */
		sealed = memfd_create("sealed", MFD_CLOEXEC);
		assert_true(sealed >= 0);
		seal_texts(i, n, &seen[i]);
		_exit(0);
	}
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(waitpid(child[i], &status, 0), child[i]);
		assert_int_equal(status, 0);
		for (size_t which = 0; which < 3; which++)
			all.of[which] += seen[i].of[which];
	}
	(void)printf("%zu, %zu and %zu texts became 34,427, 67,195 and 132,747 "
		     "bytes\n",
	    all.of[0], all.of[1], all.of[2]);
	assert_true(all.of[0] > 0 && all.of[1] > 0 && all.of[2] > 0);
	/* Not one length was left out. */
	assert_int_equal(
	    all.of[0] + all.of[1] + all.of[2], TEXT_MAX / STEP + 1);
	(void)munmap(seen, PROCESSES_MAX * sizeof(*seen));
}

/* Attachments around the borders of buckets, up to 16 MiB. */
static void
files_show_as_buckets(void **state)
{
	char path[] = "/tmp/valise-sizes-XXXXXX", told[] = "short";
	const char *paths[1] = {path};
	struct evidence_list list;
	struct reason reason;
	uint64_t size, tar, plain, chunks;
	struct byte_writer json;
	cJSON *report;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	for (unsigned e = 16; 1u << e <= FILE_MAX; e += STEP == 1 ? 1 : 3)
		for (int d = -2; d <= 2; d++) {
			assert_int_equal(
			    ftruncate(fd, (off_t)(1u << e) + d * 1500), 0);
			assert_true(
			    evidence_open(paths, 1, NULL, &list, &reason));
			report = cJSON_Parse(
			    "{\"kind\": \"new\", \"told\": \"short\"}");
			assert_true(
			    seal_report_complete(report, &list, NULL, &reason));
			size = seal(report, &list);
			byte_writer_init(&json, 1u << 20);
			assert_true(json_canonical_write(&json, report));
			tar = 512 + (json.len + 511) / 512 * 512 + 512 +
			    (list.items[0].size + 511) / 512 * 512 + 1024;
			byte_writer_finish(&json);
			/* Back from the sealed size to the plain one. */
			chunks = (size - 1627 - 16 + 65551) / 65552;
			plain = size - 1627 - 16 - 16 * chunks;
			assert_true(plain == padding_bucket(plain));
			assert_true(
			    plain >= tar && plain == padding_bucket(tar));
			open_again(told, size);
			evidence_close(&list);
			cJSON_Delete(report);
		}
	(void)close(fd);
	(void)unlink(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(text_shows_as_one_of_three_sizes),
	    cmocka_unit_test(files_show_as_buckets),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, begin, end);
}
