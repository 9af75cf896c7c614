#include "published.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes/durable_file.h"
#include "common/notes/directory_changes.h"
#include "proposal.h"

#define DIRECTORY_NOTE "directory.note"
#define PERSONS_NOTE "persons.note"

/* Signed by as many as it says itself; NULL with a reason. */
static struct directory *
open_own(const void *bytes, size_t len, struct reason *reason)
{
	struct directory *text = NULL, *d = NULL;
	const char *from;
	size_t from_len;

	proposal_text(bytes, len, &from, &from_len);
	if (directory_read_text(from, from_len, &text, reason) == DIRECTORY_OK)
		(void)directory_open_pinned(
		    bytes, len, &text->authority, &d, reason);
	directory_destroy(text);
	return d;
}

/* False where it is there and can't be read; NULL where it is not. */
static bool
read_note(const char *folder, const char *name, size_t most,
    uint8_t **ret_bytes, size_t *ret_len, struct reason *reason)
{
	char *path = durable_file_join(folder, name);
	bool ok;

	*ret_bytes = NULL;
	errno = ENOMEM;
	ok = path != NULL && durable_file_read(path, most, ret_bytes, ret_len);
	if (!ok) {
		*ret_bytes = NULL;
		ok = errno == ENOENT;
		if (!ok)
			reason_set(
			    reason, "%s/%s: %s", folder, name, strerror(errno));
	}
	free(path);
	return ok;
}

bool
published_read(const char *folder, struct published *ret_published,
    struct reason *ret_reason)
{
	struct published *p = ret_published;
	uint8_t *directory, *persons = NULL;
	struct reason why = {""};
	size_t len, persons_len;
	bool ok;

	memset(p, 0, sizeof(*p));
	ok = read_note(folder, DIRECTORY_NOTE, DIRECTORY_MAX, &directory, &len,
		 ret_reason) &&
	    read_note(folder, PERSONS_NOTE, PERSONS_MAX, &persons, &persons_len,
		ret_reason);
	if (ok && directory != NULL) {
		p->directory = open_own(directory, len, &why);
		ok = p->directory != NULL;
		/* One of another directory, after an end in between, is none.
		 */
		if (ok && persons != NULL)
			p->persons = persons_open(
			    persons, persons_len, p->directory, &why);
		if (!ok)
			reason_set(ret_reason, "%s/%s: %s", folder,
			    DIRECTORY_NOTE, why.text);
	}
	free(directory);
	free(persons);
	return ok;
}

void
published_finish(struct published *p)
{
	directory_destroy(p->directory);
	persons_destroy(p->persons);
	memset(p, 0, sizeof(*p));
}

bool
published_precedes(const struct published *p, const struct directory *next,
    struct reason *ret_reason)
{
	const struct directory *old = p->directory;
	const uint64_t wanted = old == NULL ? 1 : old->version + 1;

	if (next->version != wanted)
		reason_set(ret_reason,
		    "it has version %" PRIu64 ", and the next is %" PRIu64,
		    next->version, wanted);
	else if (old != NULL && strcmp(old->name, next->name) != 0)
		reason_set(ret_reason,
		    "it is named %s, and what was published "
		    "is %s",
		    next->name, old->name);
	else if (old != NULL && !directory_follows(next, old))
		reason_set(ret_reason,
		    "its authority does not follow on the one that was "
		    "published: a change of the members goes into links, "
		    "signed by the old ones and the new ones");
	else if (old != NULL && next->issued < old->issued)
		reason_set(ret_reason,
		    "it is issued before the one that was published");
	else
		return true;
	return false;
}

static void
print_line(void *context, const char *text)
{
	(void)fprintf(context, "  %s\n", text);
}

