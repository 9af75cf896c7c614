#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "common/bytes/printable_text.h"
#include "common/bytes/secret.h"
#include "common/bytes/text_codec.h"
#include "common/json/json_text.h"
#include "common/report/report.h"
#include "common/report/ustar.h"

struct files {
	size_t n;
	struct file_entry entries[REPORT_ATTACHMENTS_MAX];
};

/* What a person says of a file; the sealing program says the rest. */
static const char *const told[] = {"type", "made_by", "got_when"};
#define TOLD (sizeof(told) / sizeof(told[0]))

struct files *
files_create(void)
{
	return secret_alloc(sizeof(struct files));
}

static void
forget(struct file_entry *entry)
{
	secret_free(entry->path);
	json_text_wipe(entry->about);
}

void
files_destroy(struct files *f)
{
	if (f == NULL)
		return;
	for (size_t i = 0; i < f->n; i++)
		forget(&f->entries[i]);
	secret_free(f);
}

size_t
files_count(const struct files *f)
{
	return f->n;
}

struct file_entry *
files_at(const struct files *f, size_t index)
{
	return (struct file_entry *)&f->entries[index];
}

/* Absolute, with its own last name: a link is not followed. */
static char *
whole_path(const char *path)
{
	char *folder = path[0] == '/' ? NULL : secret_alloc(PATH_MAX);
	const char *before = "", *slash = "";
	char *whole = NULL;
	size_t size;

	if (folder != NULL && getcwd(folder, PATH_MAX) != NULL) {
		before = folder;
		slash = strcmp(folder, "/") == 0 ? "" : "/";
	}
	size = strlen(before) + strlen(slash) + strlen(path) + 1;
	whole = secret_alloc(size);
	if (whole != NULL)
		(void)snprintf(whole, size, "%s%s%s", before, slash, path);
	secret_free(folder);
	return whole;
}

/* FILES_OK where it could be attached as it is now. */
static enum files_status
look_at(const char *path, struct stat *ret_about)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	enum files_status status = FILES_OK;
	int error;

	if (fd < 0)
		return FILES_UNREADABLE;
	if (fstat(fd, ret_about) != 0)
		status = FILES_UNREADABLE;
	else if (!S_ISREG(ret_about->st_mode))
		status = FILES_NOT_REGULAR;
	else if ((uint64_t)ret_about->st_size > USTAR_SIZE_MAX)
		status = FILES_TOO_LARGE;
	error = errno;
	(void)close(fd);
	errno = error;
	return status;
}

static bool
is_there(const struct files *f, const struct stat *about)
{
	struct stat other;

	for (size_t i = 0; i < f->n; i++)
		if (stat(f->entries[i].path, &other) == 0 &&
		    other.st_dev == about->st_dev &&
		    other.st_ino == about->st_ino)
			return true;
	return false;
}

/* `about` is copied, as far as it is what a person says. */
static bool
append(struct files *f, const char *path, const struct stat *at,
    const cJSON *about)
{
	struct file_entry entry = {.path = whole_path(path),
	    .size = (uint64_t)at->st_size,
	    .form = EVIDENCE_ORIGINAL,
	    .about = cJSON_CreateObject()};
	bool ok = entry.path != NULL && entry.about != NULL;

	for (size_t i = 0; i < TOLD && ok; i++) {
		const cJSON *text =
		    cJSON_GetObjectItemCaseSensitive(about, told[i]);

		if (cJSON_IsString(text))
			ok = cJSON_AddStringToObject(entry.about, told[i],
				 text->valuestring) != NULL;
	}
	if (ok)
		f->entries[f->n++] = entry;
	else
		forget(&entry);
	return ok;
}

enum files_status
files_add(struct files *f, const char *path)
{
	enum files_status status;
	struct stat about;

	if (f->n >= REPORT_ATTACHMENTS_MAX)
		return FILES_FULL;
	status = look_at(path, &about);
	if (status != FILES_OK)
		return status;
	if (is_there(f, &about))
		return FILES_TWICE;
	return append(f, path, &about, NULL) ? FILES_OK : FILES_NO_MEMORY;
}

void
files_remove(struct files *f, size_t index, cJSON *report)
{
	cJSON *tells =
	    cJSON_GetObjectItemCaseSensitive(report, "narrative_attachment");

	forget(&f->entries[index]);
	f->n--;
	memmove(&f->entries[index], &f->entries[index + 1],
	    (f->n - index) * sizeof(f->entries[0]));
	sodium_memzero(&f->entries[f->n], sizeof(f->entries[0]));
	if (!cJSON_IsNumber(tells) || tells->valuedouble < (double)index + 1)
		return;
	if (tells->valuedouble > (double)index + 1)
		(void)cJSON_SetNumberValue(tells, tells->valuedouble - 1);
	else
		cJSON_DeleteItemFromObjectCaseSensitive(
		    report, "narrative_attachment");
}

