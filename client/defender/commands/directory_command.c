#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "commands.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/utc_time.h"
#include "common/cli/directory_file.h"
#include "common/notes/directory_show.h"
#include "common/qr/qr_code.h"
#include "common/notes/directory_changes.h"
#include "client/defender/trust/directory_update.h"
#include "client/defender/options/options.h"

/* --- show --- */

static enum cli_status
show(const struct options *o, const char *path)
{
	char fingerprint[FINGERPRINT_TEXT_BYTES];
	enum cli_status status = CLI_OK;
	struct qr_code code;
	struct directory *d;

	d = directory_file_open(path, o->fingerprint, DIRECTORY_TO_VERIFY);
	if (d == NULL)
		return CLI_FAILED;
	directory_show(d, stdout);
	if (o->qr) {
		authority_fingerprint(&d->authority, fingerprint);
		(void)fputc('\n', stdout);
		if (qr_code_make(fingerprint, &code))
			qr_code_write(&code, QR_LIGHT_INK, stdout);
		else
			status = cli_fail("there is not enough memory");
	}
	directory_destroy(d);
	return status;
}

/* --- update --- */

#define FETCH_SECONDS 600 /* a MiB through a slow Tor, and not for ever */

/* Where the newer one goes. */
struct target {
	char *path;
	enum durable_replace replace;
	mode_t mode; /* that of the old one */
};

/* Only the file that -d names is ever replaced, and only where -o names it. */
static bool
choose_target(const char *old, const char *out, struct target *ret_target)
{
	struct stat of_old, of_out;

	if (stat(old, &of_old) != 0) {
		(void)cli_fail("%s: %s", old, strerror(errno));
		return false;
	}
	ret_target->mode = of_old.st_mode & 0666;
	if (lstat(out, &of_out) != 0) {
		ret_target->replace = DURABLE_KEEP_EXISTING;
		ret_target->path = strdup(out);
	} else if (stat(out, &of_out) == 0 && of_out.st_dev == of_old.st_dev &&
	    of_out.st_ino == of_old.st_ino) {
		ret_target->replace = DURABLE_REPLACE;
		ret_target->path = realpath(out, NULL);
	} else {
		(void)cli_fail("%s exists already and is not the directory "
			       "that -d names; nothing was asked or written",
		    out);
		return false;
	}
	if (ret_target->path == NULL)
		(void)cli_fail("%s: %s", out, strerror(errno));
	return ret_target->path != NULL;
}

static bool
fetch(const struct options *o, const struct directory *old,
    struct byte_writer *ret_body, char *ret_source, size_t size)
{
	struct http_options http = options_http(o);
	const struct directory_relay *relay;
	struct http_client *client;
	struct reason reason = {""};
	char base[1024];
	bool ok;

	relay = options_any_relay(o, old, base, sizeof(base));
	if (relay == NULL)
		return false;
	if (!http_client_global()) {
		(void)cli_fail("the network library does not start");
		return false;
	}
	http.whole_seconds = FETCH_SECONDS;
	client = http_client_create(&http);
	if (client == NULL) {
		(void)cli_fail("there is not enough memory");
		return false;
	}
	ok = directory_update_fetch(client, base, ret_body, &reason);
	if (!ok)
		(void)cli_fail("no directory from %s: %s. Nothing was written",
		    relay->name, reason.text);
	(void)snprintf(ret_source, size, "%s", relay->name);
	http_client_destroy(client);
	return ok;
}

static void
print_line(void *context, const char *text)
{
	(void)fprintf(context, "  %s\n", text);
}

