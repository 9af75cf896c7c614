/*
 * What leaves a desk but for bulletins: files in a folder of their own, listed
 * in SHA256SUMS and signed by desk keys as minisign does (docs/CASES.md 8).
 * Whoever signs has it made again from the rows, and compares.
 */
#ifndef VALISE_DESK_LEAVING_H
#define VALISE_DESK_LEAVING_H

#include <stdbool.h>
#include <stdint.h>

#include "client/desk/cases/case_work.h"
#include "client/desk/vault/vault.h"
#include "leaving_files.h"

/* One action of a case, and what it is made from beside it. */
struct leaving {
	struct vault *v;
	const struct case_work *w;
	const cJSON *action;
	const char *day;  /* of the approval */
	uint64_t journal; /* the last line of the journal that it may quote */
};

/*
 * Makes the files of the action in a new folder, synced, with their list, whose
 * SHA-256 is given back.  False with a reason, and nothing is left.
 */
bool leaving_write(const struct leaving *l, const char *folder,
    char ret_manifest[static LEAVING_HASH_BYTES], struct reason *ret_reason);

/*
 * Makes them again without a folder, and whether that folder has exactly these
 * bytes, that list, and nothing else but signatures; false with a reason.
 */
bool leaving_check(const struct leaving *l, const char *folder,
    char ret_manifest[static LEAVING_HASH_BYTES], struct reason *ret_reason);

#endif
