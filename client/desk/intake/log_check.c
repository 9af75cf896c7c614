#include "log_check.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/desk/cases/cases.h"
#include "client/desk/vault/log_seen.h"
#include "common/bytes/text_codec.h"
#include "common/bytes/utc_time.h"
#include "log_known.h"
#include "log_read.h"

#define NAMED_MAX 20  /* of a kind; more are counted */
#define OLD_PERIODS 3 /* a log that ends longer ago is warned about */

/* A leaf by its bytes, so that it is found without a look at all others. */
struct leaf {
	const uint8_t *bytes; /* of the log's leaves */
	size_t position;
	bool explained; /* padding, a marker, or the entry of what is held */
};

struct checking {
	struct vault *v;
	const struct manifest *manifest;
	const struct desk_events *events;
	struct checkpoint checkpoint;
	struct witness_verdict witnesses;
	struct log_leaves leaves;
	struct leaf *sorted; /* all of them, by their bytes */
	struct log_known known;
	/* Entries of this stick's list whose files are held; sorted. */
	size_t n_held;
	uint8_t (*held)[RECEIPT_ENTRY_BYTES];
	/* Of the manifest's publications, those that this log has. */
	size_t n_publications;
};

static int
compare_leaves(const void *one, const void *other)
{
	return memcmp(((const struct leaf *)one)->bytes,
	    ((const struct leaf *)other)->bytes, RECEIPT_ENTRY_BYTES);
}

static struct leaf *
find(const struct checking *c, const uint8_t *bytes)
{
	const struct leaf wanted = {.bytes = bytes};

	return c->leaves.n == 0 ? NULL
				: bsearch(&wanted, c->sorted, c->leaves.n,
				      sizeof(wanted), compare_leaves);
}

static int
compare_entries(const void *one, const void *other)
{
	return memcmp(one, other, RECEIPT_ENTRY_BYTES);
}

static void
tell(const struct checking *c, struct desk_event event)
{
	event.relay = c->manifest->relay;
	desk_event_tell(c->events, &event);
}

static bool
sort_leaves(struct checking *c)
{
	c->sorted = calloc(c->leaves.n + 1, sizeof(*c->sorted));
	if (c->sorted == NULL)
		return false;
	for (size_t i = 0; i < c->leaves.n; i++)
		c->sorted[i] = (struct leaf){c->leaves.items[i], i, false};
	qsort(c->sorted, c->leaves.n, sizeof(*c->sorted), compare_leaves);
	return true;
}

/*
 * Padding and marker of one publication, from its seed: no entry can pass for
 * either.  False where the log does not have them there.
 */
static bool
explain_publication(
    struct checking *c, const struct log_publication *p, uint64_t first)
{
	uint8_t leaf[RECEIPT_ENTRY_BYTES];
	struct leaf *found;

	log_leaf_marker(p->name, leaf);
	found = find(c, leaf);
	if (found == NULL || found->position != p->size - 1 ||
	    p->n_padding > p->size - first)
		return false;
	found->explained = true;
	for (uint32_t i = 0; i < p->n_padding; i++) {
		log_leaf_padding(p->seed, i, leaf);
		found = find(c, leaf);
		if (found == NULL || found->position < first ||
		    found->position >= p->size)
			return false;
		found->explained = true;
	}
	return true;
}

static void
explain_publications(struct checking *c)
{
	uint64_t first = 0;

	for (size_t i = 0; i < c->manifest->n_publications; i++) {
		const struct log_publication *p = &c->manifest->publications[i];

		if (p->size > c->leaves.n)
			break;
		if (!explain_publication(c, p, first)) {
			tell(c,
			    (struct desk_event){.kind = DESK_LOG_NOT_AS_LISTED,
				.publication = p->name});
			break;
		}
		first = p->size;
		c->n_publications++;
	}
}

static uint64_t
covered(const struct checking *c)
{
	return c->n_publications == 0
	    ? 0
	    : c->manifest->publications[c->n_publications - 1].size;
}

