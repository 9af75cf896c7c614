/*
 * kem-peer: ML-KEM-768 from given bytes, a line a request, for tests/peers.
 *
 *	keygen D|Z            ->  EK DK
 *	encaps EK M           ->  C K
 *	decaps DK C           ->  K
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "common/crypto/mlkem768.h"

#define LINE_BYTES 16384

static void
need(bool ok)
{
	if (!ok) {
		(void)fputs("kem-peer: malformed request\n", stderr);
		exit(1);
	}
}

static void
take(const char *hex, uint8_t *ret_bytes, size_t len)
{
	size_t got;

	need(hex != NULL &&
	    sodium_hex2bin(
		ret_bytes, len, hex, strlen(hex), NULL, &got, NULL) == 0 &&
	    got == len);
}

static void
put(const uint8_t *bytes, size_t len, const char *end)
{
	for (size_t i = 0; i < len; i++)
		(void)printf("%02x", bytes[i]);
	(void)fputs(end, stdout);
}

int
main(void)
{
	uint8_t ek[MLKEM768_PUBLIC_BYTES], dk[MLKEM768_SECRET_BYTES];
	uint8_t c[MLKEM768_CIPHERTEXT_BYTES], k[32], seed[64];
	char line[LINE_BYTES];

	if (sodium_init() < 0)
		return 1;
	while (fgets(line, sizeof(line), stdin) != NULL) {
		char *word = strtok(line, " \n");
		char *a = strtok(NULL, " \n"), *b = strtok(NULL, " \n");

		need(word != NULL);
		if (strcmp(word, "keygen") == 0) {
			take(a, seed, sizeof(seed));
			mlkem768_keygen(seed, seed + 32, ek, dk);
			put(ek, sizeof(ek), " ");
			put(dk, sizeof(dk), "\n");
		} else if (strcmp(word, "encaps") == 0) {
			take(a, ek, sizeof(ek));
			take(b, seed, 32);
			need(mlkem768_encapsulate(ek, seed, c, k));
			put(c, sizeof(c), " ");
			put(k, sizeof(k), "\n");
		} else if (strcmp(word, "decaps") == 0) {
			take(a, dk, sizeof(dk));
			take(b, c, sizeof(c));
			mlkem768_decapsulate(dk, c, k);
			put(k, sizeof(k), "\n");
		} else {
			need(false);
		}
		(void)fflush(stdout);
	}
	return 0;
}
