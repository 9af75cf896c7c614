/*
 * Secrets by the number of those that open them: what comes next, and what no
 * share opens any more (docs/SHARES.md 5).
 */
#include "vault.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/bytes/file_wipe.h"
#include "vault_parts.h"

/* The number in "keys-000001.age" or "epochs-000001"; 0 for other names. */
uint64_t
vault_generation_of(const char *name, const char *prefix, const char *ending)
{
	size_t before = strlen(prefix), len = strlen(name);
	char digits[8] = "";

	if (len != before + 6 + strlen(ending) ||
	    strncmp(name, prefix, before) != 0 ||
	    strcmp(name + before + 6, ending) != 0)
		return 0;
	memcpy(digits, name + before, 6);
	return strspn(digits, "0123456789") == 6 ? strtoull(digits, NULL, 10)
						 : 0;
}

/* The number of what lies there under that name, of that secret; 0: none. */
static uint64_t
generation_in(const char *name, enum share_kind kind)
{
	uint64_t n;

	if (kind == SHARE_CUSTODY)
		return vault_generation_of(name, "epochs-", "");
	n = vault_generation_of(name, "keys-", ".age");
	return n > 0 ? n : vault_generation_of(name, "cases-", ".keys");
}

uint64_t
vault_next_generation(const struct vault *v, enum share_kind kind)
{
	uint64_t most = v->shares->lists[kind].generation;
	DIR *dir = opendir(v->folder);
	struct dirent *e;

	while (dir != NULL && (e = readdir(dir)) != NULL) {
		const uint64_t n = generation_in(e->d_name, kind);

		most = n > most ? n : most;
	}
	if (dir != NULL)
		(void)closedir(dir);
	/* A number that no file of shares may have is nobody's but a
	 * stranger's.
	 */
	return most < SHARE_GENERATIONS_MAX - 1 ? most + 1 : 0;
}

/* Where it can't be written over it goes all the same; whether it was. */
static bool
remove_secret(const char *path)
{
	if (file_wipe(path))
		return true;
	(void)unlink(path);
	return false;
}

static void
remove_folder(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *e;
	char *file;

	while (dir != NULL && (e = readdir(dir)) != NULL) {
		if (e->d_name[0] == '.')
			continue;
		file = durable_file_join(path, e->d_name);
		if (file != NULL)
			(void)remove_secret(file);
		free(file);
	}
	if (dir != NULL)
		(void)closedir(dir);
	(void)rmdir(path);
}

/* Never a later one: an older file of shares may have come back.  Whether all
 * are gone. */
static bool
sweep(const struct vault *v, const char *folder, enum share_kind kind)
{
	DIR *dir = opendir(folder);
	bool gone = dir != NULL;
	struct dirent *e;
	uint64_t n;
	char *path;

	while (dir != NULL && (e = readdir(dir)) != NULL) {
		n = generation_in(e->d_name, kind);
		if (n == 0 || n >= v->shares->lists[kind].generation)
			continue;
		path = durable_file_join(folder, e->d_name);
		if (path != NULL && kind == SHARE_CUSTODY)
			remove_folder(path);
		else if (path == NULL || !remove_secret(path))
			gone = false;
		free(path);
	}
	if (dir != NULL)
		(void)closedir(dir);
	return durable_file_sync_folder(folder) && gone;
}

void
vault_sweep(const struct vault *v)
{
	if (v->shares == NULL)
		return;
	(void)sweep(v, v->folder, SHARE_STORE);
	(void)sweep(v, v->folder, SHARE_CUSTODY);
}

/* How many files of keys of another number lie there, or begun ones; SIZE_MAX
 * where it can't be told. */
static size_t
count_others(const struct vault *v, const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *e;
	size_t n = 0;

	if (dir == NULL)
		return SIZE_MAX;
	while ((e = readdir(dir)) != NULL) {
		const uint64_t of = generation_in(e->d_name, SHARE_STORE);

		n += strncmp(e->d_name, ".part-", 6) == 0 ||
		    (of > 0 && of != v->shares->lists[SHARE_STORE].generation);
	}
	(void)closedir(dir);
	return n;
}

/* What an end in the middle of a write left. */
static void
sweep_parts(const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *e;

	while (dir != NULL && (e = readdir(dir)) != NULL) {
		char *path = strncmp(e->d_name, ".part-", 6) == 0
		    ? durable_file_join(folder, e->d_name)
		    : NULL;

		if (path != NULL)
			(void)remove_secret(path);
		free(path);
	}
	if (dir != NULL)
		(void)closedir(dir);
}

bool
vault_keys_now(const struct vault *v, char *ret_name, size_t size)
{
	if (v->shares == NULL)
		return false;
	vault_keys_name(
	    v->shares->lists[SHARE_STORE].generation, ret_name, size);
	return true;
}

bool
vault_has_later_keys(const struct vault *v, const char *folder)
{
	DIR *dir = opendir(folder);
	bool later = dir == NULL;
	struct dirent *e;

	while (dir != NULL && (e = readdir(dir)) != NULL)
		later = later ||
		    generation_in(e->d_name, SHARE_STORE) >
			v->shares->lists[SHARE_STORE].generation;
	if (dir != NULL)
		(void)closedir(dir);
	return later;
}

size_t
vault_other_epochs(const struct vault *v)
{
	DIR *dir = v->shares == NULL ? NULL : opendir(v->folder);
	size_t n = v->shares != NULL && dir == NULL;
	struct dirent *e;

	while (dir != NULL && (e = readdir(dir)) != NULL) {
		const uint64_t of = generation_in(e->d_name, SHARE_CUSTODY);

		n += of > 0 && of != v->shares->lists[SHARE_CUSTODY].generation;
	}
	if (dir != NULL)
		(void)closedir(dir);
	return n;
}

void
vault_sweep_parts(const struct vault *v)
{
	sweep_parts(v->folder);
}

bool
vault_sweep_keys(const struct vault *v, const char *folder)
{
	if (v->shares == NULL)
		return true;
	sweep_parts(folder);
	return sweep(v, folder, SHARE_STORE) && count_others(v, folder) == 0;
}

bool
vault_has_other_keys(const struct vault *v)
{
	return v->shares != NULL && count_others(v, v->folder) != 0;
}
