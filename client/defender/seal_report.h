/* From a report and files to one sealed envelope (docs/ENVELOPE.md 2, 4). */
#ifndef VALISE_DEFENDER_SEAL_REPORT_H
#define VALISE_DEFENDER_SEAL_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "common/bytes/reason.h"
#include "common/cli/cli.h"
#include "common/report/report.h"
#include "evidence.h"
#include "reply_code.h"

/*
 * Sets what the sealing program alone may set: format, attachments' numbers,
 * names, sizes and hashes, their form where a copy
 * was cleaned or none is told, and the public reply keys (`keys` NULL: none).
 */
bool seal_report_complete(cJSON *report, const struct evidence_list *evidence,
    const struct reply_keys *keys, struct reason *ret_reason);

/*
 * Writes the envelope to `fd`.  Every attachment is hashed again as it goes in:
 * one that changed since it was opened stops everything.  `work` follows; NULL
 * is standard error.
 */
bool seal_report_write(const cJSON *report,
    const struct evidence_list *evidence, const struct age_recipient *recipient,
    int fd, const struct cli_work *work, struct reason *ret_reason);

#endif
