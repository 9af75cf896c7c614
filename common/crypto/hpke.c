#include "hpke.h"

#include <string.h>

#include <sodium.h>

#include "hkdf.h"

static const uint8_t suite_id[10] = {
    'H', 'P', 'K', 'E', 0x64, 0x7a, 0x00, 0x01, 0x00, 0x03};

/* LabeledExtract (RFC 9180 4). */
static void
labeled_extract(const uint8_t *salt, size_t salt_len, const char *label,
    const void *ikm, size_t ikm_len, uint8_t ret_key[static 32])
{
	const struct hkdf_part parts[] = {{"HPKE-v1", 7},
	    {suite_id, sizeof(suite_id)}, {label, strlen(label)},
	    {ikm, ikm_len}};

	hkdf_extract(salt, salt_len, parts, 4, ret_key);
}

/* LabeledExpand (RFC 9180 4). */
static void
labeled_expand(const uint8_t key[static 32], const char *label,
    const uint8_t *context, size_t context_len, uint8_t *ret_bytes, size_t len)
{
	const uint8_t length[2] = {(uint8_t)(len >> 8), (uint8_t)len};
	const struct hkdf_part info[] = {{length, 2}, {"HPKE-v1", 7},
	    {suite_id, sizeof(suite_id)}, {label, strlen(label)},
	    {context, context_len}};

	hkdf_expand(key, info, 5, ret_bytes, len);
}

void
hpke_schedule(const uint8_t shared[static XWING_SHARED_BYTES], const void *info,
    size_t info_len, struct hpke_schedule *ret_schedule)
{
	uint8_t context[1 + 32 + 32] = {0x00}; /* mode_base */
	uint8_t secret[32];

	labeled_extract(NULL, 0, "psk_id_hash", "", 0, context + 1);
	labeled_extract(NULL, 0, "info_hash", info, info_len, context + 33);
	labeled_extract(shared, XWING_SHARED_BYTES, "secret", "", 0, secret);
	labeled_expand(secret, "key", context, sizeof(context),
	    ret_schedule->key, HPKE_KEY_BYTES);
	labeled_expand(secret, "base_nonce", context, sizeof(context),
	    ret_schedule->base_nonce, HPKE_NONCE_BYTES);
	labeled_expand(secret, "exp", context, sizeof(context),
	    ret_schedule->exporter_secret, 32);
	sodium_memzero(secret, sizeof(secret));
}

bool
hpke_seal(struct randomness *random,
    const uint8_t recipient[static XWING_PUBLIC_BYTES], const char *info,
    const void *message, size_t len, uint8_t ret_enc[static HPKE_ENC_BYTES],
    uint8_t *ret_ciphertext)
{
	uint8_t shared[XWING_SHARED_BYTES];
	struct hpke_schedule schedule;

	if (!xwing_encapsulate(random, recipient, ret_enc, shared))
		return false;
	hpke_schedule(shared, info, strlen(info), &schedule);
	(void)crypto_aead_chacha20poly1305_ietf_encrypt(ret_ciphertext, NULL,
	    message, len, NULL, 0, NULL, schedule.base_nonce, schedule.key);
	sodium_memzero(shared, sizeof(shared));
	sodium_memzero(&schedule, sizeof(schedule));
	return true;
}
