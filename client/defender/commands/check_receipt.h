/* What the desk's bulletins say of one envelope, by its receipt. */
#ifndef VALISE_DEFENDER_CHECK_RECEIPT_H
#define VALISE_DEFENDER_CHECK_RECEIPT_H

#include "client/defender/options/options.h"
#include "client/defender/send/desk_seen.h"
#include "common/cli/cli.h"

/*
 * Says whether the desk has seen the envelope's entry in the relay's log, by
 * reading that log whole.  Where the two are not the same log, -o gets both
 * signed texts.  CLI_FAILED where the relay or the desk has to be asked why.
 */
enum cli_status check_receipt(const struct options *o,
    const struct desk_seen *seen, const char *receipt, const char *envelope);

#endif
