/*
 * Envelopes that are stored together: while one is taken in the next ones are
 * opened, the disk is waited for once for all of them, and each has its own
 * result.
 */
#include "import_parts.h"

#define FILES_MAX 200            /* descriptors */
#define BYTES_MAX (64ull << 20)  /* that wait for the disk */
#define AHEAD (OPENING_JOBS - 1) /* one place is for what is tried again */

/* Waits for all but the last `ahead`. */
static void
wait_for_all_but(struct importing *m, size_t ahead)
{
	struct import_group *g = &m->group;

	while (g->n_open + ahead < g->n) {
		struct import_item *item = g->items[g->n_open++];

		import_item_wait(m, item);
		g->n_files += import_item_files(item);
		g->bytes += import_item_bytes(item);
	}
}

bool
import_group_add(struct importing *m, struct listed_file *file,
    struct durable_file *original)
{
	struct import_group *g = &m->group;
	struct import_item *item;

	if (g->most == 0)
		g->most = IMPORT_GROUP_FIRST;
	wait_for_all_but(m, AHEAD - 1);
	item = import_item_begin(m, file, original);
	if (item == NULL)
		return false;
	g->items[g->n++] = item;
	if (g->n < g->most && g->n_files < FILES_MAX && g->bytes < BYTES_MAX)
		return true;
	import_group_end(m);
	g->most = IMPORT_GROUP_MAX;
	return true;
}

/* Rows of what is on the disk; whether there are any. */
static void
store_all(struct importing *m, const struct durable_batch *batch,
    bool *ret_stored, enum import_verdict *ret_verdicts)
{
	struct import_group *g = &m->group;

	desk_store_lazily(m->store);
	for (size_t i = 0; i < g->n; i++) {
		if (g->items[i] == NULL)
			continue;
		reason_set(m->reason, "there is not enough memory");
		ret_stored[i] =
		    import_item_store(m, g->items[i], batch, &ret_verdicts[i]);
		if (!ret_stored[i])
			import_name_failed(m,
			    import_item_listed(g->items[i])->entries->sha256);
	}
	if (desk_store_sync(m->store))
		return;
	/* What is behind it on the disk would be no better: nothing more is
	 * taken in, and nothing is noted, before it is opened anew. */
	m->ended = m->unsynced = true;
	reason_set(m->reason,
	    "the case store could not be written to its disk: close the desk, "
	    "see to the disk, and open it again");
	for (size_t i = 0; i < g->n; i++) {
		if (!ret_stored[i])
			continue;
		ret_stored[i] = false;
		import_name_failed(
		    m, import_item_listed(g->items[i])->entries->sha256);
	}
}

/* Lines of the note, and copies, of what is held for certain. */
static void
say_held(struct importing *m, const bool *stored,
    const enum import_verdict *verdicts)
{
	for (size_t i = 0; i < m->group.n; i++) {
		if (!stored[i])
			continue;
		if (verdicts[i] == IMPORT_HELD)
			m->counts.held++;
		else
			m->counts.unopenable++;
		import_add_held(m,
		    import_item_listed(m->group.items[i])->entries->sha256,
		    verdicts[i]);
	}
}

/* Those that can't be are named, and are none of the group any more. */
static void
stage_all(struct importing *m, struct durable_batch *batch)
{
	struct import_group *g = &m->group;

	for (size_t i = 0; i < g->n; i++) {
		if (batch != NULL && import_item_stage(m, g->items[i], batch))
			continue;
		import_name_failed(
		    m, import_item_listed(g->items[i])->entries->sha256);
		import_item_destroy(m, g->items[i]);
		g->items[i] = NULL;
	}
}

void
import_look_around(struct importing *m)
{
	if (m->options->between != NULL && !m->ended)
		m->ended = !m->options->between(
		    m->options->between_context, m->n_seen, m->n_all);
}

void
import_group_end(struct importing *m)
{
	struct import_group *g = &m->group;
	enum import_verdict verdicts[IMPORT_GROUP_MAX];
	bool stored[IMPORT_GROUP_MAX] = {false};
	struct durable_batch *batch;

	if (g->n == 0)
		return;
	wait_for_all_but(m, 0);
	batch = durable_batch_create();
	reason_set(m->reason, "there is not enough memory");
	stage_all(m, batch);
	if (batch != NULL) {
		durable_batch_commit(batch);
		store_all(m, batch, stored, verdicts);
		say_held(m, stored, verdicts);
	}
	durable_batch_destroy(batch);
	for (size_t i = 0; i < g->n; i++)
		import_item_destroy(m, g->items[i]);
	g->n = g->n_open = g->n_files = 0;
	g->bytes = 0;
	import_look_around(m);
}
