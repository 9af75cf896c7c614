#include "log_explain.h"

#include <stdlib.h>
#include <string.h>

#include "client/desk/cases/cases.h"

static int
compare_leaves(const void *one, const void *other)
{
	return memcmp(((const struct log_leaf *)one)->bytes,
	    ((const struct log_leaf *)other)->bytes, RECEIPT_ENTRY_BYTES);
}

struct log_leaf *
log_explain_find(const struct log_checking *c, const uint8_t *bytes)
{
	const struct log_leaf wanted = {.bytes = bytes};

	return c->leaves.n == 0 ? NULL
				: bsearch(&wanted, c->sorted, c->leaves.n,
				      sizeof(wanted), compare_leaves);
}

void
log_explain_tell(const struct log_checking *c, struct desk_event event)
{
	event.relay = c->manifest->relay;
	desk_event_tell(c->events, &event);
}

static bool
sort_leaves(struct log_checking *c)
{
	c->sorted = calloc(c->leaves.n + 1, sizeof(*c->sorted));
	if (c->sorted == NULL)
		return false;
	for (size_t i = 0; i < c->leaves.n; i++)
		c->sorted[i] = (struct log_leaf){c->leaves.items[i], i, false};
	qsort(c->sorted, c->leaves.n, sizeof(*c->sorted), compare_leaves);
	return true;
}

/*
 * Padding and marker of one publication, from its seed: no entry can pass for
 * either.  False where the log does not have them there.
 */
static bool
explain_publication(
    struct log_checking *c, const struct log_publication *p, uint64_t first)
{
	uint8_t leaf[RECEIPT_ENTRY_BYTES];
	struct log_leaf *found;

	log_leaf_marker(p->name, leaf);
	found = log_explain_find(c, leaf);
	if (found == NULL || found->position != p->size - 1 ||
	    p->n_padding > p->size - first)
		return false;
	found->explained = true;
	for (uint32_t i = 0; i < p->n_padding; i++) {
		log_leaf_padding(p->seed, i, leaf);
		found = log_explain_find(c, leaf);
		if (found == NULL || found->position < first ||
		    found->position >= p->size)
			return false;
		found->explained = true;
	}
	return true;
}

static void
explain_publications(struct log_checking *c)
{
	uint64_t first = 0;

	for (size_t i = 0; i < c->manifest->n_publications; i++) {
		const struct log_publication *p = &c->manifest->publications[i];

		if (p->size > c->leaves.n)
			break;
		if (!explain_publication(c, p, first)) {
			log_explain_tell(c,
			    (struct desk_event){.kind = DESK_LOG_NOT_AS_LISTED,
				.publication = p->name});
			break;
		}
		first = p->size;
		c->n_publications++;
	}
}

uint64_t
log_explain_covered(const struct log_checking *c)
{
	return c->n_publications == 0
	    ? 0
	    : c->manifest->publications[c->n_publications - 1].size;
}

/* Marks the entries of one case. */
static bool
explain_case(void *context, const struct case_row *row)
{
	struct log_checking *c = context;
	uint8_t entry[RECEIPT_ENTRY_BYTES];
	struct log_leaf *found;

	for (size_t n = 0; n < row->n_entries && row->has_hash; n++) {
		if (!row->entries[n].has_nonce)
			continue;
		receipt_entry(row->entries[n].nonce, row->sha256, entry);
		found = log_explain_find(c, entry);
		if (found != NULL)
			found->explained = true;
	}
	return true;
}

bool
log_explain(struct log_checking *c)
{
	struct reason reason;

	if (!sort_leaves(c))
		return false;
	explain_publications(c);
	return cases_each(
	    vault_store(c->v), explain_case, c, c->events, &reason);
}
