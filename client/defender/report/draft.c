#include "draft.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/bytes/printable_text.h"
#include "common/bytes/secret.h"
#include "common/envelope/age_header.h"
#include "common/envelope/open.h"
#include "common/report/padding.h"

/* Where the sealed bytes go; the first error stays. */
struct target {
	int fd;
	int error;
};

const char *
draft_status_text(enum draft_status status)
{
	static const char *const texts[] = {
	    [DRAFT_OK] = "Done.",
	    [DRAFT_PASSPHRASE_SHORT] =
		"A passphrase needs at least 8 characters; six words that "
		"chance chose are good.",
	    [DRAFT_PASSPHRASE_LONG] = "The passphrase is too long.",
	    [DRAFT_TOO_LONG] = "It is longer than any draft.",
	    [DRAFT_EXISTS] = "Something has that name already; it was left "
			     "as it is.",
	    [DRAFT_NOT_A_FILE] = "What has that name is no plain file; it was "
				 "left as it is.",
	    [DRAFT_WRITE_FAILED] = "The draft could not be written there.",
	    [DRAFT_READ_FAILED] = "The draft could not be read.",
	    [DRAFT_NOT_AGE] = "It is no draft, or its beginning is damaged.",
	    [DRAFT_NOT_PASSPHRASE] = "It is sealed to a key, not with a "
				     "passphrase: it is no draft.",
	    [DRAFT_WORK_TOO_HIGH] = "It asks for more work than any draft of "
				    "this program.",
	    [DRAFT_NO_MATCH] = "The passphrase is wrong, or the draft is "
			       "damaged at its beginning.",
	    [DRAFT_DAMAGED] = "The draft is damaged: cut short or changed. "
			      "Nothing of it was taken.",
	    [DRAFT_NO_MEMORY] = "There is not enough memory.",
	};

	return texts[status];
}

static enum draft_status
fail(enum draft_status status, int error, struct reason *ret_reason)
{
	if (error != 0)
		reason_set(ret_reason, "%s", strerror(error));
	return status;
}

enum draft_status
draft_passphrase_check(const char *passphrase, size_t len)
{
	const uint8_t *at = (const uint8_t *)passphrase;
	size_t characters = 0, left = len, step;
	uint32_t point;

	if (len >= AGE_PASSPHRASE_MAX)
		return DRAFT_PASSPHRASE_LONG;
	while (left > 0) {
		/* A byte that is no character of UTF-8 counts as one. */
		step = printable_text_decode(at, left, &point);
		step = step == 0 ? 1 : step;
		at += step;
		left -= step;
		characters++;
	}
	return characters < DRAFT_PASSPHRASE_LEAST ? DRAFT_PASSPHRASE_SHORT
						   : DRAFT_OK;
}

static bool
write_sealed(void *context, const void *bytes, size_t len)
{
	struct target *target = context;

	if (stream_write_all(target->fd, bytes, len))
		return true;
	target->error = errno;
	return false;
}

/* Line ends behind the content, up to one of the few sizes. */
static enum envelope_status
write_padded(struct sealer *sealer, const void *bytes, size_t n)
{
	uint64_t left = padding_bucket(n) - n;
	enum envelope_status status;
	char blank[4096];
	size_t part;

	memset(blank, '\n', sizeof(blank));
	status = sealer_write(sealer, bytes, n);
	while (left > 0 && status == ENVELOPE_OK) {
		part = left < sizeof(blank) ? (size_t)left : sizeof(blank);
		status = sealer_write(sealer, blank, part);
		left -= part;
	}
	return status == ENVELOPE_OK ? sealer_finish(sealer) : status;
}

/* What stands at the path already. */
static enum draft_status
check_place(
    const char *path, enum durable_replace replace, struct reason *ret_reason)
{
	struct stat found;

	if (lstat(path, &found) != 0)
		return errno == ENOENT
		    ? DRAFT_OK
		    : fail(DRAFT_WRITE_FAILED, errno, ret_reason);
	if (!S_ISREG(found.st_mode))
		return DRAFT_NOT_A_FILE;
	return replace == DURABLE_REPLACE ? DRAFT_OK : DRAFT_EXISTS;
}

static enum draft_status
seal_into(struct durable_file *file, const struct age_recipient *recipient,
    const void *bytes, size_t n, struct reason *ret_reason)
{
	struct target target = {file->fd, 0};
	const struct byte_sink sink = {write_sealed, &target};
	struct sealer *sealer = NULL;
	enum envelope_status status;

	status = sealer_create(recipient, &sink, &sealer);
	if (status == ENVELOPE_OK)
		status = write_padded(sealer, bytes, n);
	sealer_destroy(sealer);
	if (status == ENVELOPE_OK)
		return DRAFT_OK;
	return status == ENVELOPE_WRITE_FAILED
	    ? fail(DRAFT_WRITE_FAILED, target.error, ret_reason)
	    : DRAFT_NO_MEMORY;
}

enum draft_status
draft_save(const char *path, const char *passphrase, size_t len,
    const void *bytes, size_t n, enum durable_replace replace,
    struct reason *ret_reason)
{
	const struct age_recipient recipient = {.type = AGE_SCRYPT,
	    .passphrase = passphrase,
	    .passphrase_len = len,
	    .log_n = DRAFT_SCRYPT_LOG_N};
	enum draft_status status = draft_passphrase_check(passphrase, len);
	struct durable_file file;

