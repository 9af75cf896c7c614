/* A newer directory that came along. */
#include "import_parts.h"

#include <errno.h>
#include <stdlib.h>

#include "client/desk/release/release_check.h"
#include "client/desk/release/release_seen.h"
#include "common/notes/medium.h"

/* A small file at the stick's top; NULL where there is none that can be read.
 */
static uint8_t *
read_top(struct importing *m, const char *name, size_t most, size_t *ret_len)
{
	char *path = medium_file(m->options->medium, name);
	uint8_t *bytes = NULL;

	errno = ENOMEM;
	if (path == NULL || !medium_read(path, most, &bytes, ret_len)) {
		bytes = NULL;
		if (errno != ENOENT)
			import_tell(m,
			    (struct desk_event){.kind = DESK_DIRECTORY_REFUSED,
				.why = medium_error_text(errno)});
	}
	free(path);
	return bytes;
}

/* Its files are for whoever wants it: here no envelope waits for them. */
void
import_look_at_release(struct importing *m)
{
	char *folder = release_folder(m->options->medium);
	struct release_read *r = calloc(1, sizeof(*r));
	struct reason reason = {"there is not enough memory"};
	enum release_found found = RELEASE_REFUSED;
	struct release_newest newest = {.known = false};
	struct desk_event event = {.kind = DESK_RELEASE_REFUSED};

	if (folder != NULL && r != NULL)
		found = release_read(vault_directory(m->v), folder, r, &reason);
	if (found == RELEASE_SIGNED) {
		event.kind = DESK_RELEASE_NOT_KEPT;
		if (release_remember(m->v, r, &newest, &reason)) {
			event.kind = newest.another ? DESK_RELEASE_ANOTHER
			    : release_version_compare(r->release.version,
				  release_own_version) <= 0 ||
				(newest.known &&
				    release_version_compare(
					r->release.version, newest.version) < 0)
			    ? DESK_RELEASE_OLD
			    : DESK_RELEASE_NEW;
		}
		event.id = r->release.version;
		event.publication = r->release.day;
	}
	event.why = reason.text;
	if (found != RELEASE_NONE)
		import_tell(m, event);
	if (r != NULL)
		release_read_finish(r);
	free(folder);
	free(r);
}

/* Newer ones that came along, by their own signatures. */
void
import_adopt(struct importing *m)
{
	struct reason reason = {""};
	uint64_t before = vault_directory(m->v)->version;
	struct vault_notes notes = {0};
	uint8_t *directory, *persons;

	directory =
	    read_top(m, "directory.note", DIRECTORY_MAX, &notes.directory_len);
	persons = read_top(m, "persons.note", PERSONS_MAX, &notes.persons_len);
	notes.directory = directory;
	notes.persons = persons;
	if (directory == NULL)
		; /* none came */
	else if (!vault_adopt(m->v, &notes, NULL, &reason))
		import_tell(m,
		    (struct desk_event){
			.kind = DESK_DIRECTORY_REFUSED, .why = reason.text});
	else if (vault_directory(m->v)->version > before)
		import_tell(m,
		    (struct desk_event){.kind = DESK_DIRECTORY_TAKEN,
			.version = vault_directory(m->v)->version});
	free(directory);
	free(persons);
}