void
published_show_changes(const struct published *p, const struct directory *next,
    const struct persons *persons, FILE *out)
{
	const struct persons nobody = {.body = NULL};
	size_t n;

	if (p->directory == NULL) {
		(void)fputs("It is the first.\n", out);
		return;
	}
	(void)fprintf(out,
	    "Changes from version %" PRIu64 " to %" PRIu64
	    " (names, and dates of keys that stay, are not compared):\n",
	    p->directory->version, next->version);
	n = directory_changes(p->directory, next, print_line, out);
	n += persons_changes(p->persons == NULL ? &nobody : p->persons,
	    persons == NULL ? &nobody : persons, print_line, out);
	if (n == 0)
		(void)fputs("  nothing but dates\n", out);
}

/* --- together --- */

static bool
has_line(const struct signed_note *note, size_t n, const struct signed_note *of,
    size_t i)
{
	for (size_t j = 0; j < n; j++)
		if (note->signatures[j].id == of->signatures[i].id &&
		    note->signatures[j].name_len ==
			of->signatures[i].name_len &&
		    memcmp(note->signatures[j].name, of->signatures[i].name,
			of->signatures[i].name_len) == 0)
			return true;
	return false;
}

bool
published_merge(const struct published_file *files, size_t n,
    struct byte_writer *w, struct reason *ret_reason)
{
	struct signed_note *notes = calloc(n, sizeof(*notes));
	bool ok = notes != NULL;

	reason_set(ret_reason, "there is not enough memory");
	for (size_t f = 0; f < n && ok; f++) {
		ok = signed_note_parse(
			 files[f].bytes, files[f].len, &notes[f]) == NOTE_OK;
		if (!ok) {
			reason_set(ret_reason,
			    "file %zu has no signatures, or is no note", f + 1);
		} else if (notes[f].text_len != notes[0].text_len ||
		    memcmp(notes[f].text, notes[0].text, notes[0].text_len) !=
			0) {
			reason_set(ret_reason,
			    "file %zu has another text than the first: the "
			    "members did not sign the same",
			    f + 1);
			ok = false;
		}
	}
	if (ok) {
		byte_writer_put(w, notes[0].text, notes[0].text_len);
		byte_writer_text(w, "\n");
	}
	for (size_t f = 0; f < n && ok; f++)
		for (size_t i = 0; i < notes[f].n_signatures; i++) {
			bool there = has_line(&notes[f], i, &notes[f], i);

			for (size_t g = 0; g < f && !there; g++)
				there = has_line(&notes[g],
				    notes[g].n_signatures, &notes[f], i);
			if (!there)
				signed_note_copy_line(w, &notes[f], i);
		}
	free(notes);
	return ok;
}

static bool
write_note(const char *folder, const char *name,
    const struct published_file *file, struct reason *reason)
{
	char *path = durable_file_join(folder, name);
	bool ok;

	errno = ENOMEM;
	ok = path != NULL &&
	    durable_file_write(
		path, file->bytes, file->len, 0644, DURABLE_REPLACE);
	if (!ok)
		reason_set(reason, "%s/%s: %s", folder, name, strerror(errno));
	free(path);
	return ok;
}

bool
published_write(const char *folder, const struct published *p,
    const struct published_file *directory,
    const struct published_file *persons, struct reason *ret_reason)
{
	struct directory *d;
	struct persons *who = NULL;
	bool ok;

	d = p->directory == NULL
	    ? open_own(directory->bytes, directory->len, ret_reason)
	    : directory_open_after(
		  p->directory, directory->bytes, directory->len, ret_reason);
	if (d != NULL)
		who = persons_open(persons->bytes, persons->len, d, ret_reason);
	ok = d != NULL && who != NULL && published_precedes(p, d, ret_reason);
	if (ok && !durable_file_folder(folder, 0755)) {
		reason_set(ret_reason, "%s: %s", folder, strerror(errno));
		ok = false;
	}
	ok = ok && write_note(folder, PERSONS_NOTE, persons, ret_reason) &&
	    write_note(folder, DIRECTORY_NOTE, directory, ret_reason);
	persons_destroy(who);
	directory_destroy(d);
	return ok;
}
