/*
 * valise-age: the envelope alone, for peers and developers.  Not installed.
 *
 *	valise-age keygen [--x25519]
 *	valise-age encrypt -r RECIPIENT | --passphrase-fd N [--log-n N]
 *		[--armor] [-o FILE]
 *	valise-age decrypt -i FILE | --passphrase-fd N [--armor] [-o FILE]
 *
 * Standard input to standard output, or to a new FILE, which is there only if
 * all went well.  decrypt knows armor when it sees it; --armor takes nothing
 * else.  Exit status 0 or 1, and the class of a failure, as the CCTV vectors
 * name it, on standard error.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "common/bytes/durable_file.h"
#include "common/bytes/secret.h"
#include "common/crypto/self_test.h"
#include "armor.h"
#include "common/envelope/open.h"
#include "common/envelope/seal.h"

#define IDENTITIES_MAX 16

struct options {
	const char *recipient;
	const char *identity_file;
	const char *output;
	bool armor;
	int passphrase_fd;
	unsigned log_n;
	enum age_key_type new_key;
};

static int
usage(void)
{
	(void)fputs("usage: valise-age keygen [--x25519]\n"
		    "       valise-age encrypt -r RECIPIENT | --passphrase-fd N"
		    " [--log-n N] [--armor] [-o FILE]\n"
		    "       valise-age decrypt -i FILE | --passphrase-fd N"
		    " [--armor] [-o FILE]\n",
	    stderr);
	return 1;
}

/* Everything from a descriptor, without one final newline. */
static bool
read_passphrase(int fd, char *ret_text, size_t *ret_len)
{
	const struct byte_source source = byte_source_fd(&fd);
	ssize_t got = byte_source_fill(&source, ret_text, AGE_PASSPHRASE_MAX);

	if (got < 0)
		return false;
	if (got > 0 && ret_text[got - 1] == '\n')
		got--;
	*ret_len = (size_t)got;
	return true;
}

static int
keygen(const struct options *options)
{
	char secret[AGE_IDENTITY_TEXT_BYTES], public[AGE_RECIPIENT_TEXT_BYTES];
	struct age_identity *identity = secret_alloc(sizeof(*identity));
	struct age_recipient recipient;

	if (identity == NULL)
		return 1;
	identity->type = options->new_key;
	randombytes_buf(identity->secret, sizeof(identity->secret));
	age_identity_recipient(identity, &recipient);
	age_identity_format(identity, secret);
	age_recipient_format(&recipient, public);
	(void)printf("# public key: %s\n%s\n", public, secret);
	sodium_memzero(secret, sizeof(secret));
	secret_free(identity);
	return fflush(stdout) == 0 ? 0 : 1;
}

static int
say(enum envelope_status status)
{
	if (status == ENVELOPE_OK)
		return 0;
	(void)fprintf(stderr, "%s\nvalise-age: %s\n",
	    envelope_status_class(status), envelope_status_text(status));
	return 1;
}

/* Standard output, or a file that has no name until all went well. */
struct output {
	const char *path;
	struct durable_file file;
	int fd;
};

static bool
output_begin(struct output *output, const char *path)
{
	output->path = path;
	output->fd = STDOUT_FILENO;
	if (path == NULL)
		return true;
	if (!durable_file_begin(&output->file, path, 0600)) {
		(void)fprintf(
		    stderr, "valise-age: %s: %s\n", path, strerror(errno));
		return false;
	}
	output->fd = output->file.fd;
	return true;
}

/* The exit status. */
static int
output_end(struct output *output, enum envelope_status status)
{
	if (output->path == NULL)
		return say(status);
	if (status != ENVELOPE_OK) {
		durable_file_abandon(&output->file);
		return say(status);
	}
	if (durable_file_commit(&output->file, DURABLE_KEEP_EXISTING))
		return 0;
	(void)fprintf(
	    stderr, "valise-age: %s: %s\n", output->path, strerror(errno));
	return 1;
}

static enum envelope_status
seal_armored(const struct age_recipient *recipient,
    const struct byte_source *source, const struct byte_sink *sink)
{
	struct armor_writer armor;
	enum envelope_status status;
	struct byte_sink armored;

	armor_writer_init(&armor, sink);
	armored = armor_writer_sink(&armor);
	status = seal_source(recipient, source, &armored);
	if (status == ENVELOPE_OK && !armor_writer_finish(&armor))
		status = ENVELOPE_WRITE_FAILED;
	return status;
}

static int
encrypt(const struct options *options)
{
	static const int in = STDIN_FILENO;
	const struct byte_source source = byte_source_fd(&in);
	struct output output;
	struct byte_sink sink;
	struct age_recipient recipient = {.type = AGE_SCRYPT};
	enum envelope_status status;
	char *passphrase = NULL;

	if (options->passphrase_fd >= 0) {
		passphrase = secret_alloc(AGE_PASSPHRASE_MAX);
		if (passphrase == NULL ||
		    !read_passphrase(options->passphrase_fd, passphrase,
			&recipient.passphrase_len)) {
			secret_free(passphrase);
			return say(ENVELOPE_READ_FAILED);
		}
		recipient.passphrase = passphrase;
		recipient.log_n = options->log_n;
	} else if (options->recipient == NULL) {
		return usage();
	} else if (!age_recipient_parse(options->recipient,
		       strlen(options->recipient), &recipient)) {
		return say(ENVELOPE_RECIPIENT_BAD);
	}
	if (!output_begin(&output, options->output)) {
		secret_free(passphrase);
		return 1;
	}
	sink = byte_sink_fd(&output.fd);
	status = options->armor ? seal_armored(&recipient, &source, &sink)
				: seal_source(&recipient, &source, &sink);
	secret_free(passphrase);
	return output_end(&output, status);
}

