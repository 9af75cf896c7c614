#include "seed_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <sodium.h>

#include "common/bytes/durable_file.h"
#include "common/bytes/text_codec.h"

bool
seed_file_make(const char *path, struct reason *ret_reason)
{
	uint8_t seed[NOTE_SEED_BYTES];
	char text[2 * NOTE_SEED_BYTES + 2];
	bool ok;

	randombytes_buf(seed, sizeof(seed));
	hex_encode(seed, sizeof(seed), text);
	text[2 * NOTE_SEED_BYTES] = '\n';
	ok = durable_file_write(
	    path, text, 2 * NOTE_SEED_BYTES + 1, 0600, DURABLE_KEEP_EXISTING);
	if (!ok)
		reason_set(ret_reason, "%s: %s", path, strerror(errno));
	sodium_memzero(seed, sizeof(seed));
	sodium_memzero(text, sizeof(text));
	return ok;
}

bool
seed_file_read(const char *path, uint8_t ret_seed[static NOTE_SEED_BYTES],
    struct reason *ret_reason)
{
	struct stat found;
	uint8_t *bytes;
	size_t len;
	bool ok;

	if (stat(path, &found) != 0 ||
	    !durable_file_read(path, 4096, &bytes, &len)) {
		reason_set(ret_reason, "%s: %s", path, strerror(errno));
		return false;
	}
	if ((found.st_mode & 077) != 0) {
		reason_set(ret_reason,
		    "%s: others may read this secret key; chmod 600 it, and "
		    "make a new one if they did",
		    path);
		ok = false;
	} else {
		ok = len == 2 * NOTE_SEED_BYTES + 1 && bytes[len - 1] == '\n' &&
		    hex_decode((const char *)bytes, len - 1, ret_seed,
			NOTE_SEED_BYTES);
		if (!ok)
			reason_set(ret_reason, "%s is not a seed file", path);
	}
	sodium_memzero(bytes, len);
	free(bytes);
	return ok;
}
