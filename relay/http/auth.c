#include "auth.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <sodium.h>

static bool
authority_is(const char *url, const char *authority)
{
	char own[512];

	return http_signature_authority(url, own, sizeof(own)) &&
	    strcasecmp(own, authority) == 0;
}

/* One whose nonces have all expired, to be another's from now on; or NULL. */
static struct auth_signer *
spent_signer(const struct auth *auth, int64_t now)
{
	for (size_t i = 0; i < auth->n; i++) {
		struct auth_signer *s = auth->signers[i];
		bool spent = true;

		for (size_t n = 0; n < AUTH_NONCES_MAX && spent; n++)
			spent = s->seen[n].created <=
			    now - HTTP_SIGNATURE_TOLERANCE - 1;
		if (spent) {
			memset(s, 0, sizeof(*s));
			return s;
		}
	}
	return NULL;
}

/* Whose nonces these are: a place of its own, made when it first signs. */
static struct auth_signer *
signer_of(struct auth *auth, const char *keyid, int64_t now)
{
	struct auth_signer *s;
	uint8_t hash[16];

	(void)crypto_generichash(
	    hash, sizeof(hash), (const uint8_t *)keyid, strlen(keyid), NULL, 0);
	for (size_t i = 0; i < auth->n; i++)
		if (memcmp(auth->signers[i]->keyid, hash, sizeof(hash)) == 0)
			return auth->signers[i];
	s = auth->n < AUTH_SIGNERS_MAX ? calloc(1, sizeof(*s))
				       : spent_signer(auth, now);
	if (s == NULL)
		return NULL;
	memcpy(s->keyid, hash, sizeof(hash));
	if (auth->n < AUTH_SIGNERS_MAX)
		auth->signers[auth->n++] = s;
	return s;
}

/* Full of unexpired ones: later, rather than forget one. */
static enum auth_result
use_nonce(struct auth *auth, const struct http_signature *s, int64_t now)
{
	struct auth_signer *signer = signer_of(auth, s->keyid, now);
	uint8_t hash[16];
	size_t i;

	if (signer == NULL)
		return AUTH_LATER;
	(void)crypto_generichash(hash, sizeof(hash), (const uint8_t *)s->nonce,
	    strlen(s->nonce), NULL, 0);
	for (i = 0; i < AUTH_NONCES_MAX; i++)
		if (signer->seen[i].created != 0 &&
		    memcmp(signer->seen[i].hash, hash, sizeof(hash)) == 0)
			return AUTH_NO;
	i = signer->next;
	if (signer->seen[i].created > now - HTTP_SIGNATURE_TOLERANCE - 1)
		return AUTH_LATER;
	signer->seen[i].created = s->created;
	memcpy(signer->seen[i].hash, hash, sizeof(hash));
	signer->next = (i + 1) % AUTH_NONCES_MAX;
	return AUTH_YES;
}

void
auth_finish(struct auth *auth)
{
	for (size_t i = 0; i < auth->n; i++)
		free(auth->signers[i]);
	auth->n = 0;
}

/* The key that belongs to that name now, or NULL. */
static const struct vkey *
key_of(const struct persons *persons, const struct directory_intake *intake,
    bool relays_too, const char *keyid, int64_t now)
{
	const struct courier_entry *courier =
	    persons_courier(persons, keyid, intake->id, now);
	const struct directory_relay *relay;

	if (courier != NULL)
		return &courier->key;
	relay = relays_too ? directory_relay_at(intake, keyid, now) : NULL;
	return relay == NULL ? NULL : &relay->promise_key;
}

enum auth_result
auth_signed(struct auth *auth, const struct persons *persons,
    const struct directory_relay *relay, const struct directory_intake *intake,
    bool relays_too, const struct auth_request *request, int64_t now)
{
	const struct vkey *key;
	struct http_signature s;

	if (request->signature_input == NULL || request->signature == NULL ||
	    request->parts.authority == NULL ||
	    (!authority_is(relay->url, request->parts.authority) &&
		!authority_is(relay->onion, request->parts.authority)) ||
	    !http_signature_parse(
		request->signature_input, request->signature, &s) ||
	    s.created < now - HTTP_SIGNATURE_TOLERANCE ||
	    s.created > now + HTTP_SIGNATURE_TOLERANCE)
		return AUTH_NO;
	key = key_of(persons, intake, relays_too, s.keyid, now);
	return key != NULL &&
		http_signature_verify(&s, &request->parts, key->public_key)
	    ? use_nonce(auth, &s, now)
	    : AUTH_NO;
}
