/* Who may act as a courier, or as a relay downstream: RFC 9421 signatures, each
 * nonce once. */
#ifndef VALISE_RELAY_AUTH_H
#define VALISE_RELAY_AUTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/notes/http_signature.h"
#include "common/notes/persons.h"

#define AUTH_NONCES_MAX 32768 /* of one, in the two minutes that they count */
#define AUTH_SIGNERS_MAX 32   /* in the same */

/* One courier, or one relay downstream: none takes the place of another. */
struct auth_signer {
	uint8_t keyid[16]; /* hash */
	size_t next;
	struct {
		int64_t created;
		uint8_t hash[16]; /* of the nonce */
	} seen[AUTH_NONCES_MAX];
};

struct auth {
	size_t n;
	struct auth_signer *signers[AUTH_SIGNERS_MAX]; /* owned */
};

void auth_finish(struct auth *auth);

/* The raw parts of a request that its signature covers, and the headers. */
struct auth_request {
	struct http_request_parts parts;
	const char *signature_input; /* NULL: absent */
	const char *signature;
};

/*
 * True for a fresh, valid signature of a courier whom the persons' note (NULL:
 * nobody) lets serve the intake at `relay`; with `relays_too` also of another
 * relay of the intake, by its promise key and under its name.  The nonce is
 * used up by it.
 */
enum auth_result {
	AUTH_NO,
	AUTH_YES,
	AUTH_LATER /* rightly signed, but more came than can be remembered */
};
enum auth_result auth_signed(struct auth *auth, const struct persons *persons,
    const struct directory_relay *relay, const struct directory_intake *intake,
    bool relays_too, const struct auth_request *request, int64_t now);

#endif
