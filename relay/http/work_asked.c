#include "work_asked.h"

#include <inttypes.h>
#include <stdio.h>

#include "common/bytes/utc_time.h"
#include "common/crypto/work_stamp.h"
#include "room.h"
#include "server.h"

#define TEXT_MAX 2048
#define KEPT_SECONDS 3600 /* how long the bits before still count */

static uint64_t
bits_now(struct server *server)
{
	uint64_t bits = server->site->config->work_bits + room_halvings(server);

	return bits < WORK_STAMP_BITS_MAX ? bits : WORK_STAMP_BITS_MAX;
}

/* The bits, and "bits:until" of each that counts still. */
static void
keep(struct server *server)
{
	const struct work_asked *w = &server->work;
	int64_t now = utc_time_now();
	struct byte_writer text;

	byte_writer_init(&text, TEXT_MAX);
	byte_writer_printf(&text, "%" PRIu64, w->bits);
	for (unsigned i = 0; i <= WORK_STAMP_BITS_MAX; i++)
		if (w->until[i] > now)
			byte_writer_printf(
			    &text, " %u:%" PRId64, i, w->until[i]);
	byte_writer_u8(&text, 0);
	if (!text.failed)
		(void)index_meta_set(
		    store_index(server->store), "work", (char *)text.data);
	byte_writer_finish(&text);
}

/* Senders that read the terms a moment ago are not sent away. */
static void
change(struct server *server, uint64_t bits)
{
	struct work_asked *w = &server->work;

	if (bits == w->bits)
		return;
	w->until[w->bits] = utc_time_now() + KEPT_SECONDS;
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

/* What keep() wrote; what is none counts for nothing. */
static void
recall(struct work_asked *w, const char *text)
{
	unsigned bits;
	int64_t until;
	int len;

	if (sscanf(text, "%u%n", &bits, &len) != 1 ||
	    bits > WORK_STAMP_BITS_MAX)
		return;
	w->bits = bits;
	for (text += len;
	     sscanf(text, " %u:%" SCNd64 "%n", &bits, &until, &len) == 2 &&
	     bits <= WORK_STAMP_BITS_MAX;
	     text += len)
		w->until[bits] = until;
}

void
work_asked_recall(struct server *server)
{
	struct byte_writer seen;

	server->work.bits = bits_now(server);
	byte_writer_init(&seen, TEXT_MAX);
	if (index_meta_get(store_index(server->store), "work", &seen))
		recall(&server->work, (const char *)seen.data);
	byte_writer_finish(&seen);
	change(server, bits_now(server));
	keep(server);
}

bool
work_asked_has(const struct server *server, unsigned bits, uint64_t size)
{
	const struct work_asked *w = &server->work;
	unsigned more = work_stamp_size_bits(size);
	int64_t now = utc_time_now();

	if (bits >= w->bits + more)
		return true;
	for (unsigned i = 0; i < w->bits && bits >= i + more; i++)
		if (w->until[i] > now)
			return true;
	return false;
}
