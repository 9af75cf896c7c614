#ifndef VALISE_DESK_OPEN_VAULT_H
#define VALISE_DESK_OPEN_VAULT_H

#include "client/desk/vault/vault.h"
#include "options.h"

/*
 * The vault that the options name, unlocked with the passphrase that is asked
 * for; says first that it is a trial and whether a network is up.  NULL after
 * saying why.
 */
struct vault *open_vault(const struct desk_options *o);

#endif