static void
tell_newer(const struct directory *old, const struct directory *new)
{
	char issued[UTC_TIME_BYTES], expires[UTC_TIME_BYTES];

	utc_time_format(new->issued, issued);
	utc_time_format(new->expires, expires);
	(void)printf("Version %" PRIu64 " -> %" PRIu64
		     ", issued %s, expires %s. Compare version and date with "
		     "the newest printed sheet.\n",
	    old->version, new->version, issued, expires);
	if (directory_changes(old, new, print_line, stdout) == 0)
		(void)printf("  the same intakes, relays and keys as before\n");
	if (directory_time(new, utc_time_now()) == DIRECTORY_FROM_FUTURE)
		cli_warn("this machine's clock is before the day on which it "
			 "was issued: check the clock");
}

static enum cli_status
take(const struct directory *old, const uint8_t *bytes, size_t len,
    const char *source, const struct target *target)
{
	enum cli_status status = CLI_FAILED;
	struct directory *offered = NULL;
	struct reason reason = {""};

	switch (directory_update_judge(
	    old, bytes, len, utc_time_now(), &offered, &reason)) {
	case DIRECTORY_UPDATE_SAME:
		reason_set(&reason, "%s", source); /* neutralised */
		(void)printf("There is no newer one: %s has version %" PRIu64
			     " too. Nothing was written.\n",
		    reason.text, old->version);
		status = CLI_OK;
		break;
	case DIRECTORY_UPDATE_NEWER:
		if (!durable_file_write(target->path, bytes, len, target->mode,
			target->replace)) {
			(void)cli_fail("%s: %s. Nothing was written",
			    target->path, strerror(errno));
			break;
		}
		tell_newer(old, offered);
		status = CLI_OK;
		break;
	case DIRECTORY_UPDATE_OLDER:
	case DIRECTORY_UPDATE_FORKED:
	case DIRECTORY_UPDATE_EXPIRED:
	case DIRECTORY_UPDATE_UNTRUSTED:
		(void)cli_fail("the directory from %s was not taken: %s. "
			       "Nothing was written; the one here is as it was",
		    source, reason.text);
		break;
	}
	directory_destroy(offered);
	return status;
}

static enum cli_status
update(const struct options *o)
{
	struct target target = {NULL, DURABLE_KEEP_EXISTING, 0600};
	struct byte_writer body = {0};
	enum cli_status status = CLI_FAILED;
	struct directory *old = NULL;
	struct reason reason = {""};
	uint8_t *bytes = NULL;
	char source[256];
	size_t len;

	if (!choose_target(o->directory, o->out, &target))
		return CLI_FAILED;
	old = directory_file_open(
	    o->directory, o->fingerprint, DIRECTORY_TO_VERIFY);
	if (old == NULL)
		goto out;
	if (o->from == NULL) {
		if (fetch(o, old, &body, source, sizeof(source)))
			status =
			    take(old, body.data, body.len, source, &target);
	} else if (directory_update_read(o->from, &bytes, &len, &reason)) {
		status = take(old, bytes, len, o->from, &target);
	} else {
		(void)cli_fail("%s. Nothing was written", reason.text);
	}
out:
	byte_writer_finish(&body);
	free(bytes);
	directory_destroy(old);
	free(target.path);
	return status;
}

/* A file needs no relay, nor a way to one. */
static bool
sources_agree(const struct options *o)
{
	return o->from == NULL ||
	    (o->intake == NULL && o->relay == NULL && o->http.socks == NULL &&
		o->http.way == HTTP_BY_SOCKS);
}

enum cli_status
command_directory(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	struct options o;

	if (strcmp(what, "show") == 0) {
		if (options_parse(argc - 1, argv + 1, "FQ", &o) &&
		    argc - 1 - o.rest == 1)
			return show(&o, argv[1 + o.rest]);
	} else if (strcmp(what, "update") == 0) {
		if (options_parse(argc - 1, argv + 1, "dFotRSDI", &o) &&
		    argc - 1 == o.rest && o.directory != NULL &&
		    o.out != NULL && sources_agree(&o))
			return update(&o);
	}
	(void)cli_fail("directory show needs FILE; directory update needs -d "
		       "OLD -o NEW, and either --from FILE or the words of a "
		       "relay; valise help directory says more");
	return CLI_USAGE;
}
