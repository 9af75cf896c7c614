#include "log_check.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/desk/cases/cases.h"
#include "client/desk/vault/log_seen.h"
#include "common/bytes/text_codec.h"
#include "common/bytes/utc_time.h"
#include "log_explain.h"

#define NAMED_MAX 20  /* of a kind; more are counted */
#define OLD_PERIODS 3 /* a log that ends longer ago is warned about */

static int
compare_entries(const void *one, const void *other)
{
	return memcmp(one, other, RECEIPT_ENTRY_BYTES);
}

/* The first publication that covers a name; n_publications: none yet. */
static size_t
cover_of(const struct log_checking *c, const char *name)
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

static uint64_t
begin_of(const struct log_checking *c, size_t publication)
{
	return publication == 0
	    ? 0
	    : c->manifest->publications[publication - 1].size;
}

static bool
stands_in(const struct log_checking *c, uint64_t position, size_t publication)
{
	return position >= begin_of(c, publication) &&
	    position < c->manifest->publications[publication].size;
}

/*
 * What the courier listed must stand in the log, in the publication that covers
 * it first: else the relay broke its word, it was never sent through the relay,
 * or its day was changed.
 */
static size_t
name_added(struct log_checking *c)
{
	char hex[65];
	uint8_t entry[RECEIPT_ENTRY_BYTES];
	size_t n = 0;

	for (size_t i = 0; i < c->manifest->n_entries; i++) {
		const struct manifest_entry *e = &c->manifest->entries[i];
		size_t cover = cover_of(c, e->publication);
		struct log_leaf *found;
		struct reason ignored;
		char id[CASE_ID_BYTES];

		receipt_entry(e->nonce, e->sha256, entry);
		found = log_explain_find(c, entry);
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
		    (found != NULL && stands_in(c, found->position, cover)))
			continue;
		if (n++ < NAMED_MAX)
			log_explain_tell(c,
			    (struct desk_event){.kind = found != NULL &&
					found->position < begin_of(c, cover)
				    ? DESK_LOG_OTHER_DAY
				    : DESK_LOG_ADDED,
				.sha256_hex = hex,
				.publication = e->publication});
	}
	if (c->n_held > 0)
		qsort(c->held, c->n_held, sizeof(*c->held), compare_entries);
	return n;
}

/* What is explained now is known from now on. */
static void
remember(struct log_checking *c)
{
	for (size_t i = 0; i < c->leaves.n; i++)
		if (c->sorted[i].explained)
			log_known_add(&c->known, c->sorted[i].position);
	if (!log_known_write(c->v, c->manifest->relay, &c->known))
		log_explain_tell(c,
		    (struct desk_event){
			.kind = DESK_LOG_NOT_KEPT, .why = strerror(errno)});
}

