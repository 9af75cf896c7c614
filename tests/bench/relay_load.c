/*
 * What tests/bench/relay loads servers with, all of it one thread:
 *
 *	relay-load pool     bodies' hashes and work stamps, made beforehand
 *	relay-load put      keep-alive connections that send whole bodies
 *	relay-load idle     connections that ask once and then say nothing
 *	relay-load raw      the group commit alone: pwritev and fdatasync
 *	relay-load courier  signed requests: pages of the list, envelopes
 *
 * Each takes name=value arguments and prints name=value words on one line.
 * Body number i is the same pseudo-random block with i in its first 16 bytes.
 */
#include "relay_load.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include <sodium.h>

#include "common/bytes/text_codec.h"
#include "common/bytes/utc_time.h"
#include "common/crypto/sha256.h"

#define BATCH_MAX 256u

void
load_fail(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	(void)fputs("relay-load: ", stderr);
	(void)vfprintf(stderr, format, args);
	(void)fprintf(stderr, " (%s)\n", strerror(errno));
	va_end(args);
	exit(1);
}

double
load_now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void *
load_need(size_t n, size_t size)
{
	void *bytes = calloc(n + 1, size);

	if (bytes == NULL)
		load_fail("memory");
	return bytes;
}

static int
compare_u32(const void *a, const void *b)
{
	uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

	return (left > right) - (left < right);
}

void
load_sort(uint32_t *values, size_t n)
{
	qsort(values, n, sizeof(*values), compare_u32);
}

uint32_t
load_quantile(const uint32_t *sorted, size_t n, double q)
{
	return n == 0 ? 0 : sorted[(size_t)((double)(n - 1) * q)];
}

/* --- bodies and their stamps --- */

uint8_t *
load_block(uint64_t size)
{
	static const uint8_t seed[randombytes_SEEDBYTES] = {1};
	uint8_t *block = load_need(size, 1);

	randombytes_buf_deterministic(block, size, seed);
	return block;
}

void
load_number(uint64_t i, uint8_t ret_number[static NUMBER_BYTES])
{
	memset(ret_number, 0, NUMBER_BYTES);
	memcpy(ret_number, &i, sizeof(i));
}

static int
pool(const struct options *o)
{
	struct work_stamp stamp = {.intake = o->intake, .size = o->size};
	uint8_t *block = load_block(o->size);
	struct pool_head head = {""};
	struct stamped one;
	FILE *out = fopen(o->file, "we");

	if (out == NULL || o->size < NUMBER_BYTES)
		load_fail("%s", o->file);
	utc_time_day(utc_time_now(), stamp.day);
	memcpy(head.day, stamp.day, sizeof(stamp.day));
	(void)fwrite(&head, sizeof(head), 1, out);
	for (uint64_t i = 0; i < o->count; i++) {
		load_number(i, block);
		sha256_hash(block, o->size, stamp.sha256);
		if (!work_stamp_find(&stamp, (unsigned)o->bits, NULL, NULL))
			load_fail("no stamp");
		memcpy(one.sha256, stamp.sha256, sizeof(one.sha256));
		memcpy(one.nonce, stamp.nonce, sizeof(one.nonce));
		(void)fwrite(&one, sizeof(one), 1, out);
	}
	if (fclose(out) != 0)
		load_fail("%s", o->file);
	free(block);
	return 0;
}

/* --- the disk alone --- */

/* The file's size once it is written with zeroes, which it stays. */
static uint64_t
zero_written(int fd, uint64_t wanted)
{
	static const uint8_t zeroes[1u << 20];
	struct stat st;
	uint64_t at;

	if (fstat(fd, &st) != 0)
		load_fail("stat");
	for (at = (uint64_t)st.st_size; at < wanted; at += sizeof(zeroes))
		if (pwrite(fd, zeroes, sizeof(zeroes), (off_t)at) !=
		    (ssize_t)sizeof(zeroes))
			load_fail("no room");
	if (fsync(fd) != 0)
		load_fail("fsync");
	return at;
}

