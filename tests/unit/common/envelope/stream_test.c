/* The STREAM under threads: order, borders, failures, memory, slow readers. */
#include "tests/unit/unit.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include <sodium.h>

#include "common/bytes/secret.h"
#include "common/envelope/age_stream.h"
#include "common/envelope/chunk_line.h"
#include "common/envelope/open.h"
#include "common/envelope/seal.h"

#define CHUNK AGE_CHUNK_BYTES
#define BATCH (CHUNK_BATCH_CHUNKS * CHUNK)
#define PLAIN_MAX (12u * BATCH + 1)
#define THREADS 3

static struct age_identity *identity;
static struct age_recipient to;
static uint8_t *plain;
static struct worker_team *team;

static int
begin(void **state)
{
	(void)state;
	identity = secret_alloc(sizeof(*identity));
	plain = malloc(PLAIN_MAX);
	team = worker_team_create(THREADS);
	if (identity == NULL || plain == NULL || team == NULL)
		return -1;
	identity->type = AGE_X25519;
	randombytes_buf(identity->secret, 32);
	randombytes_buf(plain, PLAIN_MAX);
	age_identity_recipient(identity, &to);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	worker_team_destroy(team);
	secret_free(identity);
	free(plain);
	return 0;
}

/* Sealed from pieces of `piece` bytes. */
static void
seal_pieces(size_t len, size_t piece, struct byte_writer *ret)
{
	struct byte_sink sink = byte_sink_writer(ret);
	struct sealer *sealer;

	byte_writer_init(ret, 1u << 24);
	assert_int_equal(sealer_create(&to, &sink, &sealer), ENVELOPE_OK);
	for (size_t at = 0; at < len; at += piece)
		assert_int_equal(sealer_write(sealer, plain + at,
				     len - at < piece ? len - at : piece),
		    ENVELOPE_OK);
	assert_int_equal(sealer_finish(sealer), ENVELOPE_OK);
	sealer_destroy(sealer);
}

/* Opened by a team of threads, whatever this machine has. */
static enum envelope_status
open_by_team(const void *bytes, size_t len, struct byte_writer *ret_plain,
    uint8_t *ret_file_key)
{
	const struct open_keys keys = {
	    (const struct age_identity *const *)&identity, 1, NULL, team};
	struct byte_memory memory = {bytes, len};
	const struct byte_source source = byte_source_memory(&memory);
	struct byte_sink sink;

	byte_writer_init(ret_plain, 1u << 24);
	sink = byte_sink_writer(ret_plain);
	return open_source(&keys, &source, &sink, ret_file_key);
}

/* Payload bytes by libsodium alone, chunk by chunk; the header's length. */
static size_t
assert_is_age_stream(const struct byte_writer *sealed,
    const uint8_t file_key[static AGE_FILE_KEY_BYTES], size_t len)
{
	size_t header = age_header_find_end(sealed->data, sealed->len);
	const uint8_t *at = sealed->data + header + AGE_NONCE_BYTES;
	uint8_t key[32], nonce[12] = {0}, out[CHUNK];
	size_t left = len, take, counter = 0;

	age_header_payload_key(file_key, sealed->data + header, key);
	do {
		take = left < CHUNK ? left : CHUNK;
		nonce[9] = (uint8_t)(counter >> 8);
		nonce[10] = (uint8_t)counter;
		nonce[11] = left <= CHUNK;
		assert_int_equal(
		    crypto_aead_chacha20poly1305_ietf_decrypt(
			out, NULL, NULL, at, take + 16, NULL, 0, nonce, key),
		    0);
		assert_memory_equal(out, plain + counter * CHUNK, take);
		at += take + 16;
		left -= take;
		counter++;
	} while (left > 0);
	assert_ptr_equal(at, sealed->data + sealed->len);
	return header;
}

static void
every_border_is_age_whatever_the_pieces(void **state)
{
	static const size_t pieces[] = {PLAIN_MAX, 1000, CHUNK, BATCH, 65537};
	struct byte_writer sealed, opened;
	uint8_t file_key[AGE_FILE_KEY_BYTES];
	size_t len;

	(void)state;
	for (size_t batches = 0; batches <= 12; batches += batches < 3 ? 1 : 3)
		for (int off = -1; off <= 1; off++)
			for (size_t p = 0; p < 5; p++) {
				if (batches == 0 && off < 0)
					continue;
				len = batches * BATCH + (size_t)off;
				seal_pieces(len, pieces[p], &sealed);
				assert_int_equal(
				    open_by_team(sealed.data, sealed.len,
					&opened, file_key),
				    ENVELOPE_OK);
				assert_int_equal(opened.len, len);
				(void)assert_is_age_stream(
				    &sealed, file_key, len);
				byte_writer_finish(&sealed);
				byte_writer_finish(&opened);
			}
}

