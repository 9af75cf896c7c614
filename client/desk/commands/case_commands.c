/* valise-desk extract, reply. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "client/desk/cases/cases.h"
#include "client/desk/intake/opener.h"
#include "client/desk/out/bulletin.h"
#include "client/desk/vault/journal.h"
#include "commands.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/printable_text.h"
#include "common/bytes/stream.h"
#include "common/bytes/text_codec.h"
#include "common/json/json_text.h"
#include "common/report/report.h"
#include "open_vault.h"

#define REPLY_MAX (1u << 20)

/* --- extract --- */

struct extracting {
	const char *folder;
	unsigned number; /* of the file under way, 0 before the first */
	int fd;
	int error; /* errno of what could not be written */
};

static bool
start_file(struct extracting *x, const char *name)
{
	char *path = durable_file_join(x->folder, name);

	if (x->fd >= 0 && (fsync(x->fd) != 0 || close(x->fd) != 0))
		x->error = errno;
	x->fd = path == NULL
	    ? -1
	    : open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
		  0600);
	if (x->fd < 0 && x->error == 0)
		x->error = errno;
	free(path);
	return x->error == 0;
}

static bool
put_bytes(struct extracting *x, const void *bytes, size_t len)
{
	if (stream_write_all(x->fd, bytes, len))
		return true;
	x->error = errno;
	return false;
}

static bool
write_report(void *context, const char *json, size_t len)
{
	struct extracting *x = context;

	return start_file(x, "report.json") && put_bytes(x, json, len);
}

/* Numbered: a sender's name never becomes a path. */
static bool
write_attachment(void *context, unsigned number, const void *bytes, size_t len)
{
	struct extracting *x = context;
	char name[32];

	if (number != x->number) { /* of an empty one there are no bytes */
		x->number = number;
		(void)snprintf(name, sizeof(name), "attachment-%04u", number);
		if (!start_file(x, name))
			return false;
	}
	return put_bytes(x, bytes, len);
}

/* What was written before a failure is removed: it may be half. */
static void
remove_half(const char *folder)
{
	char name[32], *path;

	for (unsigned i = 0; i <= REPORT_ATTACHMENTS_MAX; i++) {
		(void)snprintf(name, sizeof(name), "attachment-%04u", i);
		path = durable_file_join(folder, i == 0 ? "report.json" : name);
		if (path != NULL)
			(void)unlink(path);
		free(path);
	}
	(void)rmdir(folder);
}

static bool
extract(struct vault *v, const cJSON *row, const char *folder,
    struct reason *reason)
{
	struct extracting x = {.folder = folder, .fd = -1};
	const struct opener_events events = {
	    NULL, write_report, write_attachment, &x};
	const char *hash_text = json_text_string(row, "sha256");
	const char *key_text = json_text_string(row, "file_key");
	uint8_t hash[32], file_key[AGE_FILE_KEY_BYTES];
	const struct opener_keys keys = {NULL, 0, file_key, vault_forget, v};
	char *path;
	int fd;
	bool ok;

	if (hash_text == NULL || key_text == NULL ||
	    !hex_decode(hash_text, strlen(hash_text), hash, sizeof(hash)) ||
	    !hex_decode(
		key_text, strlen(key_text), file_key, sizeof(file_key))) {
		reason_set(reason, "it never opened: it is in quarantine");
		return false;
	}
	path = vault_original(v, hash);
	fd = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		reason_set(reason, "its sealed original is not in the vault");
		free(path);
		return false;
	}
	free(path);
	ok = opener_open(fd, &keys, &events, reason) == OPENER_GOOD;
	sodium_memzero(file_key, sizeof(file_key));
	(void)close(fd);
	if (x.fd >= 0 && (fsync(x.fd) != 0 || close(x.fd) != 0))
		x.error = errno;
	if (x.error != 0)
		reason_set(reason, "%s: %s", folder, strerror(x.error));
	return ok && x.error == 0 && durable_file_sync_folder(folder);
}

