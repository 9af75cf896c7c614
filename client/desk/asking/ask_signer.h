/* The custodian whose desk key signs what leaves, by a passphrase. */
#ifndef VALISE_DESK_ASK_SIGNER_H
#define VALISE_DESK_ASK_SIGNER_H

#include "client/desk/people/person.h"
#include "client/desk/vault/vault.h"
#include "options.h"

/*
 * Whoever signs is the one who acts, of --custodian FILE, and nobody else in
 * his or her name: vault_signer_alone() has the key from then on, until
 * vault_custody_end().  To be freed by secret_free(); NULL after saying why.
 */
struct person *ask_signer(struct vault *v, const struct desk_options *o);

#endif
