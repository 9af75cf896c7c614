#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "common/crypto/hpke_open.h"
#include "common/crypto/xwing_open.h"
#include "vector_file.h"
#include "vectors.h"

static uint8_t *
need(const cJSON *test, const char *name, size_t len)
{
	size_t got = 0;
	uint8_t *bytes = vector_hex(test, name, &got);

	vector_check(bytes != NULL && (len == 0 || got == len), name, 0);
	return bytes;
}

int
vectors_xwing_draft(void)
{
	cJSON *file = vector_file_json("xwing_draft_test-vectors.json");
	uint8_t public_key[XWING_PUBLIC_BYTES], ct[XWING_CIPHERTEXT_BYTES];
	uint8_t shared[32];
	const cJSON *test;
	int n = 0;

	cJSON_ArrayForEach (test, file) {
		uint8_t *seed = need(test, "seed", 32);
		uint8_t *eseed = need(test, "eseed", 64);
		uint8_t *pk = need(test, "pk", sizeof(public_key));
		uint8_t *want_ct = need(test, "ct", sizeof(ct));
		uint8_t *ss = need(test, "ss", 32);

		xwing_public_key(seed, public_key);
		vector_check(
		    memcmp(public_key, pk, sizeof(public_key)) == 0, "pk", n);
		vector_check(
		    xwing_encapsulate_from(pk, eseed, ct, shared), "encaps", n);
		vector_check(memcmp(ct, want_ct, sizeof(ct)) == 0, "ct", n);
		vector_check(memcmp(shared, ss, 32) == 0, "ss", n);
		vector_check(xwing_decapsulate(seed, ct, shared), "decaps", n);
		vector_check(memcmp(shared, ss, 32) == 0, "ss again", n);
		free(seed);
		free(eseed);
		free(pk);
		free(want_ct);
		free(ss);
		n++;
	}
	cJSON_Delete(file);
	return n;
}

static void
check_encryption(
    const cJSON *e, const struct hpke_schedule *schedule, uint64_t sequence)
{
	size_t aad_len, pt_len, ct_len;
	uint8_t *aad = vector_hex(e, "aad", &aad_len);
	uint8_t *pt = vector_hex(e, "pt", &pt_len);
	uint8_t *ct = vector_hex(e, "ct", &ct_len);
	uint8_t *want_nonce = need(e, "nonce", HPKE_NONCE_BYTES);
	uint8_t nonce[HPKE_NONCE_BYTES], out[512];
	unsigned long long out_len;

	memcpy(nonce, schedule->base_nonce, sizeof(nonce));
	for (int i = 0; i < 8; i++)
		nonce[11 - i] ^= (uint8_t)(sequence >> (8 * i));
	vector_check(memcmp(nonce, want_nonce, sizeof(nonce)) == 0, "nonce",
	    (int)sequence);
	vector_check(pt_len + 16 <= sizeof(out), "room", (int)sequence);
	crypto_aead_chacha20poly1305_ietf_encrypt(out, &out_len, pt, pt_len,
	    aad, aad_len, NULL, nonce, schedule->key);
	vector_check(out_len == ct_len && memcmp(out, ct, ct_len) == 0, "ct",
	    (int)sequence);
	free(aad);
	free(pt);
	free(ct);
	free(want_nonce);
}

/* The first suite is ours; of the second only the KEM part is. */
int
vectors_hpke_pq(void)
{
	cJSON *file = vector_file_json("hpke_pq_0x647a_vectors.json");
	const cJSON *test, *e;
	int n = 0;

	cJSON_ArrayForEach (test, file) {
		size_t info_len;
		uint8_t *sk = need(test, "skRm", 32);
		uint8_t *enc = need(test, "enc", HPKE_ENC_BYTES);
		uint8_t *ikm_e = need(test, "ikmE", 64);
		uint8_t *pk = need(test, "pkRm", XWING_PUBLIC_BYTES);
		uint8_t *want = need(test, "shared_secret", 32);
		uint8_t *key = need(test, "key", HPKE_KEY_BYTES);
		uint8_t *exporter = need(test, "exporter_secret", 0);
		uint8_t *info = vector_hex(test, "info", &info_len);
		uint8_t shared[32], ct[XWING_CIPHERTEXT_BYTES];
		struct hpke_schedule schedule;

		vector_check(xwing_decapsulate(sk, enc, shared), "decaps", n);
		vector_check(memcmp(shared, want, 32) == 0, "shared", n);
		vector_check(
		    xwing_encapsulate_from(pk, ikm_e, ct, shared), "encaps", n);
		vector_check(memcmp(ct, enc, sizeof(ct)) == 0, "enc", n);
		if (cJSON_GetObjectItemCaseSensitive(test, "kdf_id")
			->valueint == 1) {
			hpke_schedule(shared, info, info_len, &schedule);
			vector_check(memcmp(schedule.key, key, 32) == 0 &&
				memcmp(schedule.exporter_secret, exporter,
				    32) == 0,
			    "schedule", n);
			cJSON_ArrayForEach (e,
			    cJSON_GetObjectItemCaseSensitive(
				test, "encryptions"))
				check_encryption(e, &schedule, (uint64_t)n++);
		}
		free(sk);
		free(enc);
		free(ikm_e);
		free(pk);
		free(want);
		free(key);
		free(exporter);
		free(info);
	}
	cJSON_Delete(file);
	return n;
}