/* What a person said of one, and nothing else that stands there. */
static cJSON *
description(const struct file_entry *entry)
{
	cJSON *object = cJSON_CreateObject();
	bool ok = object != NULL;

	for (size_t i = 0; i < TOLD && ok; i++) {
		const cJSON *text =
		    cJSON_GetObjectItemCaseSensitive(entry->about, told[i]);

		if (cJSON_IsString(text) && text->valuestring[0] != '\0')
			ok = cJSON_AddStringToObject(
				 object, told[i], text->valuestring) != NULL;
	}
	if (ok)
		return object;
	json_text_wipe(object);
	return NULL;
}

bool
files_describe(const struct files *f, cJSON *report)
{
	cJSON *list, *one;

	cJSON_DeleteItemFromObjectCaseSensitive(report, "attachments");
	if (f->n == 0)
		return true;
	list = cJSON_AddArrayToObject(report, "attachments");
	for (size_t i = 0; i < f->n && list != NULL; i++) {
		one = description(&f->entries[i]);
		if (one == NULL || !cJSON_AddItemToArray(list, one)) {
			json_text_wipe(one);
			return false;
		}
	}
	return list != NULL;
}

/* A path's bytes may be no text: then as base64. */
static bool
put_path(cJSON *object, const char *path)
{
	size_t len = strlen(path), size = base64_length(BASE64_PADDED, len) + 1;
	char *text;
	bool ok;

	if (printable_text_valid(path, len))
		return cJSON_AddStringToObject(object, "path", path) != NULL;
	text = secret_alloc(size);
	if (text == NULL)
		return false;
	base64_encode(BASE64_PADDED, path, len, text);
	ok = cJSON_AddStringToObject(object, "path_base64", text) != NULL;
	secret_free(text);
	return ok;
}

static cJSON *
to_json(const struct file_entry *entry)
{
	cJSON *object = cJSON_CreateObject();
	cJSON *about = description(entry);

	if (object == NULL || !put_path(object, entry->path) ||
	    cJSON_AddStringToObject(object, "form",
		entry->form == EVIDENCE_CLEANED ? "cleaned" : "original") ==
		NULL ||
	    about == NULL || !cJSON_AddItemToObject(object, "about", about)) {
		json_text_wipe(about);
		json_text_wipe(object);
		return NULL;
	}
	return object;
}

cJSON *
files_to_json(const struct files *f)
{
	cJSON *array = cJSON_CreateArray(), *one;

	for (size_t i = 0; i < f->n && array != NULL; i++) {
		one = to_json(&f->entries[i]);
		if (one == NULL || !cJSON_AddItemToArray(array, one)) {
			json_text_wipe(one);
			json_text_wipe(array);
			return NULL;
		}
	}
	return array;
}

/* A path that was written by put_path(); guarded, or NULL. */
static char *
get_path(const cJSON *object)
{
	const cJSON *text = cJSON_GetObjectItemCaseSensitive(object, "path");
	const cJSON *base64 =
	    cJSON_GetObjectItemCaseSensitive(object, "path_base64");
	char *path = secret_alloc(PATH_MAX);
	size_t len = 0;

	if (path == NULL)
		return NULL;
	if (cJSON_IsString(text))
		len = (size_t)snprintf(path, PATH_MAX, "%s", text->valuestring);
	else if (cJSON_IsString(base64) &&
	    !base64_decode(BASE64_PADDED, base64->valuestring,
		strlen(base64->valuestring), path, PATH_MAX - 1, &len))
		len = 0;
	if (len > 0 && len < PATH_MAX && strlen(path) == len)
		return path;
	secret_free(path);
	return NULL;
}

size_t
files_from_json(struct files *f, const cJSON *array)
{
	const cJSON *item;
	size_t missing = 0;

	cJSON_ArrayForEach (item, array) {
		const cJSON *form =
		    cJSON_GetObjectItemCaseSensitive(item, "form");
		struct stat at = {.st_size = 0};
		char *path =
		    f->n < REPORT_ATTACHMENTS_MAX ? get_path(item) : NULL;
		bool readable;

		if (path == NULL)
			continue;
		readable = look_at(path, &at) == FILES_OK;
		if (!readable)
			at.st_size = 0;
		missing += !readable;
		if (append(f, path, &at,
			cJSON_GetObjectItemCaseSensitive(item, "about")) &&
		    cJSON_IsString(form) &&
		    strcmp(form->valuestring, "cleaned") == 0)
			f->entries[f->n - 1].form = EVIDENCE_CLEANED;
		secret_free(path);
	}
	return missing;
}
