/* valise-relay capacity: what this machine can take, measured on its disk. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include <sodium.h>

#include "commands.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/steady_clock.h"
#include "common/bytes/text_codec.h"
#include "common/crypto/sha256.h"
#include "relay/site/hold.h"
#include "relay/site/site.h"
#include "relay/store/segment.h"

/* The smallest bucket, sealed (docs/ENVELOPE.md 4); a record adds its head. */
#define ENVELOPE_BYTES 34427u
#define BATCH 64u
#define SECONDS_DEFAULT 3u

struct measured {
	uint64_t batches;
	double seconds;
	double busy;    /* of it, writing and syncing */
	double slowest; /* write and sync, in seconds */
};

static double
now(void)
{
	return (double)steady_clock_ns() / 1e9;
}

static uint64_t
record_bytes(void)
{
	const struct record r = {
	    .type = RECORD_INLINE, .entry = {.size = ENVELOPE_BYTES}};

	return segment_record_bytes(&r);
}

/* Batches as the committer writes them: hashed, one write, one sync. */
static bool
measure(int fd, uint64_t size, unsigned seconds, struct measured *m)
{
	const size_t record = record_bytes(), len = record * BATCH;
	uint8_t *bytes = malloc(len), hash[SHA256_BYTES];
	double start = now(), at, took;
	uint64_t offset = 0;
	bool ok = bytes != NULL;

	if (ok)
		randombytes_buf(bytes, len);
	while (ok && now() - start < seconds) {
		if (offset + len > size)
			offset = 0;
		for (size_t i = 0; i < BATCH; i++) {
			bytes[i * record]++;
			sha256_hash(bytes + i * record, record, hash);
		}
		at = now();
		ok = pwrite(fd, bytes, len, (off_t)offset) == (ssize_t)len &&
		    fdatasync(fd) == 0;
		took = now() - at;
		m->busy += took;
		if (took > m->slowest)
			m->slowest = took;
		offset += len;
		m->batches++;
	}
	m->seconds = now() - start;
	free(bytes);
	return ok;
}

static void
print(const struct config *c, const struct measured *m,
    const struct statvfs *disk)
{
	double rate = (double)(m->batches * BATCH) / m->seconds;
	uint64_t room = (uint64_t)disk->f_bavail * disk->f_frsize;

	if (c->max_spool_bytes > 0 && c->max_spool_bytes < room)
		room = c->max_spool_bytes;
	(void)printf("one write and sync of %u envelopes: %.1f ms on average, "
		     "%.1f ms at most\n",
	    BATCH, m->busy * 1000 / (double)m->batches, m->slowest * 1000);
	(void)printf("the disk takes %.0f envelopes of %u bytes a second: "
		     "%.0f a day\n",
	    rate, ENVELOPE_BYTES, rate * 86400);
	(void)printf("room for %" PRIu64 " of them, until the desk settles\n",
	    room / record_bytes());
	(void)printf("memory: %" PRIu64
		     " MiB at most for bodies, about %" PRIu64
		     " MiB for %" PRIu64 " connections\n",
	    c->max_flight_bytes >> 20, c->max_connections * 11 / 1024,
	    c->max_connections);
}

enum cli_status
relay_command_capacity(int argc, char **argv)
{
	static const struct option longs[] = {
	    {"seconds", required_argument, NULL, 's'}, {0}};
	uint64_t seconds = SECONDS_DEFAULT;
	struct measured m = {0, 0, 0, 0};
	const char *path = NULL;
	struct site *site;
	struct reason reason = {""};
	struct statvfs disk;
	char *file = NULL;
	int c, fd = -1;
	bool ok;

	optind = 1;
	while ((c = getopt_long(argc, argv, "c:", longs, NULL)) != -1)
		if (c == 'c')
			path = optarg;
		else if (c != 's' ||
		    !decimal_decode(optarg, strlen(optarg), 600, &seconds) ||
		    seconds == 0)
			return CLI_USAGE;
	if (path == NULL || optind != argc) {
		(void)cli_fail("capacity needs -c FILE [--seconds N]");
		return CLI_USAGE;
	}
	site = site_open(path, &reason);
	if (site == NULL)
		return cli_fail("nothing was measured: %s", reason.text);
	if (hold_is_served(site->config->spool)) {
		site_close(site);
		return cli_fail("nothing was measured: a relay serves this "
				"spool, and would have no room or time "
				"meanwhile: stop it first");
	}
	file = durable_file_join(site->config->spool, ".part-capacity");
	(void)unlink(file);
	ok = segment_create(file, site->config->segment_bytes) &&
	    (fd = open(file, O_RDWR | O_CLOEXEC)) >= 0 &&
	    measure(fd, site->config->segment_bytes, (unsigned)seconds, &m) &&
	    statvfs(site->config->spool, &disk) == 0;
	if (!ok)
		reason_set(
		    &reason, "%s: %s", site->config->spool, strerror(errno));
	if (fd >= 0)
		(void)close(fd);
	(void)unlink(file);
	free(file);
	if (ok)
		print(site->config, &m, &disk);
	site_close(site);
	return ok ? CLI_OK : cli_fail("nothing was measured: %s", reason.text);
}
