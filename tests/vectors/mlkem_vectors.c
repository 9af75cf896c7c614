#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "common/crypto/keccak.h"
#include "common/crypto/mlkem768.h"
#include "vector_file.h"
#include "vectors.h"

struct bytes {
	uint8_t *at;
	size_t len;
};

static struct bytes
member(const cJSON *object, const char *name)
{
	struct bytes b = {NULL, 0};

	b.at = vector_hex(object, name, &b.len);
	return b;
}

static bool
equal(const uint8_t *got, size_t len, struct bytes wanted)
{
	return wanted.at != NULL && wanted.len == len &&
	    memcmp(got, wanted.at, len) == 0;
}

static int
id_of(const cJSON *test)
{
	return cJSON_GetObjectItemCaseSensitive(test, "tcId")->valueint;
}

static bool
is_valid(const cJSON *test)
{
	return strcmp(cJSON_GetObjectItemCaseSensitive(test, "result")
			  ->valuestring,
		   "valid") == 0;
}

#define FOR_EACH_TEST(file, group, test) \
	cJSON_ArrayForEach ( \
	    group, cJSON_GetObjectItemCaseSensitive(file, "testGroups")) \
		cJSON_ArrayForEach ( \
		    test, cJSON_GetObjectItemCaseSensitive(group, "tests"))

static void
check_keygen(const uint8_t *d, const uint8_t *z, struct bytes ek,
    struct bytes dk, int id)
{
	uint8_t public_key[MLKEM768_PUBLIC_BYTES];
	uint8_t secret[MLKEM768_SECRET_BYTES];

	mlkem768_keygen(d, z, public_key, secret);
	vector_check(equal(public_key, sizeof(public_key), ek), "ek", id);
	if (dk.at != NULL)
		vector_check(equal(secret, sizeof(secret), dk), "dk", id);
	vector_check(mlkem768_secret_valid(secret), "dk hash", id);
}

int
vectors_acvp_keygen(void)
{
	cJSON *file =
	    vector_file_json("acvp_mlkem768_keyGen_internalProjection.json");
	const cJSON *group, *test;
	int n = 0;

	FOR_EACH_TEST (file, group, test) {
		struct bytes d = member(test, "d"), z = member(test, "z"),
			     ek = member(test, "ek"), dk = member(test, "dk");

		check_keygen(d.at, z.at, ek, dk, id_of(test));
		free(d.at);
		free(z.at);
		free(ek.at);
		free(dk.at);
		n++;
	}
	cJSON_Delete(file);
	return n;
}

static void
check_decaps(struct bytes dk, struct bytes c, struct bytes k, int id)
{
	uint8_t shared[MLKEM768_SHARED_BYTES];

	vector_check(dk.len == MLKEM768_SECRET_BYTES &&
		c.len == MLKEM768_CIPHERTEXT_BYTES,
	    "lengths", id);
	mlkem768_decapsulate(dk.at, c.at, shared);
	vector_check(equal(shared, sizeof(shared), k), "K", id);
}

static void
check_encaps(
    struct bytes ek, struct bytes m, struct bytes c, struct bytes k, int id)
{
	uint8_t shared[MLKEM768_SHARED_BYTES];
	uint8_t ciphertext[MLKEM768_CIPHERTEXT_BYTES];

	vector_check(mlkem768_encapsulate(ek.at, m.at, ciphertext, shared),
	    "encapsulate", id);
	vector_check(equal(ciphertext, sizeof(ciphertext), c), "c", id);
	vector_check(equal(shared, sizeof(shared), k), "K", id);
}

int
vectors_acvp_encaps_decaps(void)
{
	cJSON *file = vector_file_json(
	    "acvp_mlkem768_encapDecap_internalProjection.json");
	const cJSON *group, *test;
	int n = 0;

	FOR_EACH_TEST (file, group, test) {
		struct bytes ek = member(test, "ek"), m = member(test, "m"),
			     c = member(test, "c"), k = member(test, "k"),
			     dk = member(test, "dk");

		if (dk.at == NULL)
			dk = member(group, "dk");
		if (m.at != NULL)
			check_encaps(ek, m, c, k, id_of(test));
		else
			check_decaps(dk, c, k, id_of(test));
		free(ek.at);
		free(m.at);
		free(c.at);
		free(k.at);
		free(dk.at);
		n++;
	}
	cJSON_Delete(file);
	return n;
}

