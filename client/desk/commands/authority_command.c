/* valise-desk authority: who is real, signed (docs/DIRECTORY.md). */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "client/desk/authority/authority_sheet.h"
#include "commands.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/secret.h"
#include "common/bytes/utc_time.h"
#include "common/envelope/age_key.h"
#include "common/json/json_text.h"
#include "common/notes/directory.h"
#include "common/notes/directory_show.h"
#include "options.h"
#include "client/desk/vault/secret_file.h"

#define MEMBER_SECRET "member.age"
#define MEMBER_KEY "member.vkey"
#define TEXT_MAX (2u << 20)

static enum cli_status
write_out(const char *path, const struct byte_writer *w)
{
	if (w->failed)
		return cli_fail("there is not enough memory");
	if (path == NULL || strcmp(path, "-") == 0)
		return fwrite(w->data, 1, w->len, stdout) == w->len
		    ? CLI_OK
		    : cli_fail("the output could not be written");
	if (!durable_file_write(
		path, w->data, w->len, 0644, DURABLE_KEEP_EXISTING))
		return cli_fail(
		    "%s: %s; nothing was written", path, strerror(errno));
	return CLI_OK;
}

/* --- init --- */

static enum cli_status
make_member(const char *folder, const char *name, const char *passphrase)
{
	uint8_t *seed = secret_alloc(NOTE_SEED_BYTES);
	char text[NOTE_VKEY_TEXT_BYTES + 1],
	    fingerprint[FINGERPRINT_TEXT_BYTES];
	char *secret = durable_file_join(folder, MEMBER_SECRET);
	char *public = durable_file_join(folder, MEMBER_KEY);
	struct key_set alone = {.threshold = 1, .n = 1};
	enum cli_status status = CLI_FAILED;
	struct reason reason = {""};

	if (seed == NULL || secret == NULL || public == NULL)
		goto out;
	randombytes_buf(seed, NOTE_SEED_BYTES);
	vkey_of_seed(name, seed, &alone.keys[0]);
	vkey_format(&alone.keys[0], text);
	if (!durable_file_folder(folder, 0700)) {
		status = cli_fail("%s: %s", folder, strerror(errno));
		goto out;
	}
	if (!secret_file_write(
		secret, seed, NOTE_SEED_BYTES, passphrase, &reason)) {
		status = cli_fail("no key was made: %s", reason.text);
		goto out;
	}
	(void)printf("%s\n", text);
	authority_fingerprint(&alone, fingerprint);
	(void)fprintf(stderr,
	    "As the only member, with threshold 1, its fingerprint is\n%s\n",
	    fingerprint);
	(void)strcat(text, "\n");
	status = durable_file_write(
		     public, text, strlen(text), 0644, DURABLE_KEEP_EXISTING)
	    ? CLI_OK
	    : cli_fail("%s: %s", public, strerror(errno));
out:
	secret_free(seed);
	free(secret);
	free(public);
	return status;
}

static enum cli_status
authority_init(int argc, char **argv)
{
	struct desk_options o;
	enum cli_status status;
	char *passphrase;

	if (!desk_options_parse(argc, argv, "nP", &o) || o.name == NULL ||
	    argc - o.rest != 1 || !vkey_name_valid(o.name, strlen(o.name))) {
		(void)cli_fail("authority init needs --name NAME FOLDER");
		return CLI_USAGE;
	}
	passphrase = secret_file_new_passphrase(
	    o.passphrase_fd, "New passphrase of this member: ");
	if (passphrase == NULL)
		return CLI_FAILED;
	status = make_member(argv[o.rest], o.name, passphrase);
	secret_free(passphrase);
	return status;
}

/* --- propose --- */

static bool
add_default(cJSON *body, const char *member, cJSON *value)
{
	if (cJSON_GetObjectItemCaseSensitive(body, member) != NULL) {
		cJSON_Delete(value);
		return true;
	}
	return value != NULL && cJSON_AddItemToObject(body, member, value);
}

/* What a description need not say. */
static bool
fill_defaults(cJSON *body)
{
	static const char *const lists[] = {
	    "links", "staff", "couriers", "witnesses", "lists"};
	char issued[UTC_TIME_BYTES], expires[UTC_TIME_BYTES];
	int64_t now = utc_time_now();
	bool ok;

	utc_time_format(now, issued);
	utc_time_format(now + DIRECTORY_LIFE_SECONDS, expires);
	ok = add_default(body, "issued", cJSON_CreateString(issued)) &&
	    add_default(body, "expires", cJSON_CreateString(expires));
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]) && ok; i++)
		ok = add_default(body, lists[i], cJSON_CreateArray());
	return ok;
}

