/*
 * From every relay onto one stick: first all lists and logs, so that no flood
 * leaves a relay unseen; then envelopes, of the relay with least of them first,
 * each in its part of the room that is left.
 */
#include <stdio.h>
#include <stdlib.h>

#include "collect_parts.h"
#include "common/bytes/steady_clock.h"
#include "common/cli/cli.h"

static uint64_t
waiting(const struct collecting *k)
{
	uint64_t bytes = 0;

	/* Of a relay, which may list what no disk holds. */
	for (size_t i = 0; i < k->manifest.n_entries; i++)
		bytes = k->manifest.entries[i].size > UINT64_MAX - bytes
		    ? UINT64_MAX
		    : bytes + k->manifest.entries[i].size;
	return bytes;
}

static int
compare_waiting(const void *one, const void *other)
{
	uint64_t a = waiting(one), b = waiting(other);

	return a < b ? -1 : a > b;
}

static bool
save_top(const char *medium, const char *name, const void *bytes, size_t len,
    struct reason *reason)
{
	char *path = medium_file(medium, name);
	bool ok = path != NULL && medium_write(path, bytes, len, reason);

	free(path);
	return ok;
}

/* With whom it names, for a desk takes no directory without. */
static bool
save_directory(
    const struct courier *c, const char *medium, struct reason *reason)
{
	return save_top(medium, "persons.note", c->persons_bytes,
		   c->persons_len, reason) &&
	    save_top(medium, "directory.note", c->directory_bytes,
		c->directory_len, reason);
}

#define LOOK_SECONDS 3600 /* for lists, and again for a log */
#define SLOW_BYTES \
	(10u << 10) /* a second: files that come so are waited for \
		     */

/* So long a relay may take from now on, where others wait behind it. */
static void
give_time(struct courier *c, uint64_t bytes, bool others_wait)
{
	uint64_t more = bytes / SLOW_BYTES;

	c->deadline = others_wait ? steady_clock_seconds() + LOOK_SECONDS +
		(int64_t)(more < INT32_MAX ? more : INT32_MAX)
				  : 0;
}

/* All that could be looked at, each in its turn; whether any is listed. */
static bool
fetch_all(struct courier *c, struct collecting *all, struct courier_ends *ends,
    struct reason *reason)
{
	bool any = false;

	qsort(all, c->n_relays, sizeof(*all), compare_waiting);
	for (size_t i = 0; i < c->n_relays; i++) {
		struct collecting *k = &all[i];
		enum courier_end end = COURIER_FAILED;

		k->sharing = c->n_relays - i;
		k->reason = &k->said; /* it was moved */
		give_time(c, waiting(k), i + 1 < c->n_relays);
		if (k->looked)
			end = collect_fetch(k);
		any = any || k->fetched;
		if (end != COURIER_DONE)
			*reason = k->said;
		courier_add_end(ends, c, k->relay, end, &k->said);
		collect_finish(k);
	}
	return any;
}

enum courier_end
courier_collect(
    struct courier *c, const char *medium, struct reason *ret_reason)
{
	struct collecting *all = calloc(c->n_relays, sizeof(*all));
	struct courier_ends ends = {0};
	enum courier_end end;

	reason_set(ret_reason, "there is not enough memory");
	if (all == NULL ||
	    !medium_prepare(medium, c->config.intake, ret_reason)) {
		free(all);
		return COURIER_FAILED;
	}
	for (size_t i = 0; i < c->n_relays; i++) {
		all[i].c = c;
		all[i].medium = medium;
		all[i].relay = c->relays[i];
		give_time(c, 0, c->n_relays > 1);
		(void)collect_look(&all[i]);
	}
	for (size_t i = 0; i < c->n_relays; i++) {
		give_time(c, 0, c->n_relays > 1);
		if (all[i].looked)
			collect_look_at_log(&all[i]);
	}
	end = fetch_all(c, all, &ends, ret_reason) &&
		!save_directory(c, medium, ret_reason)
	    ? COURIER_FAILED
	    : courier_sum(&ends, c, ret_reason);
	free(all);
	return end;
}
