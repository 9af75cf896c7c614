#include "import_parts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/bytes/text_codec.h"
#include "common/bytes/utc_time.h"
#include "common/notes/medium.h"
#include "log_check.h"

static bool
verify_manifest(struct importing *m, const uint8_t *bytes, size_t len,
    struct manifest *ret_manifest)
{
	struct signed_note note;

	if (signed_note_parse(bytes, len, &note) != NOTE_OK ||
	    !manifest_parse(note.text, note.text_len, ret_manifest)) {
		reason_set(m->reason,
		    "its manifest is damaged or only half there: copy the "
		    "stick again, or import what is intact with "
		    "--without-manifest");
		return false;
	}
	if (strcmp(ret_manifest->intake, m->intake) != 0) {
		reason_set(m->reason,
		    "its manifest is for the intake %s, and this desk is %s",
		    ret_manifest->intake, m->intake);
		return false;
	}
	if (persons_who_signed(
		vault_persons(m->v), &note, m->intake, utc_time_now()) != NULL)
		return true;
	if (vault_persons(m->v) == NULL) {
		reason_set(m->reason,
		    "this vault has no persons' note of its directory, so no "
		    "courier is known: valise-desk directory adopt --persons");
		return false;
	}
	reason_set(m->reason,
	    "no courier of this desk signed its manifest; --without-manifest "
	    "imports intact envelopes all the same");
	return false;
}

/* The list in one relay's folder; false with a reason, and nothing to finish.
 */
static bool
read_list(
    struct importing *m, const char *folder, struct manifest *ret_manifest)
{
	char name[MEDIUM_RELAY_FOLDER_BYTES + 32];
	char own[MEDIUM_RELAY_FOLDER_BYTES], *path;
	uint8_t *bytes = NULL;
	size_t len = 0;
	bool ok = false;

	(void)snprintf(name, sizeof(name), "in/%s/manifest.note", folder);
	path = medium_path(m->options->medium, m->intake, name);
	if (path == NULL || !medium_read(path, MANIFEST_MAX, &bytes, &len))
		reason_set(m->reason, "there is no manifest (%s)",
		    medium_error_text(path == NULL ? ENOMEM : errno));
	else
		ok = verify_manifest(m, bytes, len, ret_manifest);
	if (ok) {
		medium_relay_folder(ret_manifest->relay, own);
		ok = strcmp(own, folder) == 0;
		if (!ok)
			reason_set(m->reason,
			    "its manifest lies in the place of another relay");
	}
	if (!ok) {
		manifest_finish(ret_manifest);
		memset(ret_manifest, 0, sizeof(*ret_manifest));
	}
	free(bytes);
	free(path);
	return ok;
}

/* "relay-" and sixteen hexadecimal digits. */
static bool
is_relay_folder(const char *name)
{
	return strlen(name) == MEDIUM_RELAY_FOLDER_BYTES - 1 &&
	    strncmp(name, "relay-", 6) == 0 &&
	    strspn(name + 6, "0123456789abcdef") == 16;
}

static int
compare_folders(const void *one, const void *other)
{
	return strcmp(one, other);
}

/* What was found, each once. */
struct found_folders {
	size_t n;
	size_t beyond; /* more than are taken */
	char names[MEDIUM_RELAYS_MAX][MEDIUM_RELAY_FOLDER_BYTES];
};

static void
add_folder(struct found_folders *f, const char *name)
{
	for (size_t i = 0; i < f->n; i++)
		if (strcmp(f->names[i], name) == 0)
			return;
	if (f->n < MEDIUM_RELAYS_MAX)
		(void)strcpy(f->names[f->n++], name);
	else
		f->beyond++;
}

/*
 * The folders of relays, sorted, so that a stick is read in one order.  Those
 * of the directory's relays first: no others on the stick take their place.
 */
