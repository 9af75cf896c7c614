/* What the directory's witnesses say of a checkpoint (docs/RECEIPT.md 3.1). */
#ifndef VALISE_NOTES_WITNESSES_H
#define VALISE_NOTES_WITNESSES_H

#include "directory.h"

/* Which of a directory's witnesses cosigned one checkpoint, and when. */
struct witness_verdict {
	size_t n; /* of the directory's witnesses that did, within their time */
	struct {
		char id[DIRECTORY_ID_MAX + 1];
		int64_t time; /* seconds since 1970, by the witness' clock */
	} by[DIRECTORY_WITNESSES_MAX];
	unsigned threshold;             /* how many the directory expects */
	char bad[DIRECTORY_ID_MAX + 1]; /* whose does not verify; or "" */
};

/*
 * A cosignature counts where its time is in the witness' own `from` and
 * `until`; each witness counts once.  Lines of unknown keys are ignored.
 */
void witnesses_judge(const struct directory *d, const struct signed_note *note,
    struct witness_verdict *ret_verdict);

/* Whether none is bad and as many as the directory expects are there. */
bool witnesses_enough(const struct witness_verdict *verdict);

#endif
