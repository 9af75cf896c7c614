#include "file_picker.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <sodium.h>

#include "message.h"
#include "client/ui/text/amount.h"
#include "common/bytes/printable_text.h"
#include "common/bytes/secret.h"

#define ENTRIES_MAX 4096
#define LABEL_BYTES 320

struct entry {
	char name[NAME_MAX + 1]; /* as the system has it */
	bool folder;
	char label[LABEL_BYTES]; /* as it can be shown */
};

struct file_picker {
	const struct file_picker_options *options;
	char folder[PATH_MAX];
	char path[PATH_MAX]; /* of what is under the cursor or chosen */
	struct entry *entries;
	struct list_item *items;
	size_t n;
	struct list *list;
};

static int
by_name(const void *left, const void *right)
{
	const struct entry *a = left, *b = right;

	if (strcmp(a->name, "..") == 0 || strcmp(b->name, "..") == 0)
		return strcmp(a->name, "..") == 0 ? -1 : 1;
	if (a->folder != b->folder)
		return a->folder ? -1 : 1;
	return strcmp(a->name, b->name);
}

static bool
fill_entry(struct entry *entry, int folder, const char *name)
{
	char shown[LABEL_BYTES - 32], size[32] = "";
	struct stat about;

	if ((name[0] == '.' && strcmp(name, "..") != 0) ||
	    fstatat(folder, name, &about, 0) != 0 ||
	    (!S_ISDIR(about.st_mode) && !S_ISREG(about.st_mode)))
		return false;
	(void)snprintf(entry->name, sizeof(entry->name), "%s", name);
	entry->folder = S_ISDIR(about.st_mode);
	if (!entry->folder)
		amount_bytes((uint64_t)about.st_size, size, sizeof(size));
	printable_text_line(name, strlen(name), shown, sizeof(shown));
	(void)snprintf(entry->label, sizeof(entry->label), "%s%s%s", shown,
	    entry->folder ? "/" : "   ", size);
	return true;
}

/* The entries of a folder, sorted, in guarded memory; NULL on failure. */
static struct entry *
read_folder(const char *path, size_t *ret_n)
{
	struct entry *entries;
	struct dirent *found;
	DIR *folder = opendir(path);
	size_t n = 0;

	if (folder == NULL)
		return NULL;
	entries = secret_alloc(ENTRIES_MAX * sizeof(*entries));
	while (entries != NULL && n < ENTRIES_MAX &&
	    (found = readdir(folder)) != NULL)
		n += fill_entry(&entries[n], dirfd(folder), found->d_name);
	(void)closedir(folder);
	if (entries != NULL)
		qsort(entries, n, sizeof(*entries), by_name);
	*ret_n = n;
	return entries;
}

/* Nothing changes on failure. */
static bool
enter_folder(struct file_picker *picker, const char *path)
{
	char real[PATH_MAX];
	struct list_item *items = NULL;
	struct entry *entries = NULL;
	struct list *list = NULL;
	size_t n = 0;

	if (realpath(path, real) != NULL)
		entries = read_folder(real, &n);
	if (entries != NULL)
		items = calloc(n + 1, sizeof(*items));
	for (size_t i = 0; items != NULL && i < n; i++)
		items[i].label = entries[i].label;
	if (items != NULL)
		list = list_create(items, n, LIST_ONE, picker->options->search);
	if (list == NULL) {
		free(items);
		secret_free(entries);
		return false;
	}
	list_destroy(picker->list);
	free(picker->items);
	secret_free(picker->entries);
	picker->entries = entries;
	picker->items = items;
	picker->list = list;
	picker->n = n;
	(void)snprintf(picker->folder, sizeof(picker->folder), "%s", real);
	sodium_memzero(real, sizeof(real));
	return true;
}

struct file_picker *
file_picker_create(
    const char *folder, const struct file_picker_options *options)
{
	struct file_picker *picker = secret_alloc(sizeof(*picker));

	if (picker == NULL)
		return NULL;
	picker->options = options;
	if (!enter_folder(picker, folder)) {
		secret_free(picker);
		return NULL;
	}
	return picker;
}

void
file_picker_destroy(struct file_picker *picker)
{
	if (picker == NULL)
		return;
	list_destroy(picker->list);
	free(picker->items);
	secret_free(picker->entries);
	secret_free(picker);
}

const char *
file_picker_path(const struct file_picker *picker)
{
	return picker->path;
}

/* Sets the path of what is under the cursor; NULL where nothing is. */
static const struct entry *
under_cursor(struct file_picker *picker)
{
	struct list_model *model = list_model_of(picker->list);
	const struct entry *entry;

	if (list_model_shown(model) == 0)
		return NULL;
	entry =
	    &picker->entries[list_model_item(model, list_model_cursor(model))];
	if (snprintf(picker->path, sizeof(picker->path), "%s/%s",
		strcmp(picker->folder, "/") == 0 ? "" : picker->folder,
		entry->name) >= (int)sizeof(picker->path))
		return NULL;
	return entry;
}

void
file_picker_draw(struct file_picker *picker, const struct paint_area *area,
    enum text_base base)
{
	struct paint_area rest = *area;
	char shown[PATH_MAX];
	const struct entry *entry;
	const char *warning = NULL;

	if (area->rows < 6)
		return;
	printable_text_line(
	    picker->folder, strlen(picker->folder), shown, sizeof(shown));
	paint_line(
	    area->top, area->left, area->columns, shown, base, PAINT_STRONG);
	rest.top++;
	rest.rows -= 2;
	list_draw(picker->list, &rest, base);
	entry = under_cursor(picker);
	if (entry != NULL && !entry->folder && picker->options->warning != NULL)
		warning = picker->options->warning(
		    picker->options->state, picker->path);
	if (warning != NULL)
		paint_line(area->top + area->rows - 1, area->left,
		    area->columns, warning, base, PAINT_STRONG);
}

enum file_picker_result
file_picker_key(struct file_picker *picker, const struct terminal_event *event)
{
	const struct entry *entry;

	switch (list_key(picker->list, event)) {
	case LIST_KEY_TAKEN:
		return FILE_PICKER_TAKEN;
	case LIST_KEY_CHOSEN:
		break;
	default:
		return FILE_PICKER_OTHER;
	}
	entry = under_cursor(picker);
	if (entry == NULL)
		return FILE_PICKER_TAKEN;
	if (!entry->folder)
		return FILE_PICKER_CHOSEN;
	if (!enter_folder(picker, picker->path))
		message_set("%s", picker->options->unreadable);
	return FILE_PICKER_TAKEN;
}
