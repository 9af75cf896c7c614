#include "hpke_open.h"

#include <string.h>

#include <sodium.h>

#include "xwing_open.h"

enum hpke_result
hpke_open(const uint8_t seed[static XWING_SEED_BYTES], const char *info,
    const uint8_t enc[static HPKE_ENC_BYTES], const void *ciphertext,
    size_t ciphertext_len, uint8_t *ret_message)
{
	uint8_t shared[XWING_SHARED_BYTES];
	struct hpke_schedule schedule;
	bool ok;

	if (ciphertext_len < HPKE_TAG_BYTES)
		return HPKE_TAG_WRONG;
	if (!xwing_decapsulate(seed, enc, shared))
		return HPKE_SHARE_LOW_ORDER;
	hpke_schedule(shared, info, strlen(info), &schedule);
	ok = crypto_aead_chacha20poly1305_ietf_decrypt(ret_message, NULL, NULL,
		 ciphertext, ciphertext_len, NULL, 0, schedule.base_nonce,
		 schedule.key) == 0;
	sodium_memzero(shared, sizeof(shared));
	sodium_memzero(&schedule, sizeof(schedule));
	return ok ? HPKE_OK : HPKE_TAG_WRONG;
}
