/* The files of several relays' lists, each once. */
#include <stdlib.h>
#include <string.h>

#include "import_parts.h"

/* A line, and whose list it stands in. */
struct line {
	const struct manifest_entry *entry;
	size_t list;
};

/* The entries of one file stand together, and in it those of one relay. */
static int
compare_lines(const void *one, const void *other)
{
	const struct line *a = one, *b = other;
	int order = memcmp(a->entry->sha256, b->entry->sha256, 32);

	return order != 0        ? order
	    : a->list != b->list ? (a->list < b->list ? -1 : 1)
				 : manifest_entry_compare(a->entry, b->entry);
}

static int
compare_files(const void *one, const void *other)
{
	const struct listed_file *a = one, *b = other;

	return manifest_entry_compare(a->entries, b->entries);
}

static void
fill(struct import_files *f, const struct line *lines, size_t n)
{
	struct listed_file *file = NULL;

	for (size_t i = 0; i < n; i++) {
		f->entries[i] = *lines[i].entry;
		f->lists[i] = lines[i].list;
		if (file == NULL ||
		    memcmp(file->entries->sha256, f->entries[i].sha256, 32) !=
			0) {
			file = &f->files[f->n++];
			file->entries = &f->entries[i];
			file->lists = &f->lists[i];
		}
		file->n++;
	}
	qsort(f->files, f->n, sizeof(*f->files), compare_files);
}

struct import_files *
import_files_create(const struct importing *m)
{
	struct import_files *f = calloc(1, sizeof(*f));
	struct line *lines;
	size_t n = 0;

	for (size_t l = 0; l < m->n_lists; l++)
		n += m->lists[l].n_entries;
	lines = calloc(n + 1, sizeof(*lines));
	if (f != NULL) {
		f->files = calloc(n + 1, sizeof(*f->files));
		f->entries = calloc(n + 1, sizeof(*f->entries));
		f->lists = calloc(n + 1, sizeof(*f->lists));
	}
	if (lines == NULL || f == NULL || f->files == NULL ||
	    f->entries == NULL || f->lists == NULL) {
		free(lines);
		import_files_destroy(f);
		return NULL;
	}
	n = 0;
	for (size_t l = 0; l < m->n_lists; l++)
		for (size_t i = 0; i < m->lists[l].n_entries; i++)
			lines[n++] = (struct line){&m->lists[l].entries[i], l};
	qsort(lines, n, sizeof(*lines), compare_lines);
	fill(f, lines, n);
	free(lines);
	return f;
}

void
import_files_destroy(struct import_files *f)
{
	if (f == NULL)
		return;
	free(f->files);
	free(f->entries);
	free(f->lists);
	free(f);
}
