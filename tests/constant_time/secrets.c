/*
 * The code that touches keys, with every secret byte marked undefined: run
 * under valgrind, a branch or an index that depends on one is an error.  Linked
 * with --wrap, so that the code under test is as it is shipped.
 *
 * What becomes public on its way, and is marked so here: rho, which is half of
 * the public key; that an X25519 secret is zero, or that a tag is wrong, since
 * the file is refused then; and what is written out as text.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>
#include <valgrind/memcheck.h>

#include "client/desk/people/shamir.h"
#include "common/bytes/byte_writer.h"
#include "common/bytes/secret.h"
#include "common/bytes/text_codec.h"
#include "common/crypto/hpke_open.h"
#include "common/crypto/mlkem768.h"
#include "common/crypto/mlkem_poly.h"
#include "common/crypto/xwing_open.h"
#include "common/envelope/open_stanza.h"
#include "common/envelope/seal.h"

static void
make_secret(void *bytes, size_t len)
{
	(void)VALGRIND_MAKE_MEM_UNDEFINED(bytes, len);
}

static void
make_public(void *bytes, size_t len)
{
	(void)VALGRIND_MAKE_MEM_DEFINED(bytes, len);
}

void __real_mlkem_poly_sample_ntt(struct keccak *, struct mlkem_poly *);
void __wrap_mlkem_poly_sample_ntt(struct keccak *, struct mlkem_poly *);
void
__wrap_mlkem_poly_sample_ntt(struct keccak *xof, struct mlkem_poly *poly)
{
	make_public(xof, sizeof(*xof));
	__real_mlkem_poly_sample_ntt(xof, poly);
}

int __real_crypto_scalarmult_curve25519(
    unsigned char *, const unsigned char *, const unsigned char *);
int __wrap_crypto_scalarmult_curve25519(
    unsigned char *, const unsigned char *, const unsigned char *);
int
__wrap_crypto_scalarmult_curve25519(
    unsigned char *q, const unsigned char *n, const unsigned char *p)
{
	int zero = __real_crypto_scalarmult_curve25519(q, n, p);

	make_public(&zero, sizeof(zero));
	return zero;
}

int __real_crypto_aead_chacha20poly1305_ietf_decrypt(unsigned char *,
    unsigned long long *, unsigned char *, const unsigned char *,
    unsigned long long, const unsigned char *, unsigned long long,
    const unsigned char *, const unsigned char *);
int __wrap_crypto_aead_chacha20poly1305_ietf_decrypt(unsigned char *,
    unsigned long long *, unsigned char *, const unsigned char *,
    unsigned long long, const unsigned char *, unsigned long long,
    const unsigned char *, const unsigned char *);
int
__wrap_crypto_aead_chacha20poly1305_ietf_decrypt(unsigned char *m,
    unsigned long long *mlen, unsigned char *nsec, const unsigned char *c,
    unsigned long long clen, const unsigned char *ad, unsigned long long adlen,
    const unsigned char *npub, const unsigned char *k)
{
	int wrong = __real_crypto_aead_chacha20poly1305_ietf_decrypt(
	    m, mlen, nsec, c, clen, ad, adlen, npub, k);

	make_public(&wrong, sizeof(wrong));
	return wrong;
}

void __real_randombytes_buf(void *, size_t);
void __wrap_randombytes_buf(void *, size_t);
void
__wrap_randombytes_buf(void *bytes, size_t len)
{
	__real_randombytes_buf(bytes, len);
	make_secret(bytes, len);
}

void __real_base64_encode(enum base64_form, const void *, size_t, char *);
void __wrap_base64_encode(enum base64_form, const void *, size_t, char *);
void
__wrap_base64_encode(
    enum base64_form form, const void *bytes, size_t len, char *text)
{
	__real_base64_encode(form, bytes, len, text);
	make_public(text, base64_length(form, len) + 1);
}

static void
check(int ok, const char *what)
{
	if (ok)
		return;
	(void)fprintf(stderr, "wrong: %s\n", what);
	exit(2);
}

static void
mlkem(void)
{
	uint8_t seeds[64], public_key[MLKEM768_PUBLIC_BYTES];
	uint8_t secret[MLKEM768_SECRET_BYTES], m[32];
	uint8_t ciphertext[MLKEM768_CIPHERTEXT_BYTES];
	uint8_t shared[2][MLKEM768_SHARED_BYTES];

	randombytes_buf(seeds, sizeof(seeds));
	randombytes_buf(m, sizeof(m));
	mlkem768_keygen(seeds, seeds + 32, public_key, secret);
	make_public(public_key, sizeof(public_key));
	check(mlkem768_encapsulate(public_key, m, ciphertext, shared[0]),
	    "encapsulation");
	make_public(ciphertext, sizeof(ciphertext));
	for (int bad = 0; bad < 2; bad++) {
		ciphertext[77] ^= (uint8_t)bad;
		mlkem768_decapsulate(secret, ciphertext, shared[1]);
		make_public(shared, sizeof(shared));
		check((memcmp(shared[0], shared[1], 32) == 0) == !bad,
		    "decapsulation");
	}
}

static void
xwing(void)
{
	uint8_t seed[XWING_SEED_BYTES], public_key[XWING_PUBLIC_BYTES];
	uint8_t enc[HPKE_ENC_BYTES], message[16], sealed[16 + HPKE_TAG_BYTES];
	uint8_t opened[16];

	randombytes_buf(seed, sizeof(seed));
	randombytes_buf(message, sizeof(message));
	xwing_public_key(seed, public_key);
	make_public(public_key, sizeof(public_key));
	check(hpke_seal(NULL, public_key, "test", message, 16, enc, sealed),
	    "sealing");
	make_public(enc, sizeof(enc));
	make_public(sealed, sizeof(sealed));
	check(hpke_open(seed, "test", enc, sealed, sizeof(sealed), opened) ==
		HPKE_OK,
	    "opening");
	enc[5] ^= 1;
	check(hpke_open(seed, "test", enc, sealed, sizeof(sealed), opened) ==
		HPKE_TAG_WRONG,
	    "refusing");
}

/* A header, written and opened again. */
static void
stanza(enum age_key_type type)
{
	struct age_identity *identity = secret_alloc(sizeof(*identity));
	uint8_t file_key[AGE_FILE_KEY_BYTES];
	struct age_recipient to;
	struct age_header header;
	struct byte_writer out;
	struct byte_sink sink;
	struct sealer *sealer;

	check(identity != NULL, "memory");
	identity->type = type;
	randombytes_buf(identity->secret, sizeof(identity->secret));
	age_identity_recipient(identity, &to);
	make_public(&to, sizeof(to));
	byte_writer_init(&out, 1u << 20);
	sink = byte_sink_writer(&out);
	check(sealer_create(&to, &sink, &sealer) == ENVELOPE_OK, "header");
	sealer_destroy(sealer);
	make_public(out.data, out.len);
	check(age_header_parse(out.data, out.len - AGE_NONCE_BYTES, &header),
	    "reading");
	check(
	    open_stanza(&header, (const struct age_identity *const *)&identity,
		1, file_key) == ENVELOPE_OK,
	    "stanza");
	byte_writer_finish(&out);
	secret_free(identity);
}

static void
shares(void)
{
	uint8_t secret[SHAMIR_BYTES], again[SHAMIR_BYTES];
	struct shamir_share shares[5];

	randombytes_buf(secret, sizeof(secret));
	check(shamir_split(secret, 3, 5, shares), "splitting");
	check(shamir_combine(shares + 2, 3, again), "combining");
	make_public(secret, sizeof(secret));
	make_public(again, sizeof(again));
	check(memcmp(secret, again, sizeof(secret)) == 0, "the secret");
}

int
main(void)
{
	if (sodium_init() < 0)
		return 2;
	mlkem();
	xwing();
	stanza(AGE_HYBRID);
	stanza(AGE_X25519);
	shares();
	if (RUNNING_ON_VALGRIND == 0) {
		(void)fputs("not under valgrind: nothing was tested\n", stderr);
		return 2;
	}
	return 0;
}
