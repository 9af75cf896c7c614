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

static bool
verify_manifest(struct importing *m, const uint8_t *bytes, size_t len)
{
	struct signed_note note;

	if (signed_note_parse(bytes, len, &note) != NOTE_OK ||
	    !manifest_parse(note.text, note.text_len, &m->manifest)) {
		reason_set(m->reason,
		    "its manifest is damaged or only half there. Nothing was "
		    "imported; copy the stick again, or import what is intact "
		    "with --without-manifest");
		return false;
	}
	if (strcmp(m->manifest.intake, m->intake) != 0) {
		reason_set(m->reason,
		    "its manifest is for the intake %s, and this desk is %s",
		    m->manifest.intake, m->intake);
		return false;
	}
	if (persons_who_signed(
		vault_persons(m->v), &note, m->intake, utc_time_now()) != NULL)
		return true;
	if (vault_persons(m->v) == NULL) {
		reason_set(m->reason,
		    "this vault has no persons' note of its directory, so no "
		    "courier is known: valise-desk directory adopt --persons. "
		    "Nothing was imported");
		return false;
	}
	reason_set(m->reason,
	    "no courier of this desk signed its manifest. Nothing was "
	    "imported; --without-manifest imports intact envelopes all the "
	    "same");
	return false;
}

bool
import_read_manifest(struct importing *m)
{
	char *path =
	    medium_path(m->options->medium, m->intake, "in/manifest.note");
	uint8_t *bytes = NULL;
	size_t len = 0;
	bool ok = false;

	if (path == NULL || !medium_read(path, MANIFEST_MAX, &bytes, &len))
		reason_set(m->reason,
		    "there is no manifest (%s). Nothing was imported",
		    strerror(errno));
	else
		ok = verify_manifest(m, bytes, len);
	free(bytes);
	free(path);
	return ok;
}

bool
import_list_files(struct importing *m)
{
	char *folder = medium_path(m->options->medium, m->intake, "in");
	DIR *dir = folder == NULL ? NULL : opendir(folder);
	struct manifest_entry *grown;
	struct dirent *e;
	struct stat found;
	bool ok = dir != NULL;

	if (!ok)
		reason_set(
		    m->reason, "%s: %s", m->options->medium, strerror(errno));
	(void)snprintf(m->manifest.relay, sizeof(m->manifest.relay), "unknown");
	while (ok && (e = readdir(dir)) != NULL) {
		struct manifest_entry entry = {.publication = "0"};

		if (strlen(e->d_name) != 68 ||
		    strcmp(e->d_name + 64, ".age") != 0 ||
		    !hex_decode(e->d_name, 64, entry.sha256, 32) ||
		    fstatat(dirfd(dir), e->d_name, &found,
			AT_SYMLINK_NOFOLLOW) != 0)
			continue;
		entry.size = (uint64_t)found.st_size;
		grown = realloc(m->manifest.entries,
		    (m->manifest.n_entries + 1) * sizeof(*grown));
		ok = grown != NULL;
		if (ok) {
			m->manifest.entries = grown;
			grown[m->manifest.n_entries++] = entry;
		}
	}
	if (dir != NULL)
		(void)closedir(dir);
	free(folder);
	return ok;
}
