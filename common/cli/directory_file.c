#include "directory_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes/durable_file.h"
#include "common/bytes/utc_time.h"

static bool
time_allows(const struct directory *d, const char *path, enum directory_use use)
{
	char expires[UTC_TIME_BYTES], today[UTC_TIME_BYTES];

	utc_time_format(d->expires, expires);
	utc_time_format(utc_time_now(), today);
	switch (directory_time(d, utc_time_now())) {
	case DIRECTORY_CURRENT:
		return true;
	case DIRECTORY_EXPIRES_SOON:
		cli_warn("the directory %s expires on %s: get a newer one",
		    path, expires);
		return true;
	case DIRECTORY_FROM_FUTURE:
		cli_warn("this machine's clock says %s, which is before the "
			 "directory was issued: check the clock",
		    today);
		return true;
	case DIRECTORY_EXPIRED:
		break;
	}
	if (use == DIRECTORY_TO_VERIFY) {
		cli_warn("the directory %s expired on %s", path, expires);
		return true;
	}
	(void)cli_fail("the directory %s expired on %s, and this machine's "
		       "clock says %s. Nothing was sealed or sent. Get a newer "
		       "directory, or set the clock right",
	    path, expires, today);
	return false;
}

struct directory *
directory_file_open(
    const char *path, const char *fingerprint, enum directory_use use)
{
	char typed[512];
	struct directory *d = NULL;
	struct reason reason = {""};
	uint8_t *bytes;
	size_t len;

	if (path == NULL) {
		(void)cli_fail("which directory? -d FILE names it");
		return NULL;
	}
	if (!durable_file_read(path, DIRECTORY_MAX, &bytes, &len)) {
		(void)cli_fail("%s: %s", path, strerror(errno));
		return NULL;
	}
	if (fingerprint == NULL) {
		if (!cli_ask(-1, "The fifty digits of the printed sheet: ",
			CLI_ECHO, typed, sizeof(typed))) {
			(void)cli_fail(
			    "no fingerprint to compare with: give "
			    "--fingerprint DIGITS from the printed sheet");
			free(bytes);
			return NULL;
		}
		fingerprint = typed;
	}
	if (directory_open(bytes, len, fingerprint, &d, &reason) !=
	    DIRECTORY_OK) {
		(void)cli_fail("%s: not trusted: %s", path, reason.text);
		d = NULL;
	} else if (!time_allows(d, path, use)) {
		directory_destroy(d);
		d = NULL;
	}
	free(bytes);
	return d;
}
