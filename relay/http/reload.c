#include "reload.h"

#include <inttypes.h>
#include <stdio.h>

#include "common/bytes/utc_time.h"
#include "common/notes/directory_state.h"
#include "relay/commit/desk_notes.h"
#include "room.h"
#include "work_asked.h"

void
reload_rebase(
    struct store *store, const struct config *config, const struct directory *d)
{
	for (size_t i = 0; i < d->n_intakes; i++) {
		const struct desk_notes notes = {store, &d->intakes[i],
		    config->grace_seconds, config->publication_seconds};

		if (relay_intake(d, config->name, d->intakes[i].id) != NULL &&
		    !desk_notes_rebase(&notes))
			(void)fprintf(stderr,
			    "valise-relay: %s: the desk's notes could not be "
			    "held against the directory; it is tried again at "
			    "the next start\n",
			    d->intakes[i].id);
	}
}

bool
reload_version_allows(
    struct index *index, const struct directory *d, struct reason *ret_reason)
{
	struct byte_writer seen, now;
	bool found, ok;
	const char *kept;

	byte_writer_init(&seen, DIRECTORY_STATE_MAX);
	byte_writer_init(&now, DIRECTORY_STATE_MAX);
	/* What can't be read, or kept, allows nothing. */
	ok = index_meta_read(index, "directory", &seen, &found) && !seen.failed;
	kept = found ? (const char *)seen.data : NULL;
	if (ok)
		directory_state_format(d, kept, &now);
	if (!ok || now.failed) {
		reason_set(ret_reason,
		    "what was seen before can't be read, or memory is short");
		ok = false;
	} else {
		ok = directory_state_allows(kept, d, ret_reason) &&
		    index_meta_set(index, "directory", (const char *)now.data);
	}
	byte_writer_finish(&seen);
	byte_writer_finish(&now);
	return ok;
}

void
reload_say_next(const struct site *site, const struct directory *d)
{
	char text[SITE_NEXT_TEXT_BYTES];
	int64_t when;
	enum site_next next = site_next_keys(site, d, &when, text);

	if (next != SITE_NEXT_NONE)
		(void)fprintf(stderr, "valise-relay: %s%s\n",
		    next == SITE_NEXT_LACKS ? "WARNING: " : "", text);
}

bool
reload(struct server *server, struct reason *ret_reason)
{
	struct site *site = server->site;
	const struct config *changed;
	struct directory_ref *ref = NULL;
	struct reason keys = {""};
	bool ok;

	changed = config_read(site->config_path, ret_reason);
	if (changed != NULL)
		ref = directory_ref_read(changed, ret_reason);
	/* What serves couriers goes on doing so. */
	if (ref != NULL && ref->persons == NULL &&
	    changed->persons[0] != '\0') {
		*ret_reason = ref->why;
		directory_ref_put(ref);
		ref = NULL;
	}
	/* A key that is not needed yet must not keep a directory out. */
	if (ref != NULL &&
	    !relay_keys_read_again(site->config->spool, site->keys, &keys))
		(void)fprintf(stderr, "valise-relay: WARNING: %s\n", keys.text);
	/* The last one writes what it has seen. */
	ok = ref != NULL &&
	    config_may_reload(site->config, changed, ret_reason) &&
	    site_belongs(changed, site->keys, ref->directory, ret_reason) &&
	    reload_version_allows(
		store_index(server->store), ref->directory, ret_reason);
	if (ok) {
		config_let_go(site->config);
		site->config = changed;
		changed = NULL;
		reload_rebase(server->store, site->config, ref->directory);
		if (ref->persons == NULL)
			(void)fprintf(stderr,
			    "valise-relay: warning: persons is not set: no "
			    "courier is known\n");
		reload_say_next(site, ref->directory);
		directory_box_set(&site->directories, ref);
		ref = NULL;
	}
	directory_ref_put(ref);
	config_let_go(changed);
	store_set_max_bytes(server->store, site->config->max_spool_bytes);
	room_look(server);
	work_asked_look(server);
	return ok;
}
