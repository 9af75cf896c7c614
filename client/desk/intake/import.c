#include "import.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/desk/cases/case_attachments.h"
#include "client/desk/cases/case_upgrade.h"
#include "client/desk/cases/cases.h"
#include "client/desk/vault/series.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/text_codec.h"
#include "common/bytes/utc_time.h"
#include "common/notes/medium.h"
#include "common/work/task.h"
#include "import_parts.h"

void
import_tell(const struct importing *m, struct desk_event event)
{
	desk_event_tell(m->options->events, &event);
}

void
import_forget_follow_ups(struct importing *m)
{
	follow_ups_destroy(m->follow_ups);
	m->follow_ups = NULL;
}

/* The largest of what lists say of it: they may say what they like. */
static uint64_t
most_of(const struct listed_file *f)
{
	uint64_t most = 0;

	for (size_t i = 0; i < f->n; i++)
		if (f->entries[i].size > most)
			most = f->entries[i].size;
	return most;
}

/* The bytes are there, so their size is known. */
static void
know_size(struct listed_file *f, uint64_t size)
{
	for (size_t i = 0; i < f->n; i++)
		f->entries[i].size = size;
}

static enum copied
copy_original(struct importing *m, struct listed_file *f)
{
	uint64_t size = 0;
	enum copied copied =
	    import_copy_original(m, f->entries->sha256, most_of(f), &size);

	if (copied == COPIED)
		know_size(f, size);
	return copied;
}

size_t
import_run_of(const struct listed_file *f, size_t at)
{
	size_t n = 0;

	while (at + n < f->n && f->lists[at + n] == f->lists[at])
		n++;
	return n;
}

bool
import_add_entries(struct importing *m, const struct listed_file *f, size_t at,
    const char *hex, const char *id)
{
	for (size_t n; at < f->n; at += n) {
		n = import_run_of(f, at);
		if (!cases_add_entries(m->store, hex, f->entries + at, n,
			m->lists[f->lists[at]].relay, m->reason))
			return false;
		if (m->follow_ups != NULL &&
		    !follow_ups_add_entries(
			m->follow_ups, id, f->entries + at, n))
			import_forget_follow_ups(m);
	}
	return true;
}

/* False with a reason where it can't be told: then nothing comes back. */
static bool
was_disposed(struct importing *m, const char *id, bool *ret_was)
{
	struct case_row *row = cases_get(m->store, id, m->reason);

	if (row == NULL)
		return false;
	*ret_was = row->disposal != NULL;
	case_row_destroy(row);
	return true;
}

/* Held from before: new entries are added, and it is in a note by now. */
static bool
take_known(
    struct importing *m, struct listed_file *f, const char *hex, const char *id)
{
	const uint8_t *sha256 = f->entries->sha256;
	struct case_row *row;
	bool noted, opened, gone;

	if (!cases_file_noted(m->store, hex, &noted, m->reason))
		return false;
	if (noted ? !import_has_original(m, sha256, id)
		  : !import_is_whole(m, sha256, id)) {
		/* The vault had lost it: held again only if the stick has it.
		 */
		enum copied copied;

		if (!was_disposed(m, id, &gone))
			return false;
		if (gone) {
			m->counts.known++;
			return true;
		}
		copied = copy_original(m, f);
		if (copied == COPY_FAILED)
			return false;
		if (copied != COPIED) {
			m->counts.damaged++;
			import_tell(m,
			    (struct desk_event){
				.kind = DESK_ORIGINAL_LOST, .id = id});
			return true; /* never said to be held */
		}
	}
	if (!m->options->without_manifest &&
	    !import_add_entries(m, f, 0, hex, id))
		return false;
	if (noted) {
		m->counts.known++;
		return true;
	}
	row = cases_get(m->store, id, m->reason);
	if (row == NULL)
		return false; /* nothing is signed of what can't be read */
	m->counts.known++;
	opened = row->report != NULL;
	case_row_destroy(row);
	import_add_held(
	    m, sha256, opened ? IMPORT_HELD : IMPORT_HELD_UNOPENABLE);
	return true;
}

