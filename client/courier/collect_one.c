/* One envelope from the relay onto the stick, and read back. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <time.h>

#include <sodium.h>

#include "collect_parts.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/stream.h"
#include "common/bytes/text_codec.h"
#include "common/crypto/sha256.h"
#include "common/notes/medium.h"

#define RESUMES_MAX 20 /* of one download without a byte between them */

struct download {
	struct collecting *k;
	struct durable_file file;
	struct sha256 *hash;
	uint64_t done;
	uint64_t size;
	int write_error; /* errno of the medium */
	bool gone;       /* erased: the desk said that it holds it */
	bool damaged;    /* on the relay's disk: its operator must act */
	bool broken;     /* no byte came, try after try */
	bool other;      /* it is not as long as it was listed */
};

static bool
take_bytes(void *context, const void *bytes, size_t len)
{
	struct download *d = context;

	d->other = len > d->size - d->done;
	if (d->other || courier_is_late(d->k->c, d->k->reason))
		return false;
	if (!stream_write_all(d->file.fd, bytes, len)) {
		d->write_error = errno;
		return false;
	}
	sha256_update(d->hash, bytes, len);
	d->done += len;
	return true;
}

/* Longer from try to try; a stopped Tor or relay may be back by then. */
static void
wait_a_while(int resumes)
{
	struct timespec pause = {.tv_sec = resumes < 5 ? 1 << resumes : 30,
	    .tv_nsec = (long)randombytes_uniform(1000000000)};

	pause.tv_sec--;
	(void)nanosleep(&pause, NULL);
}

/* Goes on where the line broke. */
static bool
download(struct collecting *k, const char *hex, struct download *d)
{
	struct byte_sink sink = {take_bytes, d};
	char path[96], range[64];
	struct signed_request q = {.method = "GET",
	    .path = path,
	    .sink = &sink,
	    .sink_limit = UINT64_MAX}; /* the sink's own is what is listed */
	struct http_answer answer;
	int resumes = 0;
	uint64_t before;
	bool whole;

	(void)snprintf(path, sizeof(path), "/envelopes/%s", hex);
	while (d->done < d->size) {
		d->broken = courier_is_late(k->c, k->reason);
		if (d->broken)
			return false;
		before = d->done;
		answer = (struct http_answer){0};
		(void)snprintf(
		    range, sizeof(range), "Range: bytes=%" PRIu64 "-", before);
		q.extra = before > 0 ? range : NULL;
		whole = courier_send(k->c, &q, &answer, k->reason);
		if (whole && answer.status == 410) {
			d->gone = true;
			return false;
		}
		if (answer.status == 409) {
			d->damaged = true;
			return false;
		}
		if (answer.status == 503 && resumes++ < RESUMES_MAX) {
			wait_a_while(resumes);
			continue;
		}
		if (answer.status == 503) {
			d->broken = true; /* it has not enough of something */
			reason_set(k->reason,
			    "the relay can't give it now (503): try again "
			    "later");
			return false;
		}
		if (answer.status >= 300) {
			reason_set(k->reason,
			    "the relay lists an envelope and does not give it "
			    "(%ld)",
			    answer.status);
			return false;
		}
		/* No line broke: to ask again would hold up all the others. */
		if (d->other || (whole && d->done < d->size)) {
			reason_set(k->reason,
			    "the relay gave other bytes than it listed for "
			    "%s",
			    hex);
			return false;
		}
		resumes = d->done > before ? 0 : resumes + 1;
		d->broken = d->write_error == 0 && d->done < d->size &&
		    resumes > RESUMES_MAX;
		if (d->write_error != 0 || d->broken)
			return false;
		if (resumes > 0)
			wait_a_while(resumes);
	}
	return true;
}

static bool
already_there(const char *path, const struct manifest_entry *e)
{
	uint8_t hash[32];
	uint64_t size;

	return medium_hash(path, hash, &size) && size == e->size &&
	    memcmp(hash, e->sha256, 32) == 0;
}

/* Before a byte is asked for: a smaller one behind it may fit. */
static bool
fits(const struct collecting *k, uint64_t size)
{
	struct statvfs disk;

	if (statvfs(k->medium, &disk) != 0)
		return true; /* the writing tells */
	return (uint64_t)disk.f_bavail * disk.f_frsize >=
	    size + COLLECT_ROOM_BESIDE;
}

static enum collected
fetch(struct collecting *k, const struct manifest_entry *e, const char *hex,
    const char *path)
{
	struct download d = {.k = k, .size = e->size, .hash = sha256_create()};
	enum collected collected = COLLECT_LEFT;
	uint8_t hash[32];

	d.file.fd = -1;
	if (d.hash == NULL || !durable_file_begin(&d.file, path, 0644)) {
		reason_set(k->reason, "%s: %s", path, strerror(errno));
	} else if (download(k, hex, &d)) {
		if (!sha256_final(d.hash, hash))
			reason_set(k->reason,
			    "the hash of %s could not be computed", hex);
		else if (memcmp(hash, e->sha256, 32) != 0)
			reason_set(k->reason,
			    "the relay gave other bytes than it listed for "
			    "%s",
			    hex);
		else if (!durable_file_commit(&d.file, DURABLE_REPLACE))
			reason_set(k->reason, "%s: %s", path, strerror(errno));
		else if (!already_there(path, e))
			reason_set(k->reason,
			    "%s was not read back as it was written: the "
			    "medium is failing",
			    path);
		else
			collected = COLLECTED;
	} else if (d.gone) {
		/* One more entry of a file that the desk holds already. */
		k->gone++;
		collected = COLLECTED;
	} else if (d.damaged) {
		k->damaged++;
		collected = COLLECTED;
	} else if (d.write_error != 0) {
		reason_set(k->reason, "the medium does not take it: %s",
		    strerror(d.write_error));
	} else if (d.broken) {
		collected = COLLECT_BROKEN;
	}
	durable_file_abandon(&d.file);
	sha256_destroy(d.hash);
	return collected;
}

enum collected
collect_one(struct collecting *k, const struct manifest_entry *e)
{
	size_t without = k->gone + k->damaged;
	char name[80], hex[65], *path;
	enum collected collected = COLLECTED;

	hex_encode(e->sha256, 32, hex);
	(void)snprintf(name, sizeof(name), "in/%s.age", hex);
	path = medium_path(k->medium, k->c->config.intake, name);
	if (path == NULL) {
		reason_set(k->reason, "there is not enough memory");
		return COLLECT_LEFT;
	}
	if (already_there(path, e)) {
		k->held++;
	} else if (!fits(k, e->size)) {
		reason_set(k->reason,
		    "the medium has no room for its %" PRIu64 " bytes",
		    e->size);
		collected = COLLECT_LEFT;
	} else {
		collected = fetch(k, e, hex, path);
		if (collected == COLLECTED && k->gone + k->damaged == without) {
			k->downloaded++;
			k->bytes += e->size;
		}
	}
	free(path);
	return collected;
}