/* Keys that no one could seal to must not be signed. */
static bool
epochs_are_sound(const struct directory *d, struct reason *reason)
{
	struct age_recipient r;

	for (size_t i = 0; i < d->n_intakes; i++)
		for (size_t n = 0; n < d->intakes[i].n_epochs; n++) {
			const char *text = d->intakes[i].epochs[n].recipient;

			if (!age_recipient_parse(text, strlen(text), &r)) {
				reason_set(reason,
				    "key %zu of intake %s is malformed", n + 1,
				    d->intakes[i].id);
				return false;
			}
		}
	return true;
}

static bool
read_set(const cJSON *object, struct key_set *ret_set)
{
	const cJSON *key;
	uint64_t threshold = 0;

	memset(ret_set, 0, sizeof(*ret_set));
	if (!json_text_integer(object, "threshold", &threshold))
		return false;
	ret_set->threshold = (unsigned)threshold;
	cJSON_ArrayForEach (
	    key, cJSON_GetObjectItemCaseSensitive(object, "keys")) {
		const char *text = cJSON_GetStringValue(key);

		if (ret_set->n == KEY_SET_MAX || text == NULL ||
		    !vkey_parse(
			text, strlen(text), &ret_set->keys[ret_set->n++]))
			return false;
	}
	return key_set_valid(ret_set);
}

/* {"change": {"old": SET, "new": SET}}, to become one of links[]. */
static bool
format_change(const cJSON *change, struct byte_writer *w, struct reason *reason)
{
	struct key_set old_set, new_set;

	if (!read_set(
		cJSON_GetObjectItemCaseSensitive(change, "old"), &old_set) ||
	    !read_set(
		cJSON_GetObjectItemCaseSensitive(change, "new"), &new_set)) {
		reason_set(
		    reason, "change.old or change.new is no set of keys");
		return false;
	}
	authority_change_format(&old_set, &new_set, w);
	return true;
}

static bool
format_proposal(
    cJSON *description, struct byte_writer *w, struct reason *reason)
{
	const cJSON *change =
	    cJSON_GetObjectItemCaseSensitive(description, "change");
	struct directory *d = NULL;
	const char *name;
	bool ok;

	if (change != NULL)
		return format_change(change, w, reason);
	name = json_text_string(description, "name");
	if (name == NULL || !cJSON_IsObject(description)) {
		reason_set(reason, "the description has no name");
		return false;
	}
	{
		char copy[NOTE_NAME_MAX + 1];

		(void)snprintf(copy, sizeof(copy), "%s", name);
		cJSON_DeleteItemFromObjectCaseSensitive(description, "name");
		if (!fill_defaults(description) ||
		    !directory_format(copy, description, w)) {
			reason_set(reason, "the name can't be a key's name");
			return false;
		}
	}
	ok = directory_read_text((const char *)w->data, w->len, &d, reason) ==
		DIRECTORY_OK &&
	    epochs_are_sound(d, reason);
	directory_destroy(d);
	return ok;
}

static enum cli_status
authority_propose(int argc, char **argv)
{
	enum cli_status status = CLI_FAILED;
	cJSON *description = NULL;
	struct desk_options o;
	struct byte_writer w;
	struct reason reason = {""};
	uint8_t *bytes;
	size_t len;

	if (!desk_options_parse(argc, argv, "o", &o) || argc - o.rest != 1) {
		(void)cli_fail("authority propose needs DESCRIPTION [-o FILE]");
		return CLI_USAGE;
	}
	if (!durable_file_read(argv[o.rest], TEXT_MAX, &bytes, &len))
		return cli_fail("%s: %s", argv[o.rest], strerror(errno));
	byte_writer_init(&w, TEXT_MAX);
	description = json_text_read((const char *)bytes, len, &reason);
	if (description == NULL || !format_proposal(description, &w, &reason))
		(void)cli_fail(
		    "%s: %s; nothing was written", argv[o.rest], reason.text);
	else
		status = write_out(o.out, &w);
	cJSON_Delete(description);
	byte_writer_finish(&w);
	free(bytes);
	return status;
}

/* --- sign --- */

/* The text of a proposal, signed already or not. */
static void
split(const uint8_t *bytes, size_t len, const char **ret_text, size_t *ret_len)
{
	struct signed_note note;

	if (signed_note_parse(bytes, len, &note) == NOTE_OK) {
		*ret_text = note.text;
		*ret_len = note.text_len;
	} else {
		*ret_text = (const char *)bytes;
		*ret_len = len;
	}
}

static bool
has_signed(const uint8_t *bytes, size_t len, const struct vkey *key)
{
	struct signed_note note;

	return signed_note_parse(bytes, len, &note) == NOTE_OK &&
	    signed_note_verify(&note, key, 1, 1) == NOTE_OK;
}

