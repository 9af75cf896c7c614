#include "age_key.h"

#include <string.h>

#include <sodium.h>

#include "bech32.h"
#include "common/crypto/mlkem768.h"

#define HYBRID_PREFIX "age1pq"
#define X25519_PREFIX "age"
#define HYBRID_SECRET_PREFIX "age-secret-key-pq-"
#define X25519_SECRET_PREFIX "age-secret-key-"

/* Not of low order: with such a share nothing can be sealed. */
static bool
x25519_valid(const uint8_t public_key[static AGE_X25519_BYTES])
{
	static const uint8_t any[32] = {1};
	uint8_t shared[32];

	return crypto_scalarmult_curve25519(shared, any, public_key) == 0;
}

bool
age_recipient_parse(
    const char *text, size_t len, struct age_recipient *ret_recipient)
{
	struct age_recipient r;

	memset(&r, 0, sizeof(r));
	if (len == 0 || text[0] != 'a')
		return false; /* age writes recipients in lower case */
	if (bech32_decode(
		text, len, HYBRID_PREFIX, r.hybrid, sizeof(r.hybrid))) {
		if (!mlkem768_public_valid(r.hybrid) ||
		    !x25519_valid(r.hybrid + MLKEM768_PUBLIC_BYTES))
			return false;
		r.type = AGE_HYBRID;
	} else if (bech32_decode(
		       text, len, X25519_PREFIX, r.x25519, sizeof(r.x25519))) {
		if (!x25519_valid(r.x25519))
			return false;
		r.type = AGE_X25519;
	} else {
		return false;
	}
	*ret_recipient = r;
	return true;
}

void
age_recipient_format(const struct age_recipient *recipient,
    char ret_text[static AGE_RECIPIENT_TEXT_BYTES])
{
	if (recipient->type == AGE_HYBRID)
		bech32_encode(HYBRID_PREFIX, recipient->hybrid,
		    sizeof(recipient->hybrid), ret_text);
	else
		bech32_encode(X25519_PREFIX, recipient->x25519,
		    sizeof(recipient->x25519), ret_text);
}

bool
age_identity_parse(
    const char *text, size_t len, struct age_identity *ret_identity)
{
	if (len == 0 || text[0] != 'A')
		return false; /* age writes identities in upper case */
	if (bech32_decode(text, len, HYBRID_SECRET_PREFIX, ret_identity->secret,
		AGE_SECRET_BYTES)) {
		ret_identity->type = AGE_HYBRID;
		return true;
	}
	if (bech32_decode(text, len, X25519_SECRET_PREFIX, ret_identity->secret,
		AGE_SECRET_BYTES)) {
		ret_identity->type = AGE_X25519;
		return true;
	}
	return false;
}

void
age_identity_format(const struct age_identity *identity,
    char ret_text[static AGE_IDENTITY_TEXT_BYTES])
{
	bech32_encode(identity->type == AGE_HYBRID ? HYBRID_SECRET_PREFIX
						   : X25519_SECRET_PREFIX,
	    identity->secret, AGE_SECRET_BYTES, ret_text);
	for (char *c = ret_text; *c != '\0'; c++)
		if (*c >= 'a' && *c <= 'z')
			*c = (char)(*c - 'a' + 'A');
}

void
age_identity_recipient(
    const struct age_identity *identity, struct age_recipient *ret_recipient)
{
	memset(ret_recipient, 0, sizeof(*ret_recipient));
	ret_recipient->type = identity->type;
	if (identity->type == AGE_HYBRID)
		xwing_public_key(identity->secret, ret_recipient->hybrid);
	else
		(void)crypto_scalarmult_curve25519_base(
		    ret_recipient->x25519, identity->secret);
}
