/* One envelope from the relay onto the stick, and read back. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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
	struct durable_file file;
	struct sha256 *hash;
	uint64_t done;
	uint64_t size;
	int write_error; /* errno of the medium */
	bool gone;       /* erased: the desk said that it holds it */
	bool damaged;    /* on the relay's disk: its operator must act */
};

static bool
take_bytes(void *context, const void *bytes, size_t len)
{
	struct download *d = context;

	if (len > d->size - d->done)
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
	    .sink_limit = d->size};
	struct http_answer answer;
	int resumes = 0;
	uint64_t before;

	(void)snprintf(path, sizeof(path), "/envelopes/%s", hex);
	while (d->done < d->size) {
		before = d->done;
		(void)snprintf(
		    range, sizeof(range), "Range: bytes=%" PRIu64 "-", before);
		q.extra = before > 0 ? range : NULL;
		if (courier_send(k->c, &q, &answer, k->reason) &&
		    answer.status == 410) {
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
		if (answer.status >= 300) {
			reason_set(k->reason,
			    "the relay lists an envelope and does not give it "
			    "(%ld)",
			    answer.status);
			return false;
		}
		resumes = d->done > before ? 0 : resumes + 1;
		if (d->write_error != 0 ||
		    (d->done < d->size && resumes > RESUMES_MAX))
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

static bool
fetch(struct collecting *k, const struct manifest_entry *e, const char *hex,
    const char *path)
{
	struct download d = {.size = e->size, .hash = sha256_create()};
	uint8_t hash[32];
	bool ok = false;

	d.file.fd = -1;
	if (d.hash == NULL || !durable_file_begin(&d.file, path, 0644)) {
		reason_set(k->reason, "%s: %s", path, strerror(errno));
	} else if (download(k, hex, &d)) {
		sha256_final(d.hash, hash);
		if (memcmp(hash, e->sha256, 32) != 0)
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
			ok = true;
	} else if (d.gone) {
		/* One more entry of a file that the desk holds already. */
		k->gone++;
		ok = true;
	} else if (d.damaged) {
		k->damaged++;
		ok = true;
	} else if (d.write_error != 0) {
		reason_set(k->reason,
		    "the medium takes no more: %s. What is on it so far is "
		    "whole, and the relay keeps the rest",
		    strerror(d.write_error));
	}
	durable_file_abandon(&d.file);
	sha256_destroy(d.hash);
	return ok;
}

bool
collect_one(struct collecting *k, const struct manifest_entry *e)
{
	char name[80], hex[65], *path;
	bool ok;

	hex_encode(e->sha256, 32, hex);
	(void)snprintf(name, sizeof(name), "in/%s.age", hex);
	path = medium_path(k->medium, k->c->config.intake, name);
	if (path == NULL)
		return false;
	if (already_there(path, e)) {
		k->held++;
		ok = true;
	} else {
		size_t without = k->gone + k->damaged;

		ok = fetch(k, e, hex, path);
		if (ok && k->gone + k->damaged == without) {
			k->downloaded++;
			k->bytes += e->size;
		}
	}
	free(path);
	return ok;
}
