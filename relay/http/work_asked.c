#include "work_asked.h"

#include <inttypes.h>
#include <stdio.h>

#include "common/bytes/utc_time.h"
#include "common/crypto/work_stamp.h"
#include "room.h"
#include "server.h"

#define KEPT_SECONDS 3600 /* how long the bits before still count */

static uint64_t
bits_now(struct server *server)
{
	uint64_t bits = server->site->config->work_bits + room_halvings(server);

	return bits < WORK_STAMP_BITS_MAX ? bits : WORK_STAMP_BITS_MAX;
}

static void
keep(struct server *server)
{
	const struct work_asked *w = &server->work;
	char text[96];

	(void)snprintf(text, sizeof(text), "%" PRIu64 " %" PRIu64 " %" PRId64,
	    w->bits, w->before, w->until);
	(void)index_meta_set(store_index(server->store), "work", text);
}

/* Senders that read the terms a moment ago are not sent away. */
static void
change(struct server *server, uint64_t bits)
{
	struct work_asked *w = &server->work;
	int64_t now = utc_time_now();

	if (bits == w->bits)
		return;
	/* The lowest of what was announced within the hour. */
	if (now >= w->until || w->bits < w->before)
		w->before = w->bits;
	w->until = now + KEPT_SECONDS;
	w->bits = bits;
	keep(server);
}

void
work_asked_look(struct server *server)
{
	uint64_t bits = bits_now(server);

	/*
	 * The room goes up and down about a half: one bit fewer is announced
	 * only where two would do, or the configuration says so.
	 */
	if (bits + 1 == server->work.bits &&
	    bits != server->site->config->work_bits)
		return;
	change(server, bits);
}

void
work_asked_recall(struct server *server)
{
	struct work_asked *w = &server->work;
	struct byte_writer seen;

	w->bits = w->before = bits_now(server);
	w->until = 0;
	byte_writer_init(&seen, 96);
	if (index_meta_get(store_index(server->store), "work", &seen) &&
	    sscanf((const char *)seen.data, "%" SCNu64 " %" SCNu64 " %" SCNd64,
		&w->bits, &w->before, &w->until) != 3)
		w->bits = bits_now(server);
	byte_writer_finish(&seen);
	change(server, bits_now(server));
	keep(server);
}

bool
work_asked_has(const struct server *server, unsigned bits, uint64_t size)
{
	const struct work_asked *w = &server->work;
	unsigned more = work_stamp_size_bits(size);

	return bits >= w->bits + more ||
	    (bits >= w->before + more && utc_time_now() < w->until);
}
