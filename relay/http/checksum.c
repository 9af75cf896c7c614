#include "checksum.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "common/bytes/text_codec.h"

struct checksum {
	EVP_MD_CTX *context;
	uint8_t wanted[EVP_MAX_MD_SIZE];
	size_t len;
	bool failed;
};

static const struct {
	const char *name;
	const EVP_MD *(*hash)(void);
	size_t len;
} algorithms[] = {{"sha1", EVP_sha1, 20}, {"sha256", EVP_sha256, 32}};

struct checksum *
checksum_create(const char *header)
{
	size_t name_len = strcspn(header, " "), got = 0;
	struct checksum *c = calloc(1, sizeof(*c));

	for (size_t i = 0; c != NULL && header[name_len] == ' ' &&
	     i < sizeof(algorithms) / sizeof(algorithms[0]);
	     i++) {
		const char *value = header + name_len + 1;

		if (strlen(algorithms[i].name) != name_len ||
		    memcmp(algorithms[i].name, header, name_len) != 0)
			continue;
		c->len = algorithms[i].len;
		c->context = EVP_MD_CTX_new();
		if (base64_decode(BASE64_PADDED, value, strlen(value),
			c->wanted, c->len, &got) &&
		    got == c->len && c->context != NULL &&
		    EVP_DigestInit_ex(c->context, algorithms[i].hash(), NULL) ==
			1)
			return c;
	}
	checksum_destroy(c);
	return NULL;
}

void
checksum_destroy(struct checksum *c)
{
	if (c == NULL)
		return;
	EVP_MD_CTX_free(c->context);
	free(c);
}

void
checksum_update(struct checksum *c, const void *bytes, size_t len)
{
	if (EVP_DigestUpdate(c->context, bytes, len) != 1)
		c->failed = true;
}

bool
checksum_matches(struct checksum *c)
{
	uint8_t got[EVP_MAX_MD_SIZE];
	unsigned len = 0;

	return !c->failed && EVP_DigestFinal_ex(c->context, got, &len) == 1 &&
	    len == c->len && memcmp(got, c->wanted, len) == 0;
}