static void
write_batch(int fd, struct iovec *iov, size_t n, off_t at)
{
	while (n > 0) {
		ssize_t put = pwritev(fd, iov, (int)n, at);

		if (put <= 0)
			load_fail("pwritev");
		at += put;
		while (n > 0 && (size_t)put >= iov->iov_len) {
			put -= (ssize_t)iov->iov_len;
			iov++;
			n--;
		}
		if (n > 0) {
			iov->iov_base = (char *)iov->iov_base + put;
			iov->iov_len -= (size_t)put;
		}
	}
}

static int
raw(const struct options *o)
{
	int fd = open(o->file, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	uint64_t file, at = 0, written = 0, i;
	uint8_t *block = load_block(o->size);
	struct iovec iov[2 * BATCH_MAX];
	uint8_t numbers[BATCH_MAX][NUMBER_BYTES];
	double start, seconds;

	if (fd < 0 || o->batch == 0 || o->batch > BATCH_MAX)
		load_fail("%s", o->file);
	file = zero_written(fd, 1u << 30);
	start = load_now();
	do {
		if (at + o->batch * o->size > file)
			at = 0;
		for (i = 0; i < o->batch; i++) {
			load_number(written + i, numbers[i]);
			iov[2 * i] = (struct iovec){numbers[i], NUMBER_BYTES};
			iov[2 * i + 1] = (struct iovec){
			    block + NUMBER_BYTES, o->size - NUMBER_BYTES};
		}
		write_batch(fd, iov, 2 * o->batch, (off_t)at);
		if (fdatasync(fd) != 0)
			load_fail("fdatasync");
		at += o->batch * o->size;
		written += o->batch;
		seconds = load_now() - start;
	} while (seconds * 1e3 < (double)o->ms);
	(void)printf("answers=%" PRIu64 " seconds=%.4f\n", written, seconds);
	return 0;
}

/* --- arguments --- */

static bool
take_option(struct options *o, const char *argument)
{
	const struct {
		const char *name;
		const char **text;
		uint64_t *number;
	} known[] = {{"to", &o->to, NULL}, {"intake", &o->intake, NULL},
	    {"file", &o->file, NULL}, {"seed", &o->seed, NULL},
	    {"keyid", &o->keyid, NULL}, {"name", &o->name, NULL},
	    {"port", NULL, &o->port}, {"size", NULL, &o->size},
	    {"count", NULL, &o->count}, {"from", NULL, &o->from},
	    {"bits", NULL, &o->bits}, {"connections", NULL, &o->connections},
	    {"ms", NULL, &o->ms}, {"warm", NULL, &o->warm},
	    {"batch", NULL, &o->batch}, {"pages", NULL, &o->pages},
	    {"reads", NULL, &o->reads}};
	size_t len = strcspn(argument, "=");

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (argument[len] == '\0' || strlen(known[i].name) != len ||
		    memcmp(known[i].name, argument, len) != 0)
			continue;
		if (known[i].text != NULL)
			*known[i].text = argument + len + 1;
		else if (!decimal_decode(argument + len + 1,
			     strlen(argument + len + 1), INT64_MAX,
			     known[i].number))
			return false;
		return true;
	}
	return false;
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*run)(const struct options *o);
	} modes[] = {{"pool", pool}, {"put", load_put}, {"idle", load_idle},
	    {"raw", raw}, {"courier", load_courier}};
	struct options o = {.to = "ours",
	    .intake = "",
	    .file = "",
	    .seed = "",
	    .keyid = "",
	    .name = "",
	    .size = 4096,
	    .count = UINT32_MAX};
	struct rlimit limit;

	if (sodium_init() < 0 || argc < 2)
		return 2;
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &limit);
	}
	for (int i = 2; i < argc; i++)
		if (!take_option(&o, argv[i]))
			load_fail("what is %s", argv[i]);
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		if (strcmp(argv[1], modes[i].name) == 0)
			return modes[i].run(&o);
	(void)fputs(
	    "usage: relay-load pool|put|idle|raw|courier NAME=VALUE\n", stderr);
	return 2;
}
