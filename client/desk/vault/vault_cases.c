/* The file of the cases' keys, where it is to be (docs/VAULT.md 2). */
#include "vault.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/desk/store/case_keys.h"
#include "vault_parts.h"

bool
vault_make_cases(
    const char *folder, uint64_t generation, struct reason *ret_reason)
{
	char path[4096], name[64];

	vault_cases_name(generation, name, sizeof(name));
	return vault_join(path, sizeof(path), folder, name, ret_reason) &&
	    case_keys_make(path, ret_reason);
}

static bool
is_mark(void *context, const char *id)
{
	bool *marked = context;

	*marked |= strcmp(id, DESK_STORE_KEYED) == 0;
	return true;
}

/* Whether rows are under keys of their cases: its ids say so in the clear. */
static bool
is_keyed(const struct vault *v)
{
	char *store = vault_path(v, "cases.sqlite");
	struct reason ignored;
	bool marked = false, read = false;

	if (store != NULL && access(store, F_OK) != 0 && errno == ENOENT)
		read = true; /* none was stored yet */
	else if (store != NULL)
		read = desk_store_each_id(
		    store, "meta", is_mark, &marked, &ignored);
	free(store);
	/* What can't be told is no leave to make an empty one. */
	return marked || !read;
}

/* How many keys of that file open. */
static size_t
count_in(const char *path, const uint8_t *wrap)
{
	struct reason ignored;
	struct case_keys *k = case_keys_open(path, wrap, &ignored);
	const size_t n = k == NULL ? 0 : case_keys_count(k);

	case_keys_close(k);
	return n;
}

static bool
copy_bytes(const char *from, const char *to)
{
	uint8_t *bytes;
	size_t len;
	bool ok;

	if (!durable_file_read(from, CASE_KEYS_FILE_MAX, &bytes, &len))
		return false;
	ok = durable_file_write(to, bytes, len, 0600, DURABLE_KEEP_EXISTING);
	free(bytes);
	return ok;
}

/*
 * An older program made new shares and knew nothing of the file, which the same
 * key opens: it is derived from the rows'.  Of several, the one with most.
 */
static bool
take_over(const struct vault *v, const uint8_t *wrap, const char *path)
{
	DIR *dir = opendir(v->folder);
	char *most = NULL, *from;
	size_t n_most = 0, n;
	struct dirent *e;
	bool taken;

	while (dir != NULL && (e = readdir(dir)) != NULL) {
		if (vault_generation_of(e->d_name, "cases-", ".keys") == 0)
			continue;
		from = durable_file_join(v->folder, e->d_name);
		n = from == NULL ? 0 : count_in(from, wrap);
		if (n > n_most) {
			n_most = n;
			free(most);
			most = from;
		} else {
			free(from);
		}
	}
	if (dir != NULL)
		(void)closedir(dir);
	taken = most != NULL && copy_bytes(most, path);
	free(most);
	return taken;
}

bool
vault_need_cases(const struct vault *v,
    const uint8_t wrap[static DESK_STORE_KEY_BYTES], struct reason *ret_reason)
{
	const uint64_t generation =
	    v->shares == NULL ? 0 : v->shares->lists[SHARE_STORE].generation;
	char path[4096], name[64];

	vault_cases_name(generation, name, sizeof(name));
	if (!vault_join(path, sizeof(path), v->folder, name, ret_reason))
		return false;
	if (access(path, F_OK) == 0 || take_over(v, wrap, path))
		return true;
	if (!is_keyed(v))
		return vault_make_cases(v->folder, generation, ret_reason);
	reason_set(ret_reason,
	    "%s: it is missing, and without it no case opens: bring it back "
	    "from where the keys are copied",
	    path);
	return false;
}
