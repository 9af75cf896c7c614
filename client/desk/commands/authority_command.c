/* valise-desk authority: who is real, signed (docs/DIRECTORY.md). */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/desk/authority/authority_sheet.h"
#include "client/desk/authority/member.h"
#include "client/desk/authority/proposal.h"
#include "client/desk/authority/published.h"
#include "commands.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/secret.h"
#include "common/notes/authority.h"
#include "client/desk/asking/options.h"
#include "client/desk/asking/passphrase.h"

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

static enum cli_status
make_member(const char *folder, const char *name, const char *passphrase)
{
	char text[NOTE_VKEY_TEXT_BYTES], fingerprint[FINGERPRINT_TEXT_BYTES];
	struct key_set alone = {.threshold = 1, .n = 1};
	struct reason reason = {""};
	enum member_made made;

	made = member_make(folder, name, passphrase, &alone.keys[0], &reason);
	if (made == MEMBER_NOT_MADE)
		return cli_fail("%s", reason.text);
	vkey_format(&alone.keys[0], text);
	(void)printf("%s\n", text);
	authority_fingerprint(&alone, fingerprint);
	(void)fprintf(stderr,
	    "As the only member, with threshold 1, its fingerprint is\n%s\n",
	    fingerprint);
	return made == MEMBER_MADE ? CLI_OK : cli_fail("%s", reason.text);
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
	passphrase = passphrase_ask_new(
	    o.passphrase_fd, "New passphrase of this member: ");
	if (passphrase == NULL)
		return CLI_FAILED;
	status = make_member(argv[o.rest], o.name, passphrase);
	secret_free(passphrase);
	return status;
}

/* Both or neither: one without the other can't be used. */
static enum cli_status
write_proposals(const struct desk_options *o, const struct byte_writer *w,
    const struct byte_writer *persons)
{
	enum cli_status status;

	if (o->persons == NULL)
		return write_out(o->out, w);
	status = write_out(o->persons, persons);
	if (status != CLI_OK)
		return status;
	status = write_out(o->out, w);
	if (status != CLI_OK)
		(void)unlink(o->persons);
	return status;
}

/* Whether it is the next, and what it changes: before anyone signs. */
static bool
compare_with(const struct published *before, const struct byte_writer *w,
    const struct byte_writer *persons, struct reason *reason)
{
	struct directory *next = NULL;
	struct persons *who = NULL;
	bool ok;

	/* A change of the members is no directory. */
	if (directory_read_text((const char *)w->data, w->len, &next, reason) !=
	    DIRECTORY_OK)
		return true;
	if (persons->len > 0)
		who = persons_read_text(
		    (const char *)persons->data, persons->len, reason);
	ok = published_precedes(before, next, reason);
	if (ok)
		published_show_changes(before, next, who, stderr);
	persons_destroy(who);
	directory_destroy(next);
	return ok;
}

static bool
make_proposal(const struct desk_options *o, const void *bytes, size_t len,
    struct byte_writer *w, struct byte_writer *persons, struct reason *reason)
{
	struct published before = {NULL, NULL};
	uint64_t next = 0;
	bool ok;

	if (o->published == NULL)
		return proposal_make(bytes, len, 0, w,
		    o->persons == NULL ? NULL : persons, reason);
	ok = published_read(o->published, &before, reason);
	if (ok) {
		next = before.directory == NULL ? 1
						: before.directory->version + 1;
		ok = proposal_make(bytes, len, next, w,
			 o->persons == NULL ? NULL : persons, reason) &&
		    compare_with(&before, w, persons, reason);
	}
	published_finish(&before);
	return ok;
}

static enum cli_status
authority_propose(int argc, char **argv)
{
	enum cli_status status = CLI_FAILED;
	struct desk_options o;
	struct byte_writer w, persons;
	struct reason reason = {""};
	uint8_t *bytes;
	size_t len;

	if (!desk_options_parse(argc, argv, "opu", &o) || argc - o.rest != 1) {
		(void)cli_fail("authority propose needs DESCRIPTION [-o FILE] "
			       "[--persons FILE] [--published FOLDER]");
		return CLI_USAGE;
	}
	if (!durable_file_read(argv[o.rest], PROPOSAL_MAX, &bytes, &len))
		return cli_fail("%s: %s", argv[o.rest], strerror(errno));
	byte_writer_init(&w, PROPOSAL_MAX);
	byte_writer_init(&persons, PROPOSAL_MAX);
	if (make_proposal(&o, bytes, len, &w, &persons, &reason))
		status = write_proposals(&o, &w, &persons);
	else
		(void)cli_fail(
		    "%s: %s; nothing was written", argv[o.rest], reason.text);
	byte_writer_finish(&w);
	byte_writer_finish(&persons);
	free(bytes);
	return status;
}

static void
free_all(struct published_file *files, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free((void *)files[i].bytes);
}

/* Those of the command line; false after saying which can't be read. */
static bool
read_all(char **names, size_t n, struct published_file *ret_files)
{
	uint8_t *bytes;

	for (size_t i = 0; i < n; i++) {
		if (!durable_file_read(
			names[i], PROPOSAL_MAX, &bytes, &ret_files[i].len)) {
			(void)cli_fail("%s: %s", names[i], strerror(errno));
			free_all(ret_files, i);
			return false;
		}
		ret_files[i].bytes = bytes;
	}
	return true;
}