/* Cut, changed, grown or out of order: only what stands before it comes out. */
static void
a_wrong_chunk_ends_it_there(void **state)
{
	const size_t chunks = 13, sealed_chunk = AGE_SEALED_CHUNK_BYTES;
	struct byte_writer sealed, opened;
	uint8_t file_key[AGE_FILE_KEY_BYTES], *copy, *payload;
	size_t header, len;

	(void)state;
	seal_pieces(chunks * CHUNK, PLAIN_MAX, &sealed);
	assert_int_equal(
	    open_by_team(sealed.data, sealed.len, &opened, file_key),
	    ENVELOPE_OK);
	byte_writer_finish(&opened);
	header = assert_is_age_stream(&sealed, file_key, chunks * CHUNK) +
	    AGE_NONCE_BYTES;
	copy = malloc(sealed.len + sealed_chunk);
	payload = copy + header;
	for (size_t i = 0; i < chunks; i++)
		for (int how = 0; how < 5; how++) {
			enum envelope_status wanted = ENVELOPE_CHUNK_FORGED;
			size_t come = i * CHUNK;

			memcpy(copy, sealed.data, sealed.len);
			len = sealed.len;
			if (how == 0) { /* a flipped bit */
				payload[i * sealed_chunk + 77] ^= 4;
			} else if (how == 1) { /* cut at its end */
				len = header + (i + 1) * sealed_chunk;
				wanted = i + 1 == chunks ? ENVELOPE_OK
							 : ENVELOPE_TRUNCATED;
				come += CHUNK;
			} else if (how == 2) { /* cut inside */
				len = header + i * sealed_chunk + 9000;
			} else if (how == 3 && i + 1 < chunks) { /* swapped */
				memcpy(payload + i * sealed_chunk,
				    sealed.data + header +
					(i + 1) * sealed_chunk,
				    sealed_chunk);
				/* The last one does not go there either. */
			} else if (how == 4 && i + 1 == chunks) { /* grown */
				copy[len++] = 0;
				wanted = ENVELOPE_TRAILING;
				come += CHUNK;
			} else {
				continue;
			}
			assert_int_equal(
			    open_by_team(copy, len, &opened, NULL), wanted);
			assert_int_equal(opened.len, come);
			if (come > 0)
				assert_memory_equal(opened.data, plain, come);
			byte_writer_finish(&opened);
		}
	free(copy);
	byte_writer_finish(&sealed);
}

/* A source and a sink that count, and fail when told. */
struct counted {
	size_t read;
	size_t read_max;
	bool read_fails;
	size_t written;
	size_t written_max;
	size_t ahead; /* the most that was read and not yet written */
};

static ssize_t
read_counted(void *context, void *buffer, size_t len)
{
	struct counted *c = context;

	if (len > 4097)
		len = 4097;
	if (c->read + len > c->read_max)
		len = c->read_max - c->read;
	if (len == 0)
		return c->read_fails ? -1 : 0;
	memset(buffer, 5, len);
	c->read += len;
	if (c->read > c->written && c->read - c->written > c->ahead)
		c->ahead = c->read - c->written;
	return (ssize_t)len;
}

static bool
write_counted(void *context, const void *bytes, size_t len)
{
	struct counted *c = context;

	(void)bytes;
	if (c->written + len > c->written_max)
		return false;
	c->written += len;
	return true;
}

static void
what_is_on_its_way_is_bounded(void **state)
{
	const size_t most =
	    (2 * (size_t)worker_team_useful() + 4) * CHUNK_BATCH_ROOM;
	struct counted c = {.read_max = 64u << 20, .written_max = SIZE_MAX};
	const struct byte_source source = {read_counted, &c};
	const struct byte_sink sink = {write_counted, &c};

	(void)state;
	assert_int_equal(seal_source(&to, &source, &sink), ENVELOPE_OK);
	assert_int_equal(c.read, 64u << 20);
	assert_true(c.ahead <= most);
	assert_true(c.ahead >= BATCH);
}

