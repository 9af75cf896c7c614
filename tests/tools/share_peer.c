/*
 * share-peer: shares of a secret in hexadecimal, y and then x, a line a
 * request, for tests/peers.
 *
 *	split K N SECRET      ->  SHARE ...
 *	combine SHARE ...     ->  SECRET
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "client/desk/people/shamir.h"
#include "common/bytes/text_codec.h"

#define LINE_BYTES 32768
#define SHARE_BYTES (SHAMIR_BYTES + 1)

static struct shamir_share shares[SHAMIR_SHARES_MAX];
static uint8_t secret[SHAMIR_BYTES];

static void
need(bool ok)
{
	if (!ok) {
		(void)fputs("share-peer: malformed request\n", stderr);
		exit(1);
	}
}

static void
put(const void *bytes, size_t len, const char *end)
{
	char hex[2 * SHARE_BYTES + 1];

	hex_encode(bytes, len, hex);
	(void)printf("%s%s", hex, end);
}

static void
split(char **words)
{
	uint64_t k = 0, n = 0;
	const char *text[3];

	for (size_t i = 0; i < 3; i++) {
		text[i] = strtok_r(NULL, " \n", words);
		need(text[i] != NULL);
	}
	need(decimal_decode(text[0], strlen(text[0]), SHAMIR_SHARES_MAX, &k) &&
	    decimal_decode(text[1], strlen(text[1]), SHAMIR_SHARES_MAX, &n) &&
	    hex_decode(text[2], strlen(text[2]), secret, sizeof(secret)) &&
	    shamir_split(secret, k, n, shares));
	for (size_t i = 0; i < n; i++) {
		put(shares[i].y, SHAMIR_BYTES, "");
		put(&shares[i].x, 1, i + 1 < n ? " " : "\n");
	}
}

static void
combine(char **words)
{
	uint8_t bytes[SHARE_BYTES];
	const char *text;
	size_t n = 0;

	while ((text = strtok_r(NULL, " \n", words)) != NULL) {
		need(n < SHAMIR_SHARES_MAX &&
		    hex_decode(text, strlen(text), bytes, sizeof(bytes)));
		memcpy(shares[n].y, bytes, SHAMIR_BYTES);
		shares[n++].x = bytes[SHAMIR_BYTES];
	}
	need(shamir_combine(shares, n, secret));
	put(secret, sizeof(secret), "\n");
}

int
main(void)
{
	static char line[LINE_BYTES];
	char *words;

	if (sodium_init() < 0)
		return 1;
	while (fgets(line, sizeof(line), stdin) != NULL) {
		const char *what = strtok_r(line, " \n", &words);

		need(what != NULL);
		if (strcmp(what, "split") == 0)
			split(&words);
		else if (strcmp(what, "combine") == 0)
			combine(&words);
		else
			need(false);
		need(fflush(stdout) == 0);
	}
	return 0;
}
