/*
 * A stick with many envelopes, each of another sender, for import's figures and
 * flows:
 *
 *	desk-stick REPORT RECIPIENT ATTACHMENT FOLDER N [BAD]
 *
 * FOLDER/<sha256>.age, N of them, as the client seals them but for the reply
 * code: what its digits cost is the sender's.  With BAD every BAD-th is sealed
 * to nobody's key.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "client/defender/report/seal_report.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/secret.h"
#include "common/bytes/text_codec.h"
#include "common/crypto/sha256.h"
#include "common/json/json_text.h"

static bool
rename_to_hash(const char *path, const char *folder)
{
	char to[4096], hex[65];
	uint8_t hash[32], *bytes;
	size_t len;

	if (!durable_file_read(path, 64u << 20, &bytes, &len))
		return false;
	sha256_hash(bytes, len, hash);
	free(bytes);
	hex_encode(hash, sizeof(hash), hex);
	(void)snprintf(to, sizeof(to), "%s/%s.age", folder, hex);
	return rename(path, to) == 0;
}

static bool
seal_one(const char *report, const struct age_recipient *to,
    const char *attachment, const char *folder)
{
	struct reply_keys *keys = secret_alloc(sizeof(*keys));
	struct evidence_list evidence = {0, NULL};
	struct reason reason = {""};
	char path[4096];
	cJSON *tree = json_text_read(report, strlen(report), &reason);
	bool ok;
	int fd;

	(void)snprintf(path, sizeof(path), "%s/sealing", folder);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	ok = keys != NULL && tree != NULL && fd >= 0 &&
	    evidence_open(&attachment, 1, NULL, &evidence, &reason);
	if (ok) {
		keys->identity.type = AGE_HYBRID;
		randombytes_buf(
		    keys->identity.secret, sizeof(keys->identity.secret));
		randombytes_buf(keys->voice_seed, sizeof(keys->voice_seed));
		ok = seal_report_complete(tree, &evidence, keys, &reason) &&
		    seal_report_write(tree, &evidence, to, fd, NULL, &reason);
	}
	if (!ok)
		(void)fprintf(stderr, "%s\n", reason.text);
	if (fd >= 0)
		(void)close(fd);
	evidence_close(&evidence);
	secret_free(keys);
	cJSON_Delete(tree);
	return ok && rename_to_hash(path, folder);
}

int
main(int argc, char **argv)
{
	struct age_identity *nobody =
	    sodium_init() < 0 ? NULL : secret_alloc(sizeof(*nobody));
	struct age_recipient to, other;
	long n, bad = 0;
	uint8_t *report;
	size_t len;

	if (nobody == NULL || argc < 6 || argc > 7 ||
	    !age_recipient_parse(argv[2], strlen(argv[2]), &to) ||
	    !durable_file_read(argv[1], 1u << 20, &report, &len)) {
		(void)fputs("usage: desk-stick REPORT RECIPIENT ATTACHMENT "
			    "FOLDER N [BAD]\n",
		    stderr);
		return 2;
	}
	n = strtol(argv[5], NULL, 10);
	if (argc == 7)
		bad = strtol(argv[6], NULL, 10);
	nobody->type = AGE_HYBRID;
	randombytes_buf(nobody->secret, sizeof(nobody->secret));
	age_identity_recipient(nobody, &other);
	for (long i = 1; i <= n; i++)
		if (!seal_one((const char *)report,
			bad > 0 && i % bad == 0 ? &other : &to, argv[3],
			argv[4]))
			return 1;
	free(report);
	secret_free(nobody);
	return 0;
}