/* One identity a line; comments and empty lines are passed over. */
static size_t
read_identities(
    const char *path, struct age_identity *ret[static IDENTITIES_MAX])
{
	char line[4096];
	size_t n = 0, len;
	FILE *file = fopen(path, "re");

	if (file == NULL) {
		(void)fprintf(
		    stderr, "valise-age: %s: %s\n", path, strerror(errno));
		return 0;
	}
	(void)setvbuf(file, NULL, _IONBF, 0); /* no copy of the key stays */
	while (n < IDENTITIES_MAX && fgets(line, sizeof(line), file)) {
		len = strcspn(line, "\r\n");
		if (len == 0 || line[0] == '#')
			continue;
		ret[n] = secret_alloc(sizeof(*ret[n]));
		if (ret[n] == NULL || !age_identity_parse(line, len, ret[n])) {
			(void)fputs("valise-age: not an identity\n", stderr);
			secret_free(ret[n]);
			break;
		}
		n++;
	}
	sodium_memzero(line, sizeof(line));
	(void)fclose(file);
	return n;
}

/* Opens standard input; the status is said by output_end(). */
static int
decrypt_with(const struct options *options,
    const struct age_identity *const *identities, size_t n)
{
	static const int in = STDIN_FILENO;
	const struct open_keys keys = {identities, n, NULL, NULL};
	const struct byte_source file = byte_source_fd(&in);
	enum envelope_status status;
	struct armor_reader armor;
	struct byte_source source;
	struct output output;
	struct byte_sink sink;

	if (!output_begin(&output, options->output))
		return 1;
	sink = byte_sink_fd(&output.fd);
	armor_reader_init(
	    &armor, options->armor ? ARMOR_REQUIRED : ARMOR_DETECTED, &file);
	source = armor_reader_source(&armor);
	status = open_source(&keys, &source, &sink, NULL);
	if (status == ENVELOPE_READ_FAILED && armor.status != ENVELOPE_OK)
		status = armor.status;
	return output_end(&output, status);
}

static int
decrypt(const struct options *options)
{
	struct age_identity *identities[IDENTITIES_MAX] = {NULL};
	size_t n = 0;
	int code = 1;

	if (options->identity_file != NULL) {
		n = read_identities(options->identity_file, identities);
		if (n == 0)
			return 1;
	}
	if (options->passphrase_fd >= 0 && n < IDENTITIES_MAX) {
		identities[n] = secret_alloc(sizeof(*identities[n]));
		if (identities[n] == NULL ||
		    !read_passphrase(options->passphrase_fd,
			identities[n]->passphrase,
			&identities[n]->passphrase_len)) {
			code = say(ENVELOPE_READ_FAILED);
			goto out;
		}
		identities[n]->type = AGE_SCRYPT;
		identities[n]->log_n_max = OPEN_SCRYPT_LOG_N_MAX;
		n++;
	}
	code = n == 0 ? usage()
		      : decrypt_with(options,
			    (const struct age_identity *const *)identities, n);
out:
	for (size_t i = 0; i < IDENTITIES_MAX; i++)
		secret_free(identities[i]);
	return code;
}

int
main(int argc, char **argv)
{
	static const struct option longs[] = {
	    {"passphrase-fd", required_argument, NULL, 'p'},
	    {"log-n", required_argument, NULL, 'n'},
	    {"x25519", no_argument, NULL, 'x'},
	    {"armor", no_argument, NULL, 'a'}, {0}};
	struct options options = {
	    .passphrase_fd = -1, .log_n = SEAL_SCRYPT_LOG_N};
	const char *command = argc > 1 ? argv[1] : "";
	int c;

	if (!secret_protect_process())
		return 1;
	optind = 2;
	while ((c = getopt_long(argc, argv, "r:i:o:a", longs, NULL)) != -1)
		switch (c) {
		case 'r':
			options.recipient = optarg;
			break;
		case 'i':
			options.identity_file = optarg;
			break;
		case 'o':
			options.output = optarg;
			break;
		case 'a':
			options.armor = true;
			break;
		case 'p':
			options.passphrase_fd = atoi(optarg);
			break;
		case 'n':
			options.log_n = (unsigned)atoi(optarg);
			break;
		case 'x':
			options.new_key = AGE_X25519;
			break;
		default:
			return usage();
		}
	if (optind != argc ||
	    (strcmp(command, "keygen") == 0 &&
		(options.output != NULL || options.armor)))
		return usage();
	if (!self_test_sealing()) {
		(void)fputs("valise-age: this program's cryptography fails its "
			    "self-test on this machine; nothing was done\n",
		    stderr);
		return 1;
	}
	if (strcmp(command, "keygen") == 0)
		return keygen(&options);
	if (strcmp(command, "encrypt") == 0)
		return encrypt(&options);
	if (strcmp(command, "decrypt") == 0)
		return decrypt(&options);
	return usage();
}
