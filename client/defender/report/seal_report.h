/* From a report and files to one sealed envelope (docs/ENVELOPE.md 2, 4). */
#ifndef VALISE_DEFENDER_SEAL_REPORT_H
#define VALISE_DEFENDER_SEAL_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "common/bytes/reason.h"
#include "common/report/report.h"
#include "common/work/task.h"
#include "client/defender/evidence/evidence.h"
#include "reply_code.h"

/*
 * Sets what the sealing program alone may set: format, attachments' numbers,
 * names, sizes and hashes, their form where a copy
 * was cleaned or none is told, and the public reply keys (`keys` NULL: none).
 * Refuses a report that has `follows` already: only seal_report_follow() signs.
 */
bool seal_report_complete(cJSON *report, const struct evidence_list *evidence,
    const struct reply_keys *keys, struct reason *ret_reason);

/*
 * Makes a completed report a follow-up: sets `follows`, with the reference
 * (twelve ASCII digits; "" where the sender does not know it) and the voice
 * key's signature over everything that stands in the report by then.  To be
 * called last, after seal_report_complete() with the same keys: what is changed
 * afterwards breaks the signature.  False with a reason, and no `follows`,
 * where the report names another voice key, the reference is malformed, or
 * memory is short.  docs/REPORT.md 6.
 */
bool seal_report_follow(cJSON *report, const char *intake,
    const char *reference, const struct reply_keys *keys,
    struct reason *ret_reason);

/*
 * Writes the envelope to `fd`.  Every attachment is hashed again as it goes in:
 * one that changed since it was opened stops everything.  `follow` may be
 * NULL.
 */
bool seal_report_write(const cJSON *report,
    const struct evidence_list *evidence, const struct age_recipient *recipient,
    int fd, const struct task_follow *follow, struct reason *ret_reason);

#endif
