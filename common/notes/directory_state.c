#include "directory_state.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/bytes/text_codec.h"

void
directory_state_format(
    const struct directory *d, char ret_text[static DIRECTORY_STATE_TEXT_BYTES])
{
	char hash[65];

	hex_encode(d->hash, 32, hash);
	(void)snprintf(ret_text, DIRECTORY_STATE_TEXT_BYTES,
	    "%" PRIu64 " %s %s", d->version, hash, d->name);
}

bool
directory_state_allows(
    const char *kept, const struct directory *d, struct reason *ret_reason)
{
	char now[DIRECTORY_STATE_TEXT_BYTES];
	uint64_t version;
	size_t len;

	if (kept == NULL)
		return true;
	len = strcspn(kept, " ");
	if (kept[len] != ' ' ||
	    !decimal_decode(kept, len, INT64_MAX, &version)) {
		reason_set(ret_reason, "the record of directories is damaged");
		return false;
	}
	if (d->version < version) {
		reason_set(ret_reason,
		    "the directory has version %" PRIu64
		    ", and version %" PRIu64
		    " was seen before: an older one is refused",
		    d->version, version);
		return false;
	}
	directory_state_format(d, now);
	/* Behind the version and the hash; a name has no space. */
	if (strchr(kept + len + 1, ' ') == NULL ||
	    strcmp(strchr(kept + len + 1, ' ') + 1, d->name) != 0) {
		reason_set(ret_reason,
		    "the directory is %s, and another one was seen before: "
		    "what keeps state goes by one",
		    d->name);
		return false;
	}
	if (d->version == version && strcmp(now, kept) != 0) {
		reason_set(ret_reason,
		    "another directory of the same version %" PRIu64
		    " was seen before: one of the two is forged",
		    version);
		return false;
	}
	return true;
}