static bool
take_file(struct importing *m, struct listed_file *f)
{
	char hex[65], id[CASE_ID_BYTES];
	struct durable_file original;
	uint64_t size;

	m->counts.listed++;
	hex_encode(f->entries->sha256, 32, hex);
	switch (cases_find_file(m->store, hex, id, m->reason)) {
	case DESK_FOUND:
		return take_known(m, f, hex, id);
	case DESK_UNREADABLE:
		return false;
	case DESK_ABSENT:
		break;
	}
	switch (import_stage_original(
	    m, f->entries->sha256, most_of(f), &original, &size)) {
	case COPY_FAILED:
		return false;
	case COPY_MISSING:
		m->counts.missing++;
		import_tell(m,
		    (struct desk_event){
			.kind = DESK_FILE_MISSING, .sha256_hex = hex});
		return true;
	case COPY_DAMAGED:
		m->counts.damaged++;
		import_tell(m,
		    (struct desk_event){
			.kind = DESK_FILE_DAMAGED, .sha256_hex = hex});
		if (!m->options->without_manifest)
			import_add_line(m, f->entries->sha256, IMPORT_DAMAGED);
		return true;
	case COPIED:
		break;
	}
	know_size(f, size);
	return import_group_add(m, f, &original);
}

void
import_name_failed(struct importing *m, const uint8_t sha256[static 32])
{
	char hex[65];

	import_forget_waiting(m, sha256);
	m->counts.failed++;
	hex_encode(sha256, 32, hex);
	import_tell(m,
	    (struct desk_event){.kind = DESK_FILE_FAILED,
		.sha256_hex = hex,
		.why = m->reason->text});
}

static bool
take_files(struct importing *m)
{
	struct import_files *all = import_files_create(m);

	if (all != NULL)
		m->note.lines =
		    calloc(all->n + m->waiting.n + 1, sizeof(*m->note.lines));
	if (all == NULL || m->note.lines == NULL) {
		reason_set(m->reason, "there is not enough memory");
		import_files_destroy(all);
		return false;
	}
	task_start(&m->progress, m->options->follow, TASK_IMPORTING, all->n);
	m->n_all = all->n;
	for (; m->n_seen < all->n && !m->ended;
	     task_set(&m->progress, m->n_seen)) {
		struct listed_file *f = &all->files[m->n_seen++];

		reason_set(m->reason, "there is not enough memory");
		if (!take_file(m, f))
			import_name_failed(m, f->entries->sha256);
		/* Also where nothing is new. */
		if (m->group.n == 0 && m->n_seen % IMPORT_GROUP_MAX == 0)
			import_look_around(m);
	}
	m->counts.left = all->n - m->n_seen;
	import_group_end(m);
	task_end(&m->progress);
	import_files_destroy(all);
	if (m->unsynced)
		reason_set(m->reason,
		    "the case store could not be written to its disk: close "
		    "the desk, see to the disk, and open it again. Nothing is "
		    "noted of what was imported now");
	return !m->unsynced;
}

_Static_assert(VAULT_EPOCHS_MAX <= OPENING_KEYS_MAX,
    "the process that opens takes all of a vault's");

/* Each row says which of them opened it. */
static bool
name_epochs(
    struct importing *m, const struct age_identity *const *epochs, size_t n)
{
	char text[AGE_RECIPIENT_TEXT_BYTES];
	struct age_recipient own;

	m->epochs = calloc(n + 1, sizeof(*m->epochs));
	if (m->epochs == NULL)
		return false;
	for (size_t i = 0; i < n; i++) {
		age_identity_recipient(epochs[i], &own);
		age_recipient_format(&own, text);
		desk_store_name_id(text, m->epochs[i]);
	}
	m->n_epochs = n;
	return true;
}

/*
 * The epochs' keys go to the process that opens, and are here no more; and a
 * thread to seal ahead.
 */