int
vectors_wycheproof_seed(void)
{
	cJSON *file = vector_file_json("wycheproof_mlkem_768_test.json");
	uint8_t public_key[MLKEM768_PUBLIC_BYTES];
	uint8_t secret[MLKEM768_SECRET_BYTES];
	const cJSON *group, *test;
	int n = 0;

	FOR_EACH_TEST (file, group, test) {
		struct bytes seed = member(test, "seed"), c = member(test, "c"),
			     k = member(test, "K");
		bool lengths =
		    seed.len == 64 && c.len == MLKEM768_CIPHERTEXT_BYTES;

		/* The invalid ones are of a wrong length, which the types of
		 * the interface rule out. */
		vector_check(lengths == is_valid(test), "length", id_of(test));
		if (lengths) {
			struct bytes dk = {secret, sizeof(secret)};

			mlkem768_keygen(
			    seed.at, seed.at + 32, public_key, secret);
			check_decaps(dk, c, k, id_of(test));
		}
		free(seed.at);
		free(c.at);
		free(k.at);
		n++;
	}
	cJSON_Delete(file);
	return n;
}

int
vectors_wycheproof_keygen(void)
{
	cJSON *file =
	    vector_file_json("wycheproof_mlkem_768_keygen_seed_test.json");
	const cJSON *group, *test;
	int n = 0;

	FOR_EACH_TEST (file, group, test) {
		struct bytes seed = member(test, "seed"),
			     ek = member(test, "ek"), dk = member(test, "dk");

		vector_check(seed.len == 64, "seed", id_of(test));
		check_keygen(seed.at, seed.at + 32, ek, dk, id_of(test));
		free(seed.at);
		free(ek.at);
		free(dk.at);
		n++;
	}
	cJSON_Delete(file);
	return n;
}

int
vectors_wycheproof_encaps(void)
{
	cJSON *file = vector_file_json("wycheproof_mlkem_768_encaps_test.json");
	uint8_t shared[MLKEM768_SHARED_BYTES];
	uint8_t ciphertext[MLKEM768_CIPHERTEXT_BYTES];
	const cJSON *group, *test;
	int n = 0;

	FOR_EACH_TEST (file, group, test) {
		struct bytes ek = member(test, "ek"), m = member(test, "m"),
			     c = member(test, "c"), k = member(test, "K");

		if (is_valid(test))
			check_encaps(ek, m, c, k, id_of(test));
		else
			vector_check(ek.len != MLKEM768_PUBLIC_BYTES ||
				!mlkem768_encapsulate(
				    ek.at, m.at, ciphertext, shared),
			    "refusal", id_of(test));
		free(ek.at);
		free(m.at);
		free(c.at);
		free(k.at);
		n++;
	}
	cJSON_Delete(file);
	return n;
}

int
vectors_wycheproof_expanded(void)
{
	cJSON *file = vector_file_json(
	    "wycheproof_mlkem_768_semi_expanded_decaps_test.json");
	const cJSON *group, *test;
	int n = 0;

	FOR_EACH_TEST (file, group, test) {
		struct bytes dk = member(test, "dk"), c = member(test, "c"),
			     k = member(test, "K");
		bool usable = dk.len == MLKEM768_SECRET_BYTES &&
		    c.len == MLKEM768_CIPHERTEXT_BYTES &&
		    mlkem768_secret_valid(dk.at);

		vector_check(usable == is_valid(test), "refusal", id_of(test));
		if (usable)
			check_decaps(dk, c, k, id_of(test));
		free(dk.at);
		free(c.at);
		free(k.at);
		n++;
	}
	cJSON_Delete(file);
	return n;
}

