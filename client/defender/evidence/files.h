/* What goes along with the report, before it is opened and hashed. No screen.
 */
#ifndef VALISE_DEFENDER_FILES_H
#define VALISE_DEFENDER_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include <cjson/cJSON.h>

#include "evidence.h"
#include "picture.h"
#include "common/bytes/reason.h"
#include "common/work/task.h"

struct picture_service;
struct files;

struct file_entry {
	char *path;    /* absolute, guarded; never shown as it is */
	uint64_t size; /* when it was added; 0 where it could not be read */
	enum evidence_form form; /* what the person chose */
	cJSON *about; /* type, made_by, got_when (docs/REPORT.md 3.1) */
};

struct files *files_create(void);    /* NULL when out of memory */
void files_destroy(struct files *f); /* wipes; takes NULL */

size_t files_count(const struct files *f);
/* Lives until an entry is removed. */
struct file_entry *files_at(const struct files *f, size_t index);

enum files_status {
	FILES_OK,
	FILES_FULL,        /* REPORT_ATTACHMENTS_MAX */
	FILES_TWICE,       /* the same file, under whatever name */
	FILES_UNREADABLE,  /* errno says why */
	FILES_NOT_REGULAR, /* a folder, a device ... */
	FILES_TOO_LARGE,   /* over 8 GiB */
	FILES_NO_MEMORY
};

/* Adds a regular file by its path, as an original; nothing on failure. */
enum files_status files_add(struct files *f, const char *path);

/*
 * Takes one out, and keeps the report's narrative_attachment at the file that
 * it named; where that is the one, the member goes.  `report` may be NULL.
 */
void files_remove(struct files *f, size_t index, cJSON *report);

/*
 * Puts what was said of each into the report's `attachments`, in order; none
 * removes them.  False when out of memory.
 */
bool files_describe(const struct files *f, cJSON *report);

/*
 * Opens and hashes all; where a cleaned copy was chosen it is made by the
 * service, and nothing goes on without it.  The list is to be closed by the
 * caller in any case, and before the files go.
 */
bool files_open(const struct files *f, struct picture_service *pictures,
    const struct task_follow *follow, struct evidence_list *ret_list,
    struct reason *ret_reason);

/* For a draft: paths, choices and descriptions, into and out of an array. */
cJSON *files_to_json(const struct files *f); /* NULL when out of memory */
/*
 * Adds them in their order.  Those that can't be read now stay in the list, so
 * that no number shifts, and are not sealed until they can; their number.
 * Elements that are no such entries are left out.
 */
size_t files_from_json(struct files *f, const cJSON *array);

#endif