static void
list_folders(struct importing *m, struct found_folders *f)
{
	const struct directory_intake *intake =
	    directory_intake(vault_directory(m->v), m->intake);
	char *folder = medium_path(m->options->medium, m->intake, "in");
	DIR *dir = folder == NULL ? NULL : opendir(folder);
	char name[MEDIUM_RELAY_FOLDER_BYTES];
	struct dirent *e;
	struct stat found;

	memset(f, 0, sizeof(*f));
	for (size_t i = 0;
	     dir != NULL && intake != NULL && i < intake->n_relays; i++) {
		medium_relay_folder(intake->relays[i].name, name);
		if (fstatat(dirfd(dir), name, &found, AT_SYMLINK_NOFOLLOW) == 0)
			add_folder(f, name);
	}
	while (dir != NULL && (e = readdir(dir)) != NULL)
		if (is_relay_folder(e->d_name))
			add_folder(f, e->d_name);
	if (dir != NULL)
		(void)closedir(dir);
	free(folder);
	qsort(f->names, f->n, sizeof(f->names[0]), compare_folders);
}

bool
import_read_lists(struct importing *m)
{
	struct found_folders f;
	struct reason why;

	list_folders(m, &f);
	reason_set(m->reason, "there is no manifest");
	for (size_t i = 0; i < f.n; i++) {
		if (read_list(m, f.names[i], &m->lists[m->n_lists])) {
			m->n_lists++;
			continue;
		}
		m->counts.unread++;
		if (f.n > 1)
			import_tell(m,
			    (struct desk_event){.kind = DESK_LIST_REFUSED,
				.id = f.names[i],
				.why = m->reason->text});
	}
	if (f.beyond > 0) {
		m->counts.unread += f.beyond;
		import_tell(m,
		    (struct desk_event){.kind = DESK_LIST_REFUSED,
			.id = "the rest",
			.why = "there are more lists than one stick has"});
	}
	if (m->n_lists > 0)
		return true;
	why = *m->reason;
	reason_set(m->reason, "%.400s. Nothing was imported", why.text);
	return false;
}

bool
import_list_files(struct importing *m)
{
	char *folder = medium_path(m->options->medium, m->intake, "in");
	DIR *dir = folder == NULL ? NULL : opendir(folder);
	struct manifest *list = &m->lists[0];
	struct manifest_entry *grown;
	struct dirent *e;
	struct stat found;
	bool ok = dir != NULL;

	if (!ok)
		reason_set(
		    m->reason, "%s: %s", m->options->medium, strerror(errno));
	m->n_lists = 1;
	(void)snprintf(list->relay, sizeof(list->relay), "unknown");
	while (ok && (e = readdir(dir)) != NULL) {
		struct manifest_entry entry = {.publication = "0"};

		if (strlen(e->d_name) != 68 ||
		    strcmp(e->d_name + 64, ".age") != 0 ||
		    !hex_decode(e->d_name, 64, entry.sha256, 32) ||
		    fstatat(dirfd(dir), e->d_name, &found,
			AT_SYMLINK_NOFOLLOW) != 0)
			continue;
		entry.size = (uint64_t)found.st_size;
		grown = realloc(
		    list->entries, (list->n_entries + 1) * sizeof(*grown));
		ok = grown != NULL;
		if (ok) {
			list->entries = grown;
			grown[list->n_entries++] = entry;
		}
	}
	if (dir != NULL)
		(void)closedir(dir);
	free(folder);
	return ok;
}

/* Each relay's, whatever became of the files; and who shows none. */
void
import_check_logs(struct importing *m)
{
	const struct directory_intake *intake =
	    directory_intake(vault_directory(m->v), m->intake);
	int64_t now = utc_time_now();

	for (size_t l = 0; l < m->n_lists; l++)
		log_check(
		    m->v, m->options->medium, &m->lists[l], m->options->events);
	for (size_t i = 0; intake != NULL && i < intake->n_relays; i++) {
		const struct directory_relay *r = &intake->relays[i];
		size_t l = 0;

		while (
		    l < m->n_lists && strcmp(m->lists[l].relay, r->name) != 0)
			l++;
		if (l == m->n_lists && r->from <= now && now < r->until)
			import_tell(m,
			    (struct desk_event){
				.kind = DESK_LOG_NO_LIST, .relay = r->name});
	}
}
