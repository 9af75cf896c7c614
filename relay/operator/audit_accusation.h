/* A folder that accuses a relay of a broken promise (docs/RECEIPT.md 6). */
#ifndef VALISE_RELAY_AUDIT_ACCUSATION_H
#define VALISE_RELAY_AUDIT_ACCUSATION_H

#include "common/cli/cli.h"

/*
 * Verifies it, with its own directory by the digits (asked for where they are
 * NULL), and says what it proves.  CLI_OK where the promise was not kept.
 */
enum cli_status audit_accusation(const char *folder, const char *fingerprint);

#endif
