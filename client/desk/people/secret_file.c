#include "secret_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes/durable_file.h"
#include "common/bytes/secret.h"
#include "common/envelope/open.h"
#include "common/envelope/seal.h"

#define FILE_MAX 65536

static bool
write_file(const char *path, const void *secret, size_t len,
    const char *passphrase, enum durable_replace replace,
    struct reason *ret_reason)
{
	const struct age_recipient recipient = {.type = AGE_SCRYPT,
	    .passphrase = passphrase,
	    .passphrase_len = strlen(passphrase),
	    .log_n = SEAL_SCRYPT_LOG_N};
	struct byte_writer sealed;
	struct byte_sink sink = byte_sink_writer(&sealed);
	enum envelope_status status;
	bool ok;

	byte_writer_init(&sealed, FILE_MAX);
	status = seal_bytes(&recipient, secret, len, &sink);
	ok = status == ENVELOPE_OK;
	if (!ok) {
		reason_set(ret_reason, "%s", envelope_status_text(status));
	} else if (!durable_file_write(
		       path, sealed.data, sealed.len, 0600, replace)) {
		reason_set(ret_reason, "%s: %s", path, strerror(errno));
		ok = false;
	}
	byte_writer_finish(&sealed);
	return ok;
}

bool
secret_file_write(const char *path, const void *secret, size_t len,
    const char *passphrase, struct reason *ret_reason)
{
	return write_file(
	    path, secret, len, passphrase, DURABLE_KEEP_EXISTING, ret_reason);
}

bool
secret_file_replace(const char *path, const void *secret, size_t len,
    const char *passphrase, struct reason *ret_reason)
{
	return write_file(
	    path, secret, len, passphrase, DURABLE_REPLACE, ret_reason);
}

bool
secret_file_read(const char *path, const char *passphrase, void *ret_secret,
    size_t len, struct reason *ret_reason)
{
	struct age_identity *identity = secret_alloc(sizeof(*identity));
	enum envelope_status status = ENVELOPE_OUT_OF_MEMORY;
	struct byte_writer plain;
	uint8_t *bytes = NULL;
	size_t n = 0;
	bool ok = false;

	if (identity == NULL || strlen(passphrase) >= AGE_PASSPHRASE_MAX)
		goto out;
	if (!durable_file_read(path, FILE_MAX, &bytes, &n)) {
		reason_set(ret_reason, "%s: %s", path, strerror(errno));
		goto out;
	}
	identity->type = AGE_SCRYPT;
	identity->log_n_max = OPEN_SCRYPT_LOG_N_MAX;
	identity->passphrase_len = strlen(passphrase);
	memcpy(identity->passphrase, passphrase, identity->passphrase_len);
	byte_writer_init(&plain, FILE_MAX);
	status = open_bytes(identity, bytes, n, &plain);
	if (status == ENVELOPE_NO_MATCH)
		reason_set(ret_reason, "the passphrase is wrong");
	else if (status != ENVELOPE_OK)
		reason_set(
		    ret_reason, "%s: %s", path, envelope_status_text(status));
	if (status == ENVELOPE_OK) {
		ok = plain.len == len;
		if (ok)
			memcpy(ret_secret, plain.data, len);
		else
			reason_set(ret_reason,
			    "%s holds something else than it should", path);
	}
	byte_writer_finish(&plain);
out:
	free(bytes);
	secret_free(identity);
	return ok;
}