static void
print_names(const cJSON *row)
{
	struct reason ignored;
	cJSON *report = cases_report(row, &ignored);
	const cJSON *item;
	uint64_t number;

	cJSON_ArrayForEach (
	    item, cJSON_GetObjectItemCaseSensitive(report, "attachments")) {
		const char *name = json_text_string(item, "name");

		if (!json_text_integer(item, "number", &number))
			continue;
		(void)printf("attachment-%04u  ", (unsigned)number);
		if (name != NULL)
			(void)printable_text_write(
			    stdout, name, strlen(name), PRINTABLE_ONE_LINE);
		(void)printf("\n");
	}
	json_text_wipe(report);
}

enum cli_status
desk_command_extract(int argc, char **argv)
{
	char id[CASE_ID_BYTES];
	enum cli_status status = CLI_FAILED;
	struct desk_options o;
	struct reason reason = {""};
	struct vault *v;
	const char *folder;
	cJSON *row;

	if (!desk_options_parse(argc, argv, "vP", &o) || argc - o.rest != 2) {
		(void)cli_fail("extract needs --vault FOLDER ID NEW-FOLDER");
		return CLI_USAGE;
	}
	folder = argv[o.rest + 1];
	v = open_vault(&o);
	if (v == NULL)
		return CLI_FAILED;
	row = cases_get(vault_store(v), argv[o.rest], id, &reason);
	if (row == NULL) {
		(void)cli_fail("case %s: %s", argv[o.rest], reason.text);
	} else if (mkdir(folder, 0700) != 0) {
		(void)cli_fail(
		    "%s: %s; nothing was written", folder, strerror(errno));
	} else if (!extract(v, row, folder, &reason)) {
		remove_half(folder);
		(void)cli_fail("case %s: %s. Nothing was left in %s; the "
			       "sealed original is as it was",
		    argv[o.rest], reason.text, folder);
	} else {
		if (!desk_store_begin(vault_store(v)) ||
		    !desk_store_end(vault_store(v),
			journal_add(vault_store(v), "extracted", id)))
			cli_warn("the journal could not be written");
		print_names(row);
		(void)printf("In the clear in %s: delete it when it is no "
			     "longer needed.\n",
		    folder);
		status = CLI_OK;
	}
	json_text_wipe(row);
	vault_close(v);
	return status;
}

/* --- reply --- */

enum cli_status
desk_command_reply(int argc, char **argv)
{
	char id[CASE_ID_BYTES];
	struct desk_options o;
	struct reason reason = {""};
	const char *path = "/dev/stdin";
	uint8_t *text;
	struct vault *v;
	size_t len;
	cJSON *row;
	bool ok = false;

	if (!desk_options_parse(argc, argv, "vP", &o) || argc - o.rest < 1 ||
	    argc - o.rest > 2) {
		(void)cli_fail("reply needs --vault FOLDER ID [TEXT-FILE]");
		return CLI_USAGE;
	}
	if (argc - o.rest == 2)
		path = argv[o.rest + 1];
	if (!durable_file_read(path, REPLY_MAX, &text, &len))
		return cli_fail("%s: %s", path, strerror(errno));
	if (len == 0 || !printable_text_valid(text, len) ||
	    memchr(text, '\0', len) != NULL) {
		free(text);
		return cli_fail("the reply is empty, or not UTF-8 text");
	}
	v = open_vault(&o);
	row = v == NULL ? NULL
			: cases_get(vault_store(v), argv[o.rest], id, &reason);
	if (row != NULL)
		ok = bulletin_queue(
		    v, id, row, (const char *)text, len, &reason);
	if (ok)
		(void)printf("The reply to case %s goes into the next "
			     "bulletin: valise-desk export.\n",
		    id);
	else if (v != NULL)
		(void)cli_fail("case %s: no reply was stored: %s", argv[o.rest],
		    reason.text);
	json_text_wipe(row);
	vault_close(v);
	sodium_memzero(text, len);
	free(text);
	return ok ? CLI_OK : CLI_FAILED;
}