static bool
prepare(struct importing *m)
{
	size_t n;
	const struct age_identity *const *epochs = vault_epochs(m->v, &n);
	size_t missing;

	m->holders = calloc(1, sizeof(*m->holders));
	if (m->holders == NULL ||
	    !vault_epochs_missing(m->v, &missing, m->reason))
		return false;
	/* What is theirs would be put aside, and its sender told. */
	if (missing > 0 && !m->options->lost_keys) {
		reason_set(m->reason,
		    "%zu of the epochs' keys, which nobody destroyed, are not "
		    "here: bring their folder, on whatever medium it is. Where "
		    "they are lost for good, import --lost goes on without "
		    "them. Nothing was imported",
		    missing);
		return false;
	}
	if (!name_epochs(m, epochs, n))
		return false;
	if (!opening_give(m->options->opening, epochs, n, m->reason))
		return false;
	vault_forget_epochs(m->v);
	m->team = worker_team_create(worker_team_useful() > 0 ? 1 : 0);
	return true;
}

/* By the directory that is in use by now.  Where there is nobody each envelope
 * says so. */
static void
find_holders(struct importing *m)
{
	struct reason ignored;

	if (!case_holders_first(m->v, m->holders, &ignored))
		m->holders->n = 0;
}

/* Whatever became of it. */
static void
finish(struct importing *m)
{
	opening_take_back(m->options->opening);
	worker_team_destroy(m->team);
	free(m->holders);
	follow_ups_destroy(m->follow_ups);
	import_note_finish(&m->note);
	free(m->waiting.hashes);
	free(m->epochs);
	for (size_t l = 0; l < m->n_lists; l++)
		manifest_finish(&m->lists[l]);
}

bool
import_medium(struct vault *v, const struct import_options *options,
    struct import_counts *ret_counts, struct reason *ret_reason)
{
	struct importing m = {.v = v,
	    .store = vault_store(v),
	    .intake = vault_intake(v),
	    .options = options,
	    .reason = ret_reason};
	bool ok;

	if (vault_directory(v) == NULL) {
		reason_set(ret_reason,
		    "this desk has no directory yet: valise-desk directory "
		    "adopt");
		return false;
	}
	if (!desk_store_writable(vault_store(v))) {
		reason_set(ret_reason,
		    "the case store is not what its journal says, and nothing "
		    "is signed for on it: repair. Nothing was imported");
		return false;
	}
	if (!medium_has(options->medium, vault_intake(v))) {
		reason_set(ret_reason,
		    "it is not a stick for this desk: it has no valise/%s, or "
		    "a link stands for a folder of it. "
		    "Nothing was imported",
		    vault_intake(v));
		return false;
	}
	reason_set(ret_reason, "there is not enough memory");
	/* The keys go before anything of a stranger's is read. */
	if (!prepare(&m)) {
		finish(&m);
		return false;
	}
	import_adopt(&m);
	import_look_at_release(&m);
	if (!import_take_back(&m)) {
		finish(&m);
		return false;
	}
	find_holders(&m);
	import_settle_last(&m);
	/* One that can't be parted is told, and keeps nothing from coming. */
	(void)case_upgrade(v, options->events, ret_reason);
	case_attachments_sweep(v);
	ok = import_find_waiting(&m) &&
	    (options->without_manifest ? import_list_files(&m)
				       : import_read_lists(&m)) &&
	    take_files(&m);
	if (ok) {
		import_note_waiting(&m);
		import_name_lost(&m);
	}
	/* Whatever became of the notes, the logs are looked at. */
	if (ok && !options->without_manifest)
		import_check_logs(&m);
	ok = ok && import_write_notes(&m) &&
	    series_copy(v, SERIES_IMPORT_NOTES, options->medium, ret_reason);
	m.counts.noted = ok ? m.note.n_lines : 0;
	*ret_counts = m.counts;
	finish(&m);
	return ok;
}
