/*
 * What tests/bench/envelope measures inside one process:
 *
 *	envelope-bench ceiling THREADS           GB/s of the bare AEAD
 *	envelope-bench run INPUT COMMAND...      s and peak KiB of a program
 *	envelope-bench messages KIND COUNT BYTES seal and open, a second
 *	envelope-bench kem COUNT                 us to encapsulate, decapsulate
 *	envelope-bench self-test                 ms
 *	envelope-bench reply-code                s and KiB of argon2id
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <sodium.h>

#include "client/defender/report/reply_code.h"
#include "common/bytes/secret.h"
#include "common/crypto/self_test.h"
#include "common/crypto/xwing.h"
#include "common/crypto/xwing_open.h"
#include "common/envelope/age_stream.h"
#include "common/envelope/open.h"
#include "common/envelope/seal.h"

#define CEILING_CHUNKS 8192u
#define THREADS_MAX 64

static double
now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The same framing as the envelope's: a nonce and a tag every 64 KiB. */
static void *
seal_chunks(void *argument)
{
	static const uint8_t key[CHUNK_AEAD_KEY_BYTES];
	struct chunk_aead *aead = chunk_aead_create(CHUNK_AEAD_SEAL, key);
	uint8_t *in = calloc(1, AGE_CHUNK_BYTES);
	uint8_t *out = calloc(1, AGE_SEALED_CHUNK_BYTES);
	uint8_t nonce[CHUNK_AEAD_NONCE_BYTES];

	(void)argument;
	if (aead == NULL || in == NULL || out == NULL)
		exit(1);
	for (uint64_t i = 0; i < CEILING_CHUNKS; i++) {
		age_stream_nonce(i, false, nonce);
		if (!chunk_aead_seal(aead, nonce, in, AGE_CHUNK_BYTES, out))
			exit(1);
	}
	chunk_aead_destroy(aead);
	free(in);
	free(out);
	return NULL;
}

static int
ceiling(int threads)
{
	pthread_t ids[THREADS_MAX];
	double start = now();

	if (threads < 1 || threads > THREADS_MAX)
		return 1;
	for (int i = 0; i < threads; i++)
		if (pthread_create(&ids[i], NULL, seal_chunks, NULL) != 0)
			return 1;
	for (int i = 0; i < threads; i++)
		(void)pthread_join(ids[i], NULL);
	(void)printf("%.3f\n",
	    (double)threads * CEILING_CHUNKS * AGE_CHUNK_BYTES /
		(now() - start) / 1e9);
	return 0;
}

static int
messages(const char *kind, long count, size_t len)
{
	struct age_identity *identity = secret_alloc(sizeof(*identity));
	uint8_t *plain = calloc(1, len);
	struct byte_writer sealed, opened;
	struct age_recipient to;
	struct byte_sink sink;
	double seal_time = 0, open_time = 0, at;

	if (identity == NULL || plain == NULL)
		return 1;
	identity->type = strcmp(kind, "x25519") == 0 ? AGE_X25519 : AGE_HYBRID;
	randombytes_buf(identity->secret, sizeof(identity->secret));
	age_identity_recipient(identity, &to);
	for (long i = 0; i < count; i++) {
		byte_writer_init(&sealed, len + 65536);
		byte_writer_init(&opened, len + 65536);
		sink = byte_sink_writer(&sealed);
		at = now();
		if (seal_bytes(&to, plain, len, &sink) != ENVELOPE_OK)
			return 1;
		seal_time += now() - at;
		at = now();
		if (open_bytes(identity, sealed.data, sealed.len, &opened) !=
		    ENVELOPE_OK)
			return 1;
		open_time += now() - at;
		byte_writer_finish(&sealed);
		byte_writer_finish(&opened);
	}
	(void)printf("%ld messages of %zu bytes, %s: %.0f sealed a second, "
		     "%.0f opened a second\n",
	    count, len, kind, (double)count / seal_time,
	    (double)count / open_time);
	secret_free(identity);
	free(plain);
	return 0;
}

/* X-Wing alone, and who does it: a libsodium that has it, or this program. */
static int
kem(long count)
{
	uint8_t seed[XWING_SEED_BYTES], public[XWING_PUBLIC_BYTES];
	uint8_t enc[XWING_CIPHERTEXT_BYTES], one[XWING_SHARED_BYTES];
	uint8_t other[XWING_SHARED_BYTES];
	struct randomness *random = NULL;
	double in = 0, out = 0, at;

	randombytes_buf(seed, sizeof(seed));
	xwing_public_key(seed, public);
	for (long i = 0; i < count; i++) {
		at = now();
		if (!xwing_encapsulate(random, public, enc, one))
			return 1;
		in += now() - at;
		at = now();
		if (!xwing_decapsulate(seed, enc, other))
			return 1;
		out += now() - at;
		if (memcmp(one, other, sizeof(one)) != 0)
			return 1;
	}
	(void)printf("X-Wing (libsodium %s): %.0f us to encapsulate, %.0f us "
		     "to decapsulate\n",
	    sodium_version_string(), in / (double)count * 1e6,
	    out / (double)count * 1e6);
	return 0;
}

/* A program with a file as its input: its seconds and its peak in KiB. */
static int
run(const char *input, char **command)
{
	struct rusage usage;
	double start = now();
	pid_t pid = fork();
	int status, in, out;

	if (pid == 0) {
		in = open(input, O_RDONLY | O_CLOEXEC);
		out = open("/dev/null", O_WRONLY | O_CLOEXEC);
		if (in >= 0 && out >= 0 && dup2(in, 0) == 0 &&
		    dup2(out, 1) == 1)
			(void)execvp(command[0], command);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &usage) != pid || status != 0)
		return 1;
	(void)printf("%.6f %ld\n", now() - start, usage.ru_maxrss);
	return 0;
}

static int
self_test(void)
{
	double start = now(), took;

	if (!self_test_sealing())
		return 1;
	took = now() - start;
	(void)printf("self-test: %.3f ms the first time\n", took * 1e3);
	return 0;
}

static int
reply_code(void)
{
	struct reply_keys *keys = secret_alloc(sizeof(*keys));
	char code[REPLY_CODE_DIGITS + 1];
	struct rusage usage;
	double start;

	if (keys == NULL)
		return 1;
	reply_code_make(code);
	start = now();
	if (!reply_code_keys(code, "trial-intake", keys))
		return 1;
	(void)getrusage(RUSAGE_SELF, &usage);
	(void)printf("reply code: argon2id %.2f s, peak %ld KiB\n",
	    now() - start, usage.ru_maxrss);
	secret_free(keys);
	return 0;
}

int
main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	if (!secret_protect_process())
		return 1;
	if (strcmp(what, "ceiling") == 0 && argc == 3)
		return ceiling((int)strtol(argv[2], NULL, 10));
	if (strcmp(what, "messages") == 0 && argc == 5)
		return messages(argv[2], strtol(argv[3], NULL, 10),
		    strtoul(argv[4], NULL, 10));
	if (strcmp(what, "kem") == 0 && argc == 3)
		return kem(strtol(argv[2], NULL, 10));
	if (strcmp(what, "run") == 0 && argc >= 4)
		return run(argv[2], argv + 3);
	if (strcmp(what, "self-test") == 0)
		return self_test();
	if (strcmp(what, "reply-code") == 0)
		return reply_code();
	(void)fputs("usage: envelope-bench ceiling|run|messages|kem|"
		    "self-test|reply-code ...\n",
	    stderr);
	return 1;
}