int
vectors_cctv_modulus(void)
{
	char *text = vector_file_text("cctv_modulus_ML-KEM-768.txt.gz");
	char *rest = text, *line;
	uint8_t *key;
	size_t len;
	int n = 0;

	while ((line = strsep(&rest, "\n")) != NULL) {
		if (*line == '\0')
			continue;
		key = vector_hex_text(line, strlen(line), &len);
		vector_check(
		    len == MLKEM768_PUBLIC_BYTES && !mlkem768_public_valid(key),
		    "modulus", n);
		free(key);
		n++;
	}
	free(text);
	return n;
}

/* "name = hex" lines. */
static struct bytes
assignment(const char *text, const char *name)
{
	struct bytes b = {NULL, 0};
	char start[16];
	const char *at;

	(void)snprintf(start, sizeof(start), "%s = ", name);
	for (at = text; at != NULL; at = strchr(at, '\n')) {
		if (*at == '\n')
			at++;
		if (strncmp(at, start, strlen(start)) != 0)
			continue;
		at += strlen(start);
		b.at = vector_hex_text(at, strcspn(at, "\r\n"), &b.len);
		return b;
	}
	vector_check(false, name, 0);
	return b;
}

int
vectors_cctv_strcmp(void)
{
	char *text = vector_file_text("cctv_strcmp_ML-KEM-768.txt");
	struct bytes dk = assignment(text, "dk"), c = assignment(text, "c"),
		     k = assignment(text, "K");

	check_decaps(dk, c, k, 1);
	free(dk.at);
	free(c.at);
	free(k.at);
	free(text);
	return 1;
}

int
vectors_cctv_unlucky(void)
{
	char *text = vector_file_text("cctv_unluckysample_ML-KEM-768.txt");
	struct bytes ek = assignment(text, "ek"), m = assignment(text, "m"),
		     c = assignment(text, "c"), k = assignment(text, "K"),
		     dk = assignment(text, "dk");

	check_encaps(ek, m, c, k, 1);
	check_decaps(dk, c, k, 1);
	free(ek.at);
	free(m.at);
	free(c.at);
	free(k.at);
	free(dk.at);
	free(text);
	return 1;
}

/* The accumulated test of the NOTE beside the vectors, ten thousand deep. */
int
vectors_accumulated(void)
{
	static const char wanted[] =
	    "8a518cc63da366322a8e7a818c7a0d63483cb3528d34a4cf42f35d5ad73f22fc";
	uint8_t d[32], z[32], m[32], bad[MLKEM768_CIPHERTEXT_BYTES];
	uint8_t ek[MLKEM768_PUBLIC_BYTES], dk[MLKEM768_SECRET_BYTES];
	uint8_t c[MLKEM768_CIPHERTEXT_BYTES], k[32], digest[32];
	struct keccak rng, all;
	char hex[65];
	int n;

	keccak_shake128_init(&rng);
	keccak_pad(&rng);
	keccak_shake128_init(&all);
	for (n = 0; n < 10000; n++) {
		keccak_squeeze(&rng, d, sizeof(d));
		keccak_squeeze(&rng, z, sizeof(z));
		keccak_squeeze(&rng, m, sizeof(m));
		keccak_squeeze(&rng, bad, sizeof(bad));
		mlkem768_keygen(d, z, ek, dk);
		keccak_absorb(&all, ek, sizeof(ek));
		vector_check(mlkem768_encapsulate(ek, m, c, k), "encaps", n);
		keccak_absorb(&all, c, sizeof(c));
		keccak_absorb(&all, k, sizeof(k));
		mlkem768_decapsulate(dk, c, digest);
		vector_check(memcmp(digest, k, 32) == 0, "round trip", n);
		mlkem768_decapsulate(dk, bad, k);
		keccak_absorb(&all, k, sizeof(k));
	}
	keccak_pad(&all);
	keccak_squeeze(&all, digest, sizeof(digest));
	sodium_bin2hex(hex, sizeof(hex), digest, sizeof(digest));
	vector_check(strcmp(hex, wanted) == 0, hex, n);
	return n;
}
