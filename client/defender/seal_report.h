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
#include "reply_code.h"

/* One file to attach, opened and hashed once before it is sealed. */
struct evidence {
	const char *path;
	int fd;
	uint64_t size;
	uint8_t sha256[32];
};

struct evidence_list {
	size_t n;
	struct evidence *items; /* owned */
};

/*
 * Opens and hashes each path.  False with a reason where one is not a regular
 * file, can't be read, or is over 8 GiB.
 */
bool seal_report_open_evidence(const char *const *paths, size_t n,
    struct evidence_list *ret_list, struct reason *ret_reason);
void seal_report_close_evidence(struct evidence_list *list);

/*
 * Sets what the sealing program alone may set: format, attachments' numbers,
 * names, sizes and hashes, and the public reply keys (`keys` NULL: none).
 */
bool seal_report_complete(cJSON *report, const struct evidence_list *evidence,
    const struct reply_keys *keys, struct reason *ret_reason);

/*
 * Writes the envelope to `fd`.  Every attachment is hashed again as it goes in:
 * one that changed since it was opened stops everything.
 */
bool seal_report_write(const cJSON *report,
    const struct evidence_list *evidence, const struct age_recipient *recipient,
    int fd, struct reason *ret_reason);

#endif