/* The publication that a position below log_explain_covered() is of. */
static size_t
stood_in(const struct log_checking *c, uint64_t position)
{
	size_t low = 0, high = c->n_publications - 1;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (c->manifest->publications[middle].size <= position)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* What a publication holds and no stick brought, sorted; their number. */
static size_t
name_missing(struct log_checking *c, struct log_missing *missing)
{
	char reference[RECEIPT_REFERENCE_BYTES];
	size_t n = 0;

	for (size_t i = 0; i < c->leaves.n; i++) {
		const struct log_leaf *l = &c->sorted[i];

		if (l->explained || log_known_has(&c->known, l->position) ||
		    l->position >= log_explain_covered(c))
			continue;
		memcpy(missing[n].entry, l->bytes, RECEIPT_ENTRY_BYTES);
		(void)snprintf(missing[n].publication,
		    sizeof(missing[n].publication), "%s",
		    c->manifest->publications[stood_in(c, l->position)].name);
		n++;
		receipt_reference(l->bytes, reference);
		if (n <= NAMED_MAX)
			log_explain_tell(c,
			    (struct desk_event){.kind = DESK_LOG_NOT_BROUGHT,
				.reference = reference});
	}
	return n;
}

/* Of which day it is, and who cosigned it: an old log is no sign of peace. */
static void
say_time(struct log_checking *c)
{
	const struct directory_intake *intake =
	    directory_intake(vault_directory(c->v), vault_intake(c->v));
	const struct directory_relay *relay;
	const char *last = c->n_publications == 0
	    ? NULL
	    : c->manifest->publications[c->n_publications - 1].name;
	int64_t start;

	if (!witnesses_enough(&c->witnesses))
		log_explain_tell(c,
		    (struct desk_event){.kind = DESK_LOG_NOT_COSIGNED,
			.n_entries = c->witnesses.n,
			.n_missing = c->witnesses.threshold,
			.why = c->witnesses.bad});
	if (last == NULL || intake == NULL ||
	    !publication_start(last, &start)) {
		log_explain_tell(
		    c, (struct desk_event){.kind = DESK_LOG_NO_DAY});
		return;
	}
	relay = directory_relay_near(intake, c->manifest->relay, start);
	if (relay != NULL &&
	    utc_time_now() >
		start + (int64_t)relay->period_seconds * (OLD_PERIODS + 1))
		log_explain_tell(c,
		    (struct desk_event){
			.kind = DESK_LOG_OLD, .publication = last});
}

/* Explained in this log, now or before; or listed here, and held. */
static bool
is_held(void *context, const uint8_t entry[static RECEIPT_ENTRY_BYTES])
{
	const struct log_checking *c = context;
	const struct log_leaf *found = log_explain_find(c, entry);

	return (found != NULL &&
		   (found->explained ||
		       log_known_has(&c->known, found->position))) ||
	    (c->n_held > 0 &&
		bsearch(entry, c->held, c->n_held, sizeof(*c->held),
		    compare_entries) != NULL);
}

/* For the next bulletin: how far this desk has seen it. */
static void
keep(struct log_checking *c, const struct log_missing *missing, size_t n)
{
	/* So far as each leaf was looked at, and no further. */
	struct log_looked looked = {.log = {.size = log_explain_covered(c)},
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
		log_explain_tell(c,
		    (struct desk_event){
			.kind = DESK_LOG_NOT_KEPT, .why = reason.text});
}

void
log_check(struct vault *v, const char *medium, const struct manifest *manifest,
    const struct desk_events *events)
{
	struct log_checking c = {
	    .v = v, .manifest = manifest, .events = events};
	struct log_missing *missing;
	size_t n_added, n_missing;

	if (!log_read(v, medium, manifest, events, &c.checkpoint, &c.witnesses,
		&c.leaves))
		return;
	missing = calloc(c.leaves.n + 1, sizeof(*missing));
	c.held = calloc(manifest->n_entries + 1, sizeof(*c.held));
	if (missing == NULL || c.held == NULL ||
	    !log_known_read(v, manifest->relay, c.leaves.n, &c.known) ||
	    !log_explain(&c)) {
		log_explain_tell(&c,
		    (struct desk_event){.kind = DESK_LOG_NOT_KEPT,
			.why = "memory is short, or the vault can't be read"});
	} else {
		n_added = name_added(&c);
		n_missing = name_missing(&c, missing);
		remember(&c);
		log_explain_tell(&c,
		    (struct desk_event){.kind = DESK_LOG_CHECKED,
			.publication = c.n_publications == 0
			    ? "-"
			    : manifest->publications[c.n_publications - 1].name,
			.n_entries = c.leaves.n,
			.n_missing = n_missing,
			.n_added = n_added});
		if (c.leaves.n > log_explain_covered(&c))
			log_explain_tell(&c,
			    (struct desk_event){.kind = DESK_LOG_BEYOND,
				.n_entries =
				    c.leaves.n - log_explain_covered(&c)});
		say_time(&c);
		keep(&c, missing, n_missing);
	}
	free(missing);
	log_known_finish(&c.known);
	free(c.held);
	free(c.sorted);
	free(c.leaves.items);
}
