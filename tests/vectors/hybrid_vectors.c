#include <string.h>

#include <sodium.h>

#include "common/crypto/hpke_open.h"
#include "common/crypto/xwing_open.h"
#include "vectors.h"

/* `from`: the 64 random bytes that an encapsulation takes. */
static void
check_kem(const struct vector_case *one, const uint8_t secret[static 32],
    const uint8_t public_key[static XWING_PUBLIC_BYTES],
    const uint8_t from[static 64], struct vector_bytes wanted,
    struct vector_bytes wanted_shared)
{
	uint8_t ciphertext[XWING_CIPHERTEXT_BYTES], got[XWING_PUBLIC_BYTES];
	uint8_t shared[XWING_SHARED_BYTES];

	xwing_public_key(secret, got);
	vector_check(
	    memcmp(got, public_key, sizeof(got)) == 0, "public key", one->id);
	vector_check(
	    xwing_encapsulate_from(public_key, from, ciphertext, shared),
	    "encapsulation", one->id);
	vector_check(vector_equal(ciphertext, sizeof(ciphertext), wanted),
	    "ciphertext", one->id);
	vector_check(vector_equal(shared, sizeof(shared), wanted_shared),
	    "shared secret", one->id);
	vector_check(xwing_decapsulate(secret, wanted.at, shared),
	    "decapsulation", one->id);
	vector_check(vector_equal(shared, sizeof(shared), wanted_shared),
	    "shared secret again", one->id);
}

void
vectors_xwing(const struct vector_case *one)
{
	check_kem(one, vector_need(one, "seed", 32),
	    vector_need(one, "pk", XWING_PUBLIC_BYTES),
	    vector_need(one, "eseed", 64), vector_member(one, "ct"),
	    vector_member(one, "ss"));
}

/* What the last key exchange led to; encryptions follow it. */
static struct {
	struct hpke_schedule keys;
	uint64_t sequence;
} schedule;

static void
check_schedule(const struct vector_case *one)
{
	struct vector_bytes info = vector_member(one, "info");
	struct hpke_schedule *keys = &schedule.keys;

	hpke_schedule(vector_need(one, "shared_secret", XWING_SHARED_BYTES),
	    info.at, info.len, keys);
	vector_check(vector_equal(keys->key, sizeof(keys->key),
			 vector_member(one, "key")),
	    "key", one->id);
	vector_check(vector_equal(keys->base_nonce, sizeof(keys->base_nonce),
			 vector_member(one, "base_nonce")),
	    "base nonce", one->id);
	vector_check(
	    vector_equal(keys->exporter_secret, sizeof(keys->exporter_secret),
		vector_member(one, "exporter_secret")),
	    "exporter secret", one->id);
	schedule.sequence = 0;
}

static void
check_encryption(const struct vector_case *one)
{
	struct vector_bytes aad = vector_member(one, "aad");
	struct vector_bytes pt = vector_member(one, "pt");
	uint8_t nonce[HPKE_NONCE_BYTES], out[512];
	unsigned long long out_len;

	memcpy(nonce, schedule.keys.base_nonce, sizeof(nonce));
	for (int i = 0; i < 8; i++)
		nonce[11 - i] ^= (uint8_t)(schedule.sequence >> (8 * i));
	schedule.sequence++;
	vector_check(
	    vector_equal(nonce, sizeof(nonce), vector_member(one, "nonce")),
	    "nonce", one->id);
	vector_check(pt.len + 16 <= sizeof(out), "room", one->id);
	crypto_aead_chacha20poly1305_ietf_encrypt(out, &out_len, pt.at, pt.len,
	    aad.at, aad.len, NULL, nonce, schedule.keys.key);
	vector_check(
	    vector_equal(out, (size_t)out_len, vector_member(one, "ct")), "ct",
	    one->id);
}

/* The first suite is ours; of the second only the KEM part is. */
void
vectors_hpke(const struct vector_case *one)
{
	if (vector_member(one, "pt").at != NULL) {
		check_encryption(one);
		return;
	}
	check_kem(one, vector_need(one, "skRm", 32),
	    vector_need(one, "pkRm", XWING_PUBLIC_BYTES),
	    vector_need(one, "ikmE", 64), vector_member(one, "enc"),
	    vector_member(one, "shared_secret"));
	if (vector_member(one, "key").at != NULL)
		check_schedule(one);
}
