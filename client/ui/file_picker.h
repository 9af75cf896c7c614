/*
 * A file to be chosen from folders, with sizes and a warning by the caller (for
 * a picture that carries place or camera data).  Nothing is opened or kept.
 */
#ifndef VALISE_UI_FILE_PICKER_H
#define VALISE_UI_FILE_PICKER_H

#include "list.h"

struct file_picker_options {
	const char *search; /* the label of the search */
	/* A warning about the file under the cursor, or NULL; may be NULL. */
	const char *(*warning)(void *state, const char *path);
	void *state;
	const char *unreadable; /* said where a folder can't be read */
};

struct file_picker;

enum file_picker_result {
	FILE_PICKER_TAKEN,
	FILE_PICKER_CHOSEN,
	FILE_PICKER_OTHER /* not one of its keys */
};

/*
 * Starts in a folder, folders first, then files, each by name; hidden ones are
 * left out.  At most 4096 are shown.  `options` is borrowed.  NULL when out of
 * memory or where the folder can't be read.
 */
struct file_picker *file_picker_create(
    const char *folder, const struct file_picker_options *options);
void file_picker_destroy(struct file_picker *picker); /* wipes; takes NULL */

/* The file chosen; lives until the next key.  Never shown as it is. */
const char *file_picker_path(const struct file_picker *picker);

/*
 * The search, the folder and as many names as there is room for, each without
 * what could move or hide on a terminal; and a key, as lists take it.
 */
void file_picker_draw(struct file_picker *picker, const struct paint_area *area,
    enum text_base base);
enum file_picker_result file_picker_key(
    struct file_picker *picker, const struct terminal_event *event);

#endif
