/*
 * A known answer before anything is sealed: a message sealed wrongly is lost
 * for ever (docs/ENVELOPE.md 5).
 */
#ifndef VALISE_CRYPTO_SELF_TEST_H
#define VALISE_CRYPTO_SELF_TEST_H

#include <stdbool.h>

/*
 * X-Wing encapsulation (which takes in ML-KEM, Keccak and X25519), the HPKE
 * schedule and the chunk AEAD against fixed answers.  False: do not seal.
 */
bool self_test_sealing(void);

#endif