static enum cli_status
sign_with(const char *folder, const char *passphrase, const uint8_t *bytes,
    size_t len, const char *out)
{
	char *secret = durable_file_join(folder, MEMBER_SECRET);
	char *public = durable_file_join(folder, MEMBER_KEY);
	uint8_t *seed = secret_alloc(NOTE_SEED_BYTES), *key_text = NULL;
	enum cli_status status = CLI_FAILED;
	struct vkey key, again;
	struct byte_writer w;
	struct reason reason = {""};
	const char *text;
	size_t key_len, text_len;

	byte_writer_init(&w, TEXT_MAX);
	if (secret == NULL || public == NULL || seed == NULL)
		goto out;
	if (!durable_file_read(public, 4096, &key_text, &key_len) ||
	    key_len < 1 ||
	    !vkey_parse((const char *)key_text, key_len - 1, &key)) {
		status = cli_fail("%s is no key of a member", public);
		goto out;
	}
	if (!secret_file_read(
		secret, passphrase, seed, NOTE_SEED_BYTES, &reason)) {
		status = cli_fail("not signed: %s", reason.text);
		goto out;
	}
	vkey_of_seed(key.name, seed, &again);
	if (!vkey_equal(&key, &again)) {
		status = cli_fail(
		    "%s and %s do not belong together", secret, public);
		goto out;
	}
	if (has_signed(bytes, len, &key)) {
		status = cli_fail("this member has signed it already");
		goto out;
	}
	split(bytes, len, &text, &text_len);
	byte_writer_put(&w, bytes, len);
	if (text_len == len)
		byte_writer_text(&w, "\n");
	signed_note_add_signature(&w, text, text_len, &key, seed);
	status = write_out(out, &w);
out:
	byte_writer_finish(&w);
	secret_free(seed);
	free(key_text);
	free(secret);
	free(public);
	return status;
}

/* What is signed is what was shown. */
static bool
show_proposal(const uint8_t *bytes, size_t len, FILE *out)
{
	struct directory *d = NULL;
	struct reason reason = {""};
	const char *text;
	size_t text_len;

	split(bytes, len, &text, &text_len);
	if (strncmp(text, "valise-authority-change/1\n", 26) == 0) {
		(void)fwrite(text, 1, text_len, out);
		return true;
	}
	if (directory_read_text(text, text_len, &d, &reason) != DIRECTORY_OK) {
		(void)cli_fail("%s", reason.text);
		return false;
	}
	directory_show(d, out);
	if (text_len == len)
		(void)fputs("\nnot signed yet\n", out);
	else {
		struct signed_note note;
		enum note_status s;

		(void)signed_note_parse(bytes, len, &note);
		s = signed_note_verify(&note, d->authority.keys, d->authority.n,
		    d->authority.threshold);
		(void)fprintf(out, "\nsignatures: %zu; %s\n", note.n_signatures,
		    note_status_text(s));
	}
	directory_destroy(d);
	return true;
}

static enum cli_status
authority_sign(int argc, char **argv)
{
	enum cli_status status = CLI_FAILED;
	struct desk_options o;
	char *passphrase;
	uint8_t *bytes;
	size_t len;

	if (!desk_options_parse(argc, argv, "okP", &o) || argc - o.rest != 1 ||
	    o.key == NULL) {
		(void)cli_fail(
		    "authority sign needs --key FOLDER PROPOSAL [-o FILE]");
		return CLI_USAGE;
	}
	if (!durable_file_read(argv[o.rest], TEXT_MAX, &bytes, &len))
		return cli_fail("%s: %s", argv[o.rest], strerror(errno));
	if (show_proposal(bytes, len, stderr)) {
		passphrase = secret_file_passphrase(
		    o.passphrase_fd, "To sign this, the member's passphrase: ");
		if (passphrase != NULL)
			status =
			    sign_with(o.key, passphrase, bytes, len, o.out);
		secret_free(passphrase);
	}
	free(bytes);
	return status;
}

static enum cli_status
authority_show(int argc, char **argv)
{
	struct desk_options o;
	enum cli_status status;
	uint8_t *bytes;
	size_t len;

	if (!desk_options_parse(argc, argv, "T", &o) || argc - o.rest != 1) {
		(void)cli_fail("authority show needs [--sheet] FILE");
		return CLI_USAGE;
	}
	if (!durable_file_read(argv[o.rest], TEXT_MAX, &bytes, &len))
		return cli_fail("%s: %s", argv[o.rest], strerror(errno));
	if (o.sheet)
		status = authority_sheet_print(bytes, len, stdout);
	else
		status =
		    show_proposal(bytes, len, stdout) ? CLI_OK : CLI_FAILED;
	free(bytes);
	return status;
}

enum cli_status
desk_command_authority(int argc, char **argv)
{
	static const struct {
		const char *name;
		enum cli_status (*run)(int argc, char **argv);
	} commands[] = {{"init", authority_init},
	    {"propose", authority_propose}, {"sign", authority_sign},
	    {"show", authority_show}};

	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (argc >= 2 && strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	(void)cli_fail("authority takes init, propose, sign or show");
	return CLI_USAGE;
}
