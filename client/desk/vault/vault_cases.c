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

/* The highest of another number that lies there; 0: none. */
static uint64_t
last_other(const struct vault *v)
{
	DIR *dir = opendir(v->folder);
	uint64_t last = 0, n;
	struct dirent *e;

	while (dir != NULL && (e = readdir(dir)) != NULL) {
		n = vault_generation_of(e->d_name, "cases-", ".keys");
		last = n > last ? n : last;
	}
	if (dir != NULL)
		(void)closedir(dir);
	return last;
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
	bool marked = false;

	/* One that can't be read is not opened behind this either. */
	if (store != NULL)
		(void)desk_store_each_id(
		    store, "meta", is_mark, &marked, &ignored);
	free(store);
	return marked || store == NULL;
}

/* Under the same key, which is derived from the rows': an older program made
 * new shares and knew nothing of it. */
static bool
take_over(const struct vault *v, const char *path, uint64_t other,
    struct reason *reason)
{
	char from[4096], name[64];
	uint8_t *bytes;
	size_t len;
	bool ok;

	vault_cases_name(other, name, sizeof(name));
	if (!vault_join(from, sizeof(from), v->folder, name, reason))
		return false;
	if (!durable_file_read(from, CASE_KEYS_FILE_MAX, &bytes, &len)) {
		reason_set(reason, "%s: %s", from, strerror(errno));
		return false;
	}
	ok = durable_file_write(path, bytes, len, 0600, DURABLE_KEEP_EXISTING);
	if (!ok)
		reason_set(reason, "%s: %s", path, strerror(errno));
	free(bytes);
	return ok;
}

bool
vault_need_cases(const struct vault *v, struct reason *ret_reason)
{
	const uint64_t generation =
	    v->shares == NULL ? 0 : v->shares->lists[SHARE_STORE].generation;
	char path[4096], name[64];
	uint64_t other;

	vault_cases_name(generation, name, sizeof(name));
	if (!vault_join(path, sizeof(path), v->folder, name, ret_reason))
		return false;
	if (access(path, F_OK) == 0)
		return true;
	other = last_other(v);
	if (other > 0)
		return take_over(v, path, other, ret_reason);
	if (!is_keyed(v))
		return vault_make_cases(v->folder, generation, ret_reason);
	reason_set(ret_reason,
	    "%s: it is missing, and without it no case opens: bring it back "
	    "from where the keys are copied",
	    path);
	return false;
}
