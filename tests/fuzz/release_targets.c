/* Fuzz targets of releases: what signs one, and what it says. */
#include <string.h>

#include "common/release/minisign.h"
#include "common/release/release.h"
#include "fuzz.h"

/* A signature that nobody made does not verify, whatever its form. */
static void
minisign(const uint8_t *data, size_t size)
{
	static const struct minisign_key nobody = {.key = {9}};
	uint8_t hash[MINISIGN_HASH_BYTES];
	char text[MINISIGN_KEY_TEXT_BYTES];
	struct minisign_signature s;
	struct minisign_key key;

	minisign_hash(data, size, hash);
	if (minisign_parse(data, size, &s) == MINISIGN_OK) {
		struct minisign_key named = nobody;

		memcpy(named.id, s.key_id, sizeof(named.id));
		check(s.comment_len <= MINISIGN_COMMENT_MAX &&
		    s.comment[s.comment_len] == '\0');
		check(!minisign_verify(&s, &named, hash));
	}
	/* A key has one spelling. */
	if (minisign_key_parse((const char *)data, size, &key)) {
		minisign_key_format(&key, text);
		check(size == strlen(text) && memcmp(text, data, size) == 0);
	}
}

/* What is taken is written the same, and every name is safe as a path. */
static void
release(const uint8_t *data, size_t size)
{
	static struct release r;
	static char text[RELEASE_MAX + 1];

	if (!release_parse(data, size, &r))
		return;
	check(release_format(&r, text, sizeof(text)) == size &&
	    memcmp(text, data, size) == 0);
	check(r.n > 0 && r.n <= RELEASE_FILES_MAX);
	check(release_version_compare(r.version, r.version) == 0);
	for (size_t i = 0; i < r.n; i++)
		check(r.files[i].name[0] != '.' &&
		    strchr(r.files[i].name, '/') == NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const targets[])(const uint8_t *data, size_t size) = {
	    minisign, release};

	(void)targets;
	FUZZ_TARGET(data, size);
	return 0;
}
