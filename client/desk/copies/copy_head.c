#include "copy_head.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes/durable_file.h"

#define HEAD_MAX 1024

/* Whether that file of the folder is not there, or the same. */
static bool
fits(const char *own, const char *folder, const char *name,
    struct reason *reason)
{
	char *there = durable_file_join(folder, name);
	uint8_t *one = NULL, *other = NULL;
	size_t len, other_len;
	bool ok = there != NULL;

	if (!ok) {
		reason_set(reason, "there is not enough memory");
	} else if (!durable_file_read(there, HEAD_MAX, &other, &other_len)) {
		ok = errno == ENOENT;
		if (!ok)
			reason_set(reason, "%s: %s", there, strerror(errno));
	} else if (!durable_file_read(own, HEAD_MAX, &one, &len)) {
		ok = false;
		reason_set(reason, "%s: %s", own, strerror(errno));
	} else if (len != other_len || memcmp(one, other, len) != 0) {
		ok = false;
		reason_set(
		    reason, "%s has a copy or keys of another vault", folder);
	}
	free(one);
	free(other);
	free(there);
	return ok;
}

bool
copy_head_fits(const char *from, const char *folder, struct reason *ret_reason)
{
	char *own = durable_file_join(from, "vault");
	bool ok;

	reason_set(ret_reason, "there is not enough memory");
	ok = own != NULL && fits(own, folder, "vault", ret_reason) &&
	    fits(own, folder, COPY_HEAD_ORIGINALS, ret_reason);
	free(own);
	return ok;
}