/* Marks the entries of one case. */
static bool
explain_case(void *context, const struct case_row *row)
{
	struct checking *c = context;
	uint8_t entry[RECEIPT_ENTRY_BYTES];
	struct leaf *found;

	for (size_t n = 0; n < row->n_entries && row->has_hash; n++) {
		if (!row->entries[n].has_nonce)
			continue;
		receipt_entry(row->entries[n].nonce, row->sha256, entry);
		found = find(c, entry);
		if (found != NULL)
			found->explained = true;
	}
	return true;
}

/* The first publication that covers a name; n_publications: none yet. */
static size_t
cover_of(const struct checking *c, const char *name)
{
	size_t low = 0, high = c->n_publications;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(c->manifest->publications[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/*
 * What the courier listed must stand in the log, once that covers it: else the
 * relay broke its word, or it was never sent through the relay.
 */
static size_t
name_added(struct checking *c)
{
	char hex[65];
	uint8_t entry[RECEIPT_ENTRY_BYTES];
	size_t n = 0;

	for (size_t i = 0; i < c->manifest->n_entries; i++) {
		const struct manifest_entry *e = &c->manifest->entries[i];
		size_t cover = cover_of(c, e->publication);
		struct leaf *found;
		struct reason ignored;
		char id[CASE_ID_BYTES];

		receipt_entry(e->nonce, e->sha256, entry);
		found = find(c, entry);
		hex_encode(e->sha256, 32, hex);
		/* A case keeps so many entries; the file is held all the same.
		 */
		if (cases_find_file(vault_store(c->v), hex, id, &ignored) ==
		    DESK_FOUND) {
			memcpy(c->held[c->n_held++], entry, sizeof(entry));
			if (found != NULL)
				found->explained = true;
		}
		if (cover == c->n_publications ||
		    (found != NULL &&
			found->position <
			    c->manifest->publications[cover].size))
			continue;
		if (n++ < NAMED_MAX)
			tell(c,
			    (struct desk_event){
				.kind = DESK_LOG_ADDED, .sha256_hex = hex});
	}
	if (c->n_held > 0)
		qsort(c->held, c->n_held, sizeof(*c->held), compare_entries);
	return n;
}

/* What is explained now is known from now on. */
static void
remember(struct checking *c)
{
	for (size_t i = 0; i < c->leaves.n; i++)
		if (c->sorted[i].explained)
			log_known_add(&c->known, c->sorted[i].position);
	if (!log_known_write(c->v, c->manifest->relay, &c->known))
		tell(c,
		    (struct desk_event){
			.kind = DESK_LOG_NOT_KEPT, .why = strerror(errno)});
}

/* What a publication holds and no stick brought, sorted; their number. */
static size_t
name_missing(struct checking *c, uint8_t (*missing)[RECEIPT_ENTRY_BYTES])
{
	char reference[RECEIPT_REFERENCE_BYTES];
	size_t n = 0;

	for (size_t i = 0; i < c->leaves.n; i++) {
		const struct leaf *l = &c->sorted[i];

		if (l->explained || log_known_has(&c->known, l->position) ||
		    l->position >= covered(c))
			continue;
		memcpy(missing[n++], l->bytes, RECEIPT_ENTRY_BYTES);
		receipt_reference(l->bytes, reference);
		if (n <= NAMED_MAX)
			tell(c,
			    (struct desk_event){.kind = DESK_LOG_NOT_BROUGHT,
				.reference = reference});
	}
	return n;
}

/* Of which day it is, and who cosigned it: an old log is no sign of peace. */
static void
say_time(struct checking *c)
{
	const struct directory_intake *intake =
	    directory_intake(vault_directory(c->v), vault_intake(c->v));
	const struct directory_relay *relay;
	const char *last = c->n_publications == 0
	    ? NULL
	    : c->manifest->publications[c->n_publications - 1].name;
	int64_t start;

	if (!witnesses_enough(&c->witnesses))
		tell(c,
		    (struct desk_event){.kind = DESK_LOG_NOT_COSIGNED,
			.n_entries = c->witnesses.n,
			.n_missing = c->witnesses.threshold,
			.why = c->witnesses.bad});
	if (last == NULL || intake == NULL ||
	    !publication_start(last, &start)) {
		tell(c, (struct desk_event){.kind = DESK_LOG_NO_DAY});
		return;
	}
	relay = directory_relay_near(intake, c->manifest->relay, start);
	if (relay != NULL &&
	    utc_time_now() >
		start + (int64_t)relay->period_seconds * (OLD_PERIODS + 1))
		tell(c,
		    (struct desk_event){
			.kind = DESK_LOG_OLD, .publication = last});
}

/* Explained in this log, now or before; or listed here, and held. */
static bool
is_held(void *context, const uint8_t entry[static RECEIPT_ENTRY_BYTES])
{
	const struct checking *c = context;
	const struct leaf *found = find(c, entry);

	return (found != NULL &&
		   (found->explained ||
		       log_known_has(&c->known, found->position))) ||
	    (c->n_held > 0 &&
		bsearch(entry, c->held, c->n_held, sizeof(*c->held),
		    compare_entries) != NULL);
}

/* For the next bulletin: how far this desk has seen it. */
static void
keep(
    struct checking *c, const uint8_t (*missing)[RECEIPT_ENTRY_BYTES], size_t n)
{
	/* So far as each leaf was looked at, and no further. */
	struct log_looked looked = {.log = {.size = covered(c)},
	    .missing = missing,
	    .n_missing = n,
	    .is_held = is_held,
	    .context = c};
	struct bulletin_log *log = &looked.log;
	struct merkle_frontier frontier;
	struct merkle_hash leaf;
	struct reason reason;

	if (c->n_publications == 0)
		return;
	memset(&frontier, 0, sizeof(frontier));
	for (size_t i = 0; i < log->size; i++) {
		merkle_leaf(c->leaves.items[i], RECEIPT_ENTRY_BYTES, &leaf);
		(void)merkle_frontier_append(&frontier, &leaf, NULL, NULL);
	}
	merkle_frontier_root(&frontier, &log->root);
	(void)snprintf(
	    log->relay, sizeof(log->relay), "%s", c->manifest->relay);
	(void)snprintf(log->publication, sizeof(log->publication), "%s",
	    c->manifest->publications[c->n_publications - 1].name);
	if (!log_seen_keep(vault_store(c->v), &looked, &reason))
		tell(c,
		    (struct desk_event){
			.kind = DESK_LOG_NOT_KEPT, .why = reason.text});
}

static bool
explain(struct checking *c)
{
	struct reason reason;

	if (!sort_leaves(c))
		return false;
	explain_publications(c);
	return cases_each(
	    vault_store(c->v), explain_case, c, c->events, &reason);
}

void
log_check(struct vault *v, const char *medium, const struct manifest *manifest,
    const struct desk_events *events)
{
	struct checking c = {.v = v, .manifest = manifest, .events = events};
	uint8_t(*missing)[RECEIPT_ENTRY_BYTES];
	size_t n_added, n_missing;

	if (!log_read(v, medium, manifest, events, &c.checkpoint, &c.witnesses,
		&c.leaves))
		return;
	missing = calloc(c.leaves.n + 1, sizeof(*missing));
	c.held = calloc(manifest->n_entries + 1, sizeof(*c.held));
	if (missing == NULL || c.held == NULL ||
	    !log_known_read(v, manifest->relay, c.leaves.n, &c.known) ||
	    !explain(&c)) {
		tell(&c,
		    (struct desk_event){.kind = DESK_LOG_NOT_KEPT,
			.why = "memory is short, or the vault can't be read"});
	} else {
		n_added = name_added(&c);
		n_missing = name_missing(&c, missing);
		remember(&c);
		tell(&c,
		    (struct desk_event){.kind = DESK_LOG_CHECKED,
			.publication = c.n_publications == 0
			    ? "-"
			    : manifest->publications[c.n_publications - 1].name,
			.n_entries = c.leaves.n,
			.n_missing = n_missing,
			.n_added = n_added});
		if (c.leaves.n > covered(&c))
			tell(&c,
			    (struct desk_event){.kind = DESK_LOG_BEYOND,
				.n_entries = c.leaves.n - covered(&c)});
		say_time(&c);
		keep(&c, (const uint8_t(*)[RECEIPT_ENTRY_BYTES])missing,
		    n_missing);
	}
	free(missing);
	log_known_finish(&c.known);
	free(c.held);
	free(c.sorted);
	free(c.leaves.items);
}
