#include "keyless.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "client/desk/store/case_keys.h"
#include "client/desk/store/store.h"
#include "common/bytes/durable_file.h"

/* A bit a number: which case has a key. */
struct counting {
	uint8_t has[(CASE_KEYS_MAX + 32) / 8 + 1];
	struct keyless *to;
	uint32_t last; /* that was looked at: a case has many rows */
};

static void
has_key(void *context, uint32_t number)
{
	struct counting *c = context;

	if (number / 8 < sizeof(c->has))
		c->has[number / 8] |= (uint8_t)(1u << number % 8);
}

static bool
look_at(void *context, const char *id)
{
	struct counting *c = context;
	const uint32_t number = case_keys_number(id);

	if (number == 0 || number == c->last)
		return true;
	c->last = number;
	if (number / 8 < sizeof(c->has) &&
	    (c->has[number / 8] & 1u << number % 8) != 0)
		return true;
	if (c->to->cases == 0 || number < c->to->first)
		c->to->first = number;
	c->to->cases++;
	return true;
}

/* Whether the store says that each case has one. */
static bool
is_mark(void *context, const char *id)
{
	bool *marked = context;

	*marked |= strcmp(id, DESK_STORE_KEYED) == 0;
	return true;
}

static bool
begins(const char *name, const char *with)
{
	return strncmp(name, with, strlen(with)) == 0;
}

static bool
read_keys(const char *folder, struct counting *c, struct reason *reason)
{
	DIR *dir = opendir(folder);
	struct dirent *e;
	bool ok = dir != NULL;

	if (!ok)
		reason_set(reason, "%s: %s", folder, strerror(errno));
	while (ok && (e = readdir(dir)) != NULL) {
		const size_t len = strlen(e->d_name);
		char *path;

		/* Those of the store, of a trial, of the cases. */
		c->to->any_keys |= begins(e->d_name, "keys-") ||
		    strcmp(e->d_name, "share-1.age") == 0;
		if (!begins(e->d_name, "cases-") || len < 11 ||
		    strcmp(e->d_name + len - 5, ".keys") != 0)
			continue;
		c->to->any_keys = true;
		path = durable_file_join(folder, e->d_name);
		ok = path != NULL &&
		    case_keys_each_number(path, has_key, c, reason);
		free(path);
	}
	if (dir != NULL)
		(void)closedir(dir);
	return ok;
}

bool
keyless_count(
    const char *folder, struct keyless *ret_keyless, struct reason *ret_reason)
{
	struct counting *c = calloc(1, sizeof(*c));
	char *store = durable_file_join(folder, "cases.sqlite");
	bool ok = c != NULL && store != NULL, marked = false;

	memset(ret_keyless, 0, sizeof(*ret_keyless));
	reason_set(ret_reason, "there is not enough memory");
	if (ok) {
		c->to = ret_keyless;
		ok = read_keys(folder, c, ret_reason);
	}
	if (ok && ret_keyless->any_keys)
		ok = desk_store_each_id(
		    store, "meta", is_mark, &marked, ret_reason);
	if (ok && marked)
		ok = desk_store_each_id(store, "case", look_at, c, ret_reason);
	free(store);
	free(c);
	return ok;
}