static void
a_failing_end_is_told_as_such(void **state)
{
	struct counted c = {.read_max = 20 * BATCH, .written_max = 5 * BATCH};
	const struct byte_source source = {read_counted, &c};
	const struct byte_sink sink = {write_counted, &c};
	struct sealer *sealer;

	(void)state;
	assert_int_equal(
	    seal_source(&to, &source, &sink), ENVELOPE_WRITE_FAILED);
	assert_true(c.written <= 5 * BATCH && c.read < 20 * BATCH);
	c = (struct counted){.read_max = 3 * BATCH + 5,
	    .read_fails = true,
	    .written_max = SIZE_MAX};
	assert_int_equal(
	    seal_source(&to, &source, &sink), ENVELOPE_READ_FAILED);
	/* Pushed: once failed, it stays so, and nothing more is written. */
	c = (struct counted){.written_max = 3 * BATCH};
	assert_int_equal(sealer_create(&to, &sink, &sealer), ENVELOPE_OK);
	assert_int_equal(
	    sealer_write(sealer, plain, PLAIN_MAX), ENVELOPE_WRITE_FAILED);
	c.written_max = SIZE_MAX;
	assert_int_equal(
	    sealer_write(sealer, plain, 10), ENVELOPE_WRITE_FAILED);
	assert_int_equal(sealer_finish(sealer), ENVELOPE_WRITE_FAILED);
	assert_true(c.written <= 3 * BATCH);
	sealer_destroy(sealer);
	/* Given up in the middle: nothing hangs, nothing leaks. */
	c = (struct counted){.written_max = SIZE_MAX};
	assert_int_equal(sealer_create(&to, &sink, &sealer), ENVELOPE_OK);
	assert_int_equal(sealer_write(sealer, plain, PLAIN_MAX), ENVELOPE_OK);
	sealer_destroy(sealer);
}

/* Through a pipe whose reader takes a little at a time. */
static void *
read_slowly(void *argument)
{
	const int *fd = argument;
	uint8_t buffer[3001];
	size_t *total = calloc(1, sizeof(*total));
	ssize_t got;

	while ((got = read(*fd, buffer, sizeof(buffer))) > 0)
		*total += (size_t)got;
	return total;
}

static void
a_slow_reader_gets_it_all(void **state)
{
	struct counted c = {.read_max = 8u << 20};
	const struct byte_source source = {read_counted, &c};
	struct byte_sink sink;
	pthread_t reader;
	void *total;
	int fds[2];

	(void)state;
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(
	    pthread_create(&reader, NULL, read_slowly, &fds[0]), 0);
	sink = byte_sink_fd(&fds[1]);
	assert_int_equal(seal_source(&to, &source, &sink), ENVELOPE_OK);
	(void)close(fds[1]);
	assert_int_equal(pthread_join(reader, &total), 0);
	assert_true(*(size_t *)total > 8u << 20);
	(void)close(fds[0]);
	free(total);
}

struct counting_work {
	struct team_piece work;
	atomic_uint *runs;
};

static void
count_run(struct team_piece *work)
{
	atomic_fetch_add(((struct counting_work *)work)->runs, 1);
}

static void
a_team_runs_each_work_once(void **state)
{
	struct counting_work works[64];
	atomic_uint runs = 0;

	(void)state;
	for (unsigned threads = 0; threads <= 3; threads++) {
		struct worker_team *some = worker_team_create(threads);

		for (int round = 0; round < 50; round++) {
			for (size_t i = 0; i < 64; i++) {
				works[i] = (struct counting_work){
				    {.run = count_run}, &runs};
				worker_team_submit(some, &works[i].work);
			}
			for (size_t i = 64; i-- > 0;)
				worker_team_wait(some, &works[i].work);
		}
		worker_team_destroy(some);
		assert_int_equal(atomic_load(&runs), (threads + 1) * 50 * 64);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_border_is_age_whatever_the_pieces),
	    cmocka_unit_test(a_wrong_chunk_ends_it_there),
	    cmocka_unit_test(what_is_on_its_way_is_bounded),
	    cmocka_unit_test(a_failing_end_is_told_as_such),
	    cmocka_unit_test(a_slow_reader_gets_it_all),
	    cmocka_unit_test(a_team_runs_each_work_once),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, begin, end);
}
