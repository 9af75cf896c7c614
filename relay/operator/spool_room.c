#include "spool_room.h"

#include <errno.h>
#include <string.h>
#include <sys/statvfs.h>

bool
spool_room(const struct config *config, struct index *x,
    struct spool_room *ret_room, struct reason *ret_reason)
{
	/* As the relay counts: a segment is kept back, and room for rows. */
	uint64_t kept = config->segment_bytes + (4u << 20);
	uint64_t quota = config->max_spool_bytes, left;
	struct spool_room r = {0, 0, 0};
	struct statvfs disk;

	if (!index_used_bytes(x, &r.held)) {
		reason_set(ret_reason,
		    "the index can't be read: how much is held is not known");
		return false;
	}
	if (statvfs(config->spool, &disk) != 0) {
		reason_set(
		    ret_reason, "%s: %s", config->spool, strerror(errno));
		return false;
	}
	left = (uint64_t)disk.f_bavail * disk.f_frsize;
	r.left = left > kept ? left - kept : 0;
	left = quota > r.held ? quota - r.held : 0;
	if (quota > 0 && r.left > left)
		r.left = left;
	/* In the last quarter only what comes in one request is taken. */
	if (r.left >= (r.left + r.held) / 4)
		r.in_parts = r.left / 100 * config->upload_share_percent;
	if (r.in_parts > config->max_envelope_bytes)
		r.in_parts = config->max_envelope_bytes;
	*ret_room = r;
	return true;
}
