/* report.json, format "valise-report/1": checking and reading (docs/REPORT.md).
 */
#ifndef VALISE_REPORT_REPORT_H
#define VALISE_REPORT_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "common/bytes/reason.h"

#define REPORT_FORMAT "valise-report/1"
#define REPORT_MAX (1u << 20)
#define REPORT_NARRATIVE_MAX 65536
#define REPORT_ATTACHMENTS_MAX 1000
#define REPORT_NAME_MAX 1024 /* of an attachment, as the sender called it */

enum report_stage {
	REPORT_UNFINISHED, /* a draft: any answer may be missing */
	REPORT_DRAFT, /* as the sender wrote it: format, keys may be absent */
	REPORT_SEALED /* as it stands in an envelope */
};

/*
 * Checks every known member's type, length and code, at every depth, and at
 * REPORT_DRAFT the answers without which nothing is sealed, and that listed
 * codes are in our own lists (docs/REPORT.md 3, 5).  Unknown members pass.  The
 * reason names the member.
 */
bool report_check(
    const cJSON *report, enum report_stage stage, struct reason *ret_reason);

struct report_attachment {
	unsigned number; /* from 1 */
	uint64_t size;
	uint8_t sha256[32];
};

/*
 * The attachments of a checked report.  `ret_attachments` has room for
 * REPORT_ATTACHMENTS_MAX; false where numbers do not run from 1 or one is
 * incomplete.
 */
bool report_attachments(const cJSON *report,
    struct report_attachment *ret_attachments, size_t *ret_n,
    struct reason *ret_reason);

#endif
