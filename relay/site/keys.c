#include "keys.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes/durable_file.h"
#include "common/cli/seed_file.h"
#include "common/notes/receipt.h"

static bool
with_path(const char *spool, const char *name, uint8_t *seed, bool make,
    struct reason *reason)
{
	char *path = durable_file_join(spool, name);
	bool ok;

	if (path == NULL) {
		reason_set(reason, "there is not enough memory");
		return false;
	}
	ok = make ? seed_file_make(path, reason)
		  : seed_file_read(path, seed, reason);
	free(path);
	return ok;
}

bool
relay_keys_make(const char *spool, struct reason *ret_reason)
{
	if (!durable_file_folder(spool, 0700)) {
		reason_set(ret_reason, "%s: %s", spool, strerror(errno));
		return false;
	}
	return with_path(spool, "promise.seed", NULL, true, ret_reason) &&
	    with_path(spool, "log.seed", NULL, true, ret_reason);
}

bool
relay_keys_read(
    const char *spool, struct relay_keys *ret_keys, struct reason *ret_reason)
{
	return with_path(spool, "promise.seed", ret_keys->promise_seed, false,
		   ret_reason) &&
	    with_path(spool, "log.seed", ret_keys->log_seed, false, ret_reason);
}

void
relay_promise_key(
    const struct relay_keys *keys, const char *relay, struct vkey *ret_key)
{
	char name[NOTE_NAME_MAX + 1];

	(void)snprintf(name, sizeof(name), "%s/promises", relay);
	vkey_of_seed(name, keys->promise_seed, ret_key);
}

void
relay_log_key(const struct relay_keys *keys, const char *relay,
    const char *intake, struct vkey *ret_key)
{
	char origin[CHECKPOINT_ORIGIN_MAX + 1];

	receipt_log_origin(relay, intake, origin);
	vkey_of_seed(origin, keys->log_seed, ret_key);
}
