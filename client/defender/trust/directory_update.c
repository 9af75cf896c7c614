#include "directory_update.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/bytes/durable_file.h"
#include "common/bytes/utc_time.h"
#include "common/notes/directory_changes.h"
#include "common/notes/medium.h"

enum directory_update_status
directory_update_judge(const struct directory *old, const void *bytes,
    size_t len, int64_t now, struct directory **ret_offered,
    struct reason *ret_reason)
{
	struct reason reason = {""}; /* opening sets it without failing too */
	struct directory *d = directory_open_after(old, bytes, len, &reason);
	char expires[UTC_TIME_BYTES];

	if (d == NULL) {
		*ret_reason = reason;
		return DIRECTORY_UPDATE_UNTRUSTED;
	}
	*ret_offered = d;
	if (d->version < old->version) {
		reason_set(ret_reason,
		    "it has version %" PRIu64 ", and version %" PRIu64
		    " is here: someone may be holding back newer keys",
		    d->version, old->version);
		return DIRECTORY_UPDATE_OLDER;
	}
	if (d->version == old->version) {
		if (memcmp(d->hash, old->hash, sizeof(d->hash)) == 0)
			return DIRECTORY_UPDATE_SAME;
		reason_set(ret_reason,
		    "it has version %" PRIu64
		    " like the one here, and says something else: one of the "
		    "two is forged",
		    d->version);
		return DIRECTORY_UPDATE_FORKED;
	}
	if (directory_time(d, now) == DIRECTORY_EXPIRED) {
		utc_time_format(d->expires, expires);
		reason_set(ret_reason, "version %" PRIu64 " expired on %s",
		    d->version, expires);
		return DIRECTORY_UPDATE_EXPIRED;
	}
	return DIRECTORY_UPDATE_NEWER;
}

bool
directory_update_fetch(struct http_client *client, const char *base,
    struct byte_writer *ret_body, struct reason *ret_reason)
{
	char *url;
	bool ok;

	if (asprintf(&url, "%s/v1/directory", base) < 0) {
		reason_set(ret_reason, "there is not enough memory");
		return false;
	}
	ok = http_client_get(client, url, DIRECTORY_MAX, ret_body, ret_reason);
	free(url);
	return ok;
}

bool
directory_update_read(const char *path, uint8_t **ret_bytes, size_t *ret_len,
    struct reason *ret_reason)
{
	char *on_stick = NULL;
	struct stat found;
	bool ok;

	if (stat(path, &found) == 0 && S_ISDIR(found.st_mode)) {
		on_stick = durable_file_join(path, "valise/directory.note");
		if (on_stick == NULL) {
			reason_set(ret_reason, "there is not enough memory");
			return false;
		}
		path = on_stick;
	}
	ok = on_stick != NULL
	    ? medium_read(path, DIRECTORY_MAX, ret_bytes, ret_len)
	    : durable_file_read(path, DIRECTORY_MAX, ret_bytes, ret_len);
	if (!ok)
		reason_set(ret_reason, "%s: %s", path, strerror(errno));
	free(on_stick);
	return ok;
}
