#include "auth.h"

#include <stdio.h>
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

/* Full of unexpired ones: later, rather than forget one. */
static enum auth_result
use_nonce(struct auth *auth, const struct http_signature *s, int64_t now)
{
	uint8_t hash[16];
	char text[NOTE_NAME_MAX + HTTP_SIGNATURE_NONCE_MAX + 2];
	size_t i;

	(void)snprintf(text, sizeof(text), "%s %s", s->keyid, s->nonce);
	(void)crypto_generichash(
	    hash, sizeof(hash), (const uint8_t *)text, strlen(text), NULL, 0);
	for (i = 0; i < AUTH_NONCES_MAX; i++)
		if (auth->seen[i].created != 0 &&
		    memcmp(auth->seen[i].hash, hash, sizeof(hash)) == 0)
			return AUTH_NO;
	i = auth->next;
	if (auth->seen[i].created > now - HTTP_SIGNATURE_TOLERANCE - 1)
		return AUTH_LATER;
	auth->seen[i].created = s->created;
	memcpy(auth->seen[i].hash, hash, sizeof(hash));
	auth->next = (i + 1) % AUTH_NONCES_MAX;
	return AUTH_YES;
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
	relay = relays_too ? directory_relay(intake, keyid) : NULL;
	return relay != NULL && now >= relay->from && now < relay->until
	    ? &relay->promise_key
	    : NULL;
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
