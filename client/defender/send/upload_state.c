#include "upload_state.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/bytes/byte_writer.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/text_codec.h"

#define FIRST_LINE "valise-sending/1"
#define STATE_MAX 4096 /* bytes */

static char *
path_of(const struct upload_state *state)
{
	char *path = NULL;

	if (asprintf(&path, "%s%s", state->envelope, UPLOAD_STATE_SUFFIX) < 0)
		return NULL;
	return path;
}

/* All but the last line, which is the URL's. */
static void
put_head(const struct upload_state *state, struct byte_writer *w)
{
	char hex[65];

	hex_encode(state->sha256, 32, hex);
	byte_writer_printf(w, FIRST_LINE "\n%s\n%" PRIu64 "\n%s\n", hex,
	    state->size, state->base);
}

/* Below the relay's own address, or it would be someone else's choice. */
static bool
take_url(const char *line, size_t len, const char *base,
    char ret_url[static UPLOAD_STATE_URL_BYTES])
{
	size_t base_len = strlen(base);

	if (len < base_len + 2 || len >= UPLOAD_STATE_URL_BYTES ||
	    memcmp(line, base, base_len) != 0 || line[base_len] != '/' ||
	    line[base_len + 1] == '/')
		return false;
	for (size_t i = base_len; i < len; i++)
		if (line[i] <= 0x20 || line[i] >= 0x7f ||
		    strchr("?#\\@", line[i]) != NULL)
			return false;
	memcpy(ret_url, line, len);
	ret_url[len] = '\0';
	return true;
}

bool
upload_state_read(const struct upload_state *state,
    char ret_url[static UPLOAD_STATE_URL_BYTES])
{
	char *path = path_of(state);
	uint8_t *bytes = NULL;
	struct byte_writer head;
	struct stat found;
	size_t len;
	bool ok;

	byte_writer_init(&head, STATE_MAX);
	put_head(state, &head);
	/* Nobody named it: a pipe or a link that someone put there is none. */
	ok = path != NULL && !head.failed && lstat(path, &found) == 0 &&
	    S_ISREG(found.st_mode) &&
	    durable_file_read(path, STATE_MAX, &bytes, &len) &&
	    len > head.len && memcmp(bytes, head.data, head.len) == 0 &&
	    bytes[len - 1] == '\n' &&
	    take_url((const char *)bytes + head.len, len - head.len - 1,
		state->base, ret_url);
	byte_writer_finish(&head);
	free(bytes);
	free(path);
	return ok;
}

bool
upload_state_write(const struct upload_state *state, const char *url)
{
	char *path = path_of(state);
	struct byte_writer w;
	bool ok = false;

	if (path == NULL)
		return false;
	if (url[0] == '\0') {
		ok = unlink(path) == 0 || errno == ENOENT;
		free(path);
		return ok;
	}
	byte_writer_init(&w, STATE_MAX);
	put_head(state, &w);
	byte_writer_printf(&w, "%s\n", url);
	errno = ENOMEM;
	ok = !w.failed &&
	    durable_file_write(path, w.data, w.len, 0600, DURABLE_REPLACE);
	byte_writer_finish(&w);
	free(path);
	return ok;
}
