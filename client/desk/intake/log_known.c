#include "log_known.h"

#include <stdlib.h>
#include <string.h>

#include "common/bytes/durable_file.h"
#include "log_read.h"

#define FILE_MAX (LOG_READ_SIZE_MAX / 8 + 1)

bool
log_known_read(const struct vault *v, const char *relay, size_t n,
    struct log_known *ret_known)
{
	char *path = log_read_path(v, relay, "known");
	struct log_known known = {.len = n / 8 + 1};
	uint8_t *bytes = NULL;
	size_t len = 0;

	known.bits = calloc(known.len, 1);
	if (known.bits != NULL && path != NULL &&
	    durable_file_read(path, FILE_MAX, &bytes, &len))
		memcpy(known.bits, bytes, len < known.len ? len : known.len);
	free(bytes);
	free(path);
	*ret_known = known;
	return known.bits != NULL;
}

bool
log_known_write(
    const struct vault *v, const char *relay, const struct log_known *known)
{
	char *path = log_read_path(v, relay, "known");
	const uint8_t *all = known->bits;
	uint8_t *longer = NULL;
	size_t len = 0;
	bool ok;

	if (path != NULL && durable_file_read(path, FILE_MAX, &longer, &len) &&
	    len > known->len) {
		for (size_t i = 0; i < known->len; i++)
			longer[i] |= known->bits[i];
		all = longer;
	} else {
		len = known->len;
	}
	ok = path != NULL &&
	    durable_file_write(path, all, len, 0600, DURABLE_REPLACE);
	free(longer);
	free(path);
	return ok;
}

void
log_known_finish(struct log_known *known)
{
	free(known->bits);
	memset(known, 0, sizeof(*known));
}

bool
log_known_has(const struct log_known *known, size_t position)
{
	return (known->bits[position / 8] >> (position % 8) & 1) != 0;
}

void
log_known_add(struct log_known *known, size_t position)
{
	known->bits[position / 8] |= (uint8_t)(1u << (position % 8));
}