	reason_set(ret_reason, "%s", "");
	if (status == DRAFT_OK && n > DRAFT_MAX)
		status = DRAFT_TOO_LONG;
	if (status == DRAFT_OK)
		status = check_place(path, replace, ret_reason);
	if (status != DRAFT_OK)
		return status;
	if (!durable_file_begin(&file, path, 0600))
		return fail(DRAFT_WRITE_FAILED, errno, ret_reason);
	status = seal_into(&file, &recipient, bytes, n, ret_reason);
	if (status != DRAFT_OK) {
		durable_file_abandon(&file);
		return status;
	}
	if (durable_file_commit(&file, replace))
		return DRAFT_OK;
	if (errno == EEXIST)
		return DRAFT_EXISTS;
	return fail(DRAFT_WRITE_FAILED, errno, ret_reason);
}

/* Whether a passphrase is what the file asks for: its first stanza. */
static enum draft_status
check_header(const uint8_t *bytes, size_t len)
{
	size_t end = len == 0 ? 0 : age_header_find_end(bytes, len);
	struct age_header header;
	struct age_stanza stanza;
	struct byte_reader stanzas;

	if (end == 0 || !age_header_parse(bytes, end, &header))
		return DRAFT_NOT_AGE;
	stanzas = header.stanzas;
	if (!age_header_stanza(&stanzas, &stanza))
		return DRAFT_NOT_AGE;
	return stanza.arguments[0].len == strlen("scrypt") &&
		memcmp(stanza.arguments[0].text, "scrypt", strlen("scrypt")) ==
		    0
	    ? DRAFT_OK
	    : DRAFT_NOT_PASSPHRASE;
}

static enum draft_status
status_of(enum envelope_status status)
{
	switch (status) {
	case ENVELOPE_OK:
		return DRAFT_OK;
	case ENVELOPE_HEADER_MALFORMED:
	case ENVELOPE_HEADER_TOO_LONG:
		return DRAFT_NOT_AGE;
	case ENVELOPE_WORK_TOO_HIGH:
		return DRAFT_WORK_TOO_HIGH;
	case ENVELOPE_NO_MATCH:
		return DRAFT_NO_MATCH;
	case ENVELOPE_OUT_OF_MEMORY:
		return DRAFT_NO_MEMORY;
	case ENVELOPE_WRITE_FAILED: /* the buffer has its limit */
		return DRAFT_TOO_LONG;
	default:
		return DRAFT_DAMAGED;
	}
}

static enum draft_status
open_with(const char *passphrase, size_t len, const uint8_t *sealed,
    size_t sealed_len, struct byte_writer *ret_bytes)
{
	struct age_identity *identity = secret_alloc(sizeof(*identity));
	struct byte_writer plain;
	enum draft_status status;

	if (identity == NULL)
		return DRAFT_NO_MEMORY;
	identity->type = AGE_SCRYPT;
	identity->log_n_max = OPEN_SCRYPT_LOG_N_MAX;
	identity->passphrase_len = len;
	memcpy(identity->passphrase, passphrase, len);
	byte_writer_init(&plain, DRAFT_MAX);
	/* At once: then only a draft that is too long is refused room. */
	status = byte_writer_reserve(
		     &plain, sealed_len < DRAFT_MAX ? sealed_len : DRAFT_MAX)
	    ? status_of(open_bytes(identity, sealed, sealed_len, &plain))
	    : DRAFT_NO_MEMORY;
	secret_free(identity);
	if (status != DRAFT_OK) {
		byte_writer_finish(&plain);
		return status;
	}
	while (plain.len > 0 && plain.data[plain.len - 1] == '\n')
		plain.data[--plain.len] = '\0';
	*ret_bytes = plain;
	return DRAFT_OK;
}

enum draft_status
draft_open(const char *path, const char *passphrase, size_t len,
    struct byte_writer *ret_bytes, struct reason *ret_reason)
{
	enum draft_status status;
	struct stat found;
	uint8_t *sealed;
	size_t n;

	reason_set(ret_reason, "%s", "");
	if (len == 0)
		return DRAFT_PASSPHRASE_SHORT;
	if (len >= AGE_PASSPHRASE_MAX)
		return DRAFT_PASSPHRASE_LONG;
	/* A pipe would be waited for. */
	if (stat(path, &found) != 0)
		return fail(DRAFT_READ_FAILED, errno, ret_reason);
	if (!S_ISREG(found.st_mode))
		return DRAFT_NOT_A_FILE;
	if (!durable_file_read(path, DRAFT_FILE_MAX, &sealed, &n)) {
		if (errno == EFBIG)
			return DRAFT_TOO_LONG;
		if (errno == ENOMEM)
			return DRAFT_NO_MEMORY;
		return fail(DRAFT_READ_FAILED, errno, ret_reason);
	}
	status = check_header(sealed, n);
	if (status == DRAFT_OK)
		status = open_with(passphrase, len, sealed, n, ret_bytes);
	free(sealed);
	return status;
}