static enum cli_status
authority_merge(int argc, char **argv)
{
	struct published_file files[KEY_SET_MAX];
	struct reason reason = {""};
	enum cli_status status;
	struct desk_options o;
	struct byte_writer w;
	size_t n;

	if (!desk_options_parse(argc, argv, "o", &o) || argc - o.rest < 2 ||
	    argc - o.rest > KEY_SET_MAX) {
		(void)cli_fail("authority merge needs the files of two members "
			       "or more [-o FILE]");
		return CLI_USAGE;
	}
	n = (size_t)(argc - o.rest);
	if (!read_all(argv + o.rest, n, files))
		return CLI_FAILED;
	byte_writer_init(&w, PROPOSAL_MAX);
	status = published_merge(files, n, &w, &reason)
	    ? write_out(o.out, &w)
	    : cli_fail("%s; nothing was written", reason.text);
	byte_writer_finish(&w);
	free_all(files, n);
	return status;
}

static enum cli_status
publish(const struct desk_options *o, const struct published_file *files)
{
	struct published before = {NULL, NULL}, now = {NULL, NULL};
	char fingerprint[FINGERPRINT_TEXT_BYTES];
	enum cli_status status = CLI_FAILED;
	struct reason reason = {""};

	if (!published_read(o->published, &before, &reason) ||
	    !published_write(
		o->published, &before, &files[0], &files[1], &reason) ||
	    !published_read(o->published, &now, &reason)) {
		(void)cli_fail("not published: %s", reason.text);
	} else {
		published_show_changes(
		    &before, now.directory, now.persons, stdout);
		authority_fingerprint(&now.directory->authority, fingerprint);
		(void)printf("Published: %s, version %" PRIu64
			     ". Its authority's fingerprint is\n%s\n",
		    now.directory->name, now.directory->version, fingerprint);
		status = CLI_OK;
	}
	published_finish(&before);
	published_finish(&now);
	return status;
}

static enum cli_status
authority_publish(int argc, char **argv)
{
	struct published_file files[2];
	struct desk_options o;
	enum cli_status status;

	if (!desk_options_parse(argc, argv, "u", &o) || argc - o.rest != 2 ||
	    o.published == NULL) {
		(void)cli_fail("authority publish needs --published FOLDER "
			       "DIRECTORY PERSONS, both signed");
		return CLI_USAGE;
	}
	if (!read_all(argv + o.rest, 2, files))
		return CLI_FAILED;
	status = publish(&o, files);
	free_all(files, 2);
	return status;
}

static enum cli_status
sign_with(const struct desk_options *o, const char *passphrase,
    const uint8_t *bytes, size_t len)
{
	struct reason reason = {""};
	enum cli_status status;
	struct byte_writer w;

	byte_writer_init(&w, PROPOSAL_MAX);
	status = member_sign(o->key, passphrase, bytes, len, &w, &reason)
	    ? write_out(o->out, &w)
	    : cli_fail("%s", reason.text);
	byte_writer_finish(&w);
	return status;
}

static enum cli_status
authority_sign(int argc, char **argv)
{
	enum cli_status status = CLI_FAILED;
	struct reason reason = {""};
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
	if (!durable_file_read(argv[o.rest], PROPOSAL_MAX, &bytes, &len))
		return cli_fail("%s: %s", argv[o.rest], strerror(errno));
	/* What is signed is what was shown. */
	if (proposal_show(bytes, len, stderr, &reason)) {
		passphrase = passphrase_ask(
		    o.passphrase_fd, "To sign this, the member's passphrase: ");
		if (passphrase != NULL)
			status = sign_with(&o, passphrase, bytes, len);
		secret_free(passphrase);
	} else {
		(void)cli_fail("%s", reason.text);
	}
	free(bytes);
	return status;
}

static enum cli_status
print_sheet(const uint8_t *bytes, size_t len, const char *code)
{
	enum language language = LANGUAGE_EN;
	struct authority_sheet sheet;
	struct reason reason = {""};

	if (code != NULL && strcmp(code, "all") != 0 &&
	    !language_find(code, &language)) {
		(void)cli_fail("--language takes ar, en, es, fr, ru, zh or "
			       "all");
		return CLI_USAGE;
	}
	switch (authority_sheet_init(&sheet, bytes, len, &reason)) {
	case AUTHORITY_SHEET_REFUSED:
		return cli_fail("no sheet was made: %s", reason.text);
	case AUTHORITY_SHEET_NO_MEMORY:
		return cli_fail("there is not enough memory");
	case AUTHORITY_SHEET_EXPIRED:
		cli_warn("this directory has expired");
		break;
	case AUTHORITY_SHEET_GOOD:
		break;
	}
	if (code == NULL || strcmp(code, "all") != 0)
		authority_sheet_write(&sheet, language, stdout);
	else /* a page each */
		for (int i = 0; i < LANGUAGES_N; i++) {
			authority_sheet_write(&sheet, (enum language)i, stdout);
			(void)fputc('\f', stdout);
		}
	authority_sheet_finish(&sheet);
	return CLI_OK;
}

static enum cli_status
authority_show(int argc, char **argv)
{
	struct reason reason = {""};
	struct desk_options o;
	enum cli_status status;
	uint8_t *bytes;
	size_t len;

	if (!desk_options_parse(argc, argv, "TG", &o) || argc - o.rest != 1 ||
	    (o.language != NULL && !o.sheet)) {
		(void)cli_fail("authority show needs [--sheet [--language "
			       "CODE]] FILE");
		return CLI_USAGE;
	}
	if (!durable_file_read(argv[o.rest], PROPOSAL_MAX, &bytes, &len))
		return cli_fail("%s: %s", argv[o.rest], strerror(errno));
	if (o.sheet)
		status = print_sheet(bytes, len, o.language);
	else
		status = proposal_show(bytes, len, stdout, &reason)
		    ? CLI_OK
		    : cli_fail("%s", reason.text);
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
	    {"merge", authority_merge}, {"publish", authority_publish},
	    {"show", authority_show}};

	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (argc >= 2 && strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	(void)cli_fail("authority takes init, propose, sign, merge, publish "
		       "or show");
	return CLI_USAGE;
}
